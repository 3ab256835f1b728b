import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compareGraphs, parseGraph6 } from '@perceptrons/graph';
import { describe, expect, it } from 'vitest';
import { defaults } from '../../../settings/setting';
import { contestants } from '../models';
import { knownPairs } from '../pairs';
import { graphSettings } from '../settings';
import { type LadderTest, ladder } from '../verdict-strip';
import { type RecordedFile, recordedPairs } from './recorded-file';

const file = JSON.parse(readFileSync(path.join(import.meta.dirname, 'named-pairs.json'), 'utf8')) as RecordedFile;
const pairs = recordedPairs(file);

describe('the recorded runs', () => {
  it('are those of the named pairs, with the default settings', () => {
    expect(pairs.map(({ name, title, description: { a, b } }) => ({ name, title, a, b }))).toEqual(knownPairs);
    for (const { description, points } of pairs) {
      expect(description.settings).toEqual(defaults(graphSettings));
      for (const model of contestants) expect(points[model].at(-1)?.step).toBe(description.totalSteps);
    }
  });

  it('say what the tests say', () => {
    // Triples of 41 vertices take seconds.
    const quick = (test: LadderTest, nodeCount: number) => test !== '3-FWL' || nodeCount <= 16;
    for (const { rounds, description } of pairs) {
      const [a, b] = [parseGraph6(description.a), parseGraph6(description.b)];
      for (const test of ladder.filter((name) => quick(name, a.nodeCount))) {
        expect(compareGraphs(a, b, { test }).round ?? null).toBe(rounds[test]);
      }
    }
  });

  it('have no network that parts a pair which its test does not', () => {
    for (const { rounds, description, points } of pairs) {
      const { ppgn, gin } = description.untrained;
      if (rounds['1-WL'] === null) expect(gin.separated).toBe(false);
      if (rounds['2-FWL'] === null) expect(ppgn.separated).toBe(false);
      for (const model of contestants) {
        if (!description.untrained[model].separated) expect(points[model].at(-1)?.accuracy).toBe(0.5);
      }
    }
  });
});

import { describe, expect, it } from 'vitest';
import { defaults } from '../../../settings/setting';
import type { CheckInput, CheckProgress } from '../run';
import { type PlasticitySettings, plasticitySettings } from '../settings';
import { bootstrap } from './bootstrap';
import { constraints } from './constraints';
import { startRule } from './fitting';

const settings: PlasticitySettings = {
  ...defaults(plasticitySettings),
  units: '1',
  animals: 3,
  trials: 20,
  terms: 'second',
  rule: 'x*r',
  draws: 24,
};
/** x r in the order of the package. */
const parameters = Array.from({ length: 81 }, (_, place) => (place === 28 ? 0.9 : 0));
const input: CheckInput = { settings, parameters };

function context(signal = new AbortController().signal) {
  const progress: CheckProgress[] = [];
  const breathe = async () => {
    if (signal.aborted) throw new DOMException('cancelled', 'AbortError');
  };
  return { progress, signal, breathe, send: (sent: CheckProgress) => void progress.push(sent) };
}

describe('bootstrap', () => {
  it('gives intervals of the terms that any draw keeps, and says how far it is', async () => {
    const watched = context();
    const { animals, draws, asked, terms } = await bootstrap(input, watched);
    expect([animals, draws, asked]).toEqual([3, 24, 24]);
    expect(terms[0]).toMatchObject({ name: 'x*r', kept: 1 });
    expect(terms[0].low).toBeLessThan(terms[0].high);
    expect(terms.every(({ value, kept }) => value !== 0 || kept > 0)).toBe(true);
    expect(watched.progress[0]).toEqual({ done: 0, total: 24 });
    expect(watched.progress.at(-1)).toEqual({ done: 24, total: 24, secondsLeft: 0 });
  });

  it('keeps the draws so far when it is cancelled late, and none when it is cancelled early', async () => {
    const late = new AbortController();
    const send = ({ done }: CheckProgress) => {
      if (done >= 20) late.abort();
    };
    const many = { ...input, settings: { ...settings, draws: 1000 } };
    const report = await bootstrap(many, { ...context(late.signal), send });
    expect(report.asked).toBe(1000);
    expect(report.draws).toBeGreaterThanOrEqual(20);
    expect(report.draws).toBeLessThan(1000);
    await expect(bootstrap(many, context(AbortSignal.abort()))).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('constraints', () => {
  it('tells what choices constrain, and writes as terms what they do not', async () => {
    const { animals, scale, coefficients, changes } = await constraints(input, context());
    expect([animals, scale, coefficients.length, changes.length]).toEqual([3, 0.9, 15, 15]);
    expect(coefficients.find(({ name }) => name === 'x r')?.value).toBe(0.9);
    for (const { standardError = Number.POSITIVE_INFINITY, conditionalError = 0, constrained } of coefficients) {
      expect(conditionalError).toBeLessThanOrEqual(standardError * (1 + 1e-9));
      expect(constrained).toBe(1.96 * standardError < scale);
    }
    const seen = changes.map((change) => change.seen);
    expect(seen[0]).toBe(true);
    expect(seen.lastIndexOf(true)).toBe(seen.filter(Boolean).length - 1);
    for (const { seen: known, text } of changes) expect(text === undefined).toBe(known);
  });

  it('says so where the rule diverges, and stops when it is cancelled', async () => {
    const growing = parameters.map((value, place) => (place === 3 ? 20 : value));
    await expect(constraints({ ...input, parameters: growing }, context())).rejects.toThrow('grow without bound');
    await expect(constraints(input, context(AbortSignal.abort()))).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('startRule', () => {
  it('starts a perceptron from small numbers of the seed', () => {
    const first = startRule({ ...settings, terms: 'perceptron' });
    expect(first).toMatchObject({ kind: 'mlp', units: 10 });
    expect(first).not.toEqual(startRule({ ...settings, terms: 'perceptron', seed: 2 }));
    expect(startRule(settings)).toMatchObject({ kind: 'taylor' });
  });
});

import { compareGraphs, parseGraph6 } from '@perceptrons/graph';
import { describe, expect, it } from 'vitest';
import { reportTest } from './report';

const decalin = { a: 'IhEGGC@_G', b: 'Ihe?GC@@G' };

describe('reportTest', () => {
  it.each(['1-WL', '2-FWL', '3-FWL'] as const)('counts the colours of %s and keeps what is drawn', (test) => {
    const { colours, ...said } = reportTest({ ...decalin, test });
    const { coloursA, coloursB, ...whole } = compareGraphs(parseGraph6(decalin.a), parseGraph6(decalin.b), { test });
    expect(said).toEqual(whole);
    expect(colours).toHaveLength(whole.rounds + 1);
    colours.forEach(({ sizes, vertices, pairs }, round) => {
      expect(sizes.a.reduce((sum, size) => sum + size)).toBe(coloursA[round].length);
      expect(sizes.b.filter((size) => size > 0)).toHaveLength(new Set(coloursB[round]).size);
      const size = Number(test[0]);
      for (let v = 0; v < 10; v++) {
        expect(vertices.a[v]).toBe(coloursA[round][[v, 11 * v, 111 * v][size - 1]]);
        for (let w = 0; w < 10 && size > 1; w++) {
          expect(pairs?.b[10 * v + w]).toBe(coloursB[round][size === 2 ? 10 * v + w : 100 * v + 11 * w]);
        }
      }
      expect(pairs === undefined).toBe(size === 1);
    });
  });

  it('knows which colour of the round before a colour comes from', () => {
    const { colours } = reportTest({ ...decalin, test: '1-WL' });
    for (let round = 1; round < colours.length; round++) {
      colours[round].vertices.a.forEach((name, vertex) => {
        expect(colours[round].parents[name]).toBe(colours[round - 1].vertices.a[vertex]);
      });
    }
  });

  it('takes graphs of different sizes', () => {
    const { colours, distinguished } = reportTest({ a: 'Ch', b: 'EhEG', test: '2-FWL' });
    expect(distinguished).toBe(true);
    expect(colours[0].vertices.b).toHaveLength(6);
  });
});

import { describe, expect, it } from 'vitest';
import { reportTest } from './oracles/report';
import { colourOf, coloursOf, looksOf, roundView } from './round-view';
import type { TestName } from './settings';

/** Two triangles and a hexagon. */
const last = (test: TestName) => {
  const report = reportTest({ a: 'EwCW', b: 'EhEG', test });
  return roundView(coloursOf(report), report.rounds);
};

describe('roundView', () => {
  it('colours vertices by their own colour in 1-WL', () => {
    const view = last('1-WL');
    expect(view.bars).toEqual([{ number: 1, a: 6, b: 6 }]);
    expect(view.pairs).toBeUndefined();
    expect(looksOf(view, 'a', 6, 'vertex')[5]).toEqual({ colour: colourOf(1), text: '5', said: 'colour 1' });
    expect(looksOf(view, 'b', 6, 'colour')[5].text).toBe('1');
    expect(looksOf(undefined, 'b', 1, 'colour')[0]).toEqual({ colour: undefined, text: '', said: 'not coloured yet' });
  });

  it('shows all pairs in 2-FWL, the vertices on their diagonal', () => {
    const view = last('2-FWL');
    expect(view.bars.reduce((sum, { a }) => sum + a, 0)).toBe(36);
    expect(view.pairs?.a).toHaveLength(36);
    view.vertices.b.forEach(({ colour }, vertex) => {
      expect(view.pairs?.b[7 * vertex]).toBe(colour);
    });
    expect(view.bars.some(({ a, b }) => a !== b)).toBe(true);
  });

  it('shows the triples (i, j, j) in 3-FWL', () => {
    const view = last('3-FWL');
    expect(view.bars.reduce((sum, { b }) => sum + b, 0)).toBe(216);
    expect(new Set(view.vertices.a.map(({ number }) => number)).size).toBe(1);
    expect(view.pairs?.a[7]).toBe(view.vertices.a[1].colour);
  });
});

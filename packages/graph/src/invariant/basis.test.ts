import { describe, expect, it } from 'vitest';
import { applyBasis, basisNames, basisRank, equivariantBasis, type MapOrders } from './basis';

const maps: Array<[number, number, number]> = [
  [2, 2, 15],
  [2, 1, 5],
  [1, 2, 5],
  [1, 1, 2],
  [2, 0, 2],
  [1, 0, 1],
];
const orders = (inputOrder: number, outputOrder: number) => ({ inputOrder, outputOrder }) as MapOrders;

/** Where the entries of an order land when vertex v becomes permutation[v]. */
function moved(values: Float64Array, order: number, permutation: number[]): Float64Array {
  const n = permutation.length;
  const result = new Float64Array(values.length);
  values.forEach((value, place) => {
    const [i, j] = [Math.floor(place / n), place % n];
    result[order === 2 ? permutation[i] * n + permutation[j] : order === 1 ? permutation[place] : 0] = value;
  });
  return result;
}

describe('applyBasis', () => {
  it('gives the 15 results of [[1, 2], [3, 4]]', () => {
    const results = applyBasis([1, 2, 3, 4], { inputOrder: 2, outputOrder: 2 }).map((result) => Array.from(result));
    expect(results).toEqual([
      [1, 0, 0, 4],
      [5, 0, 0, 5],
      [3, 0, 0, 7],
      [4, 0, 0, 6],
      [10, 0, 0, 10],
      [4, 4, 6, 6],
      [3, 3, 7, 7],
      [4, 6, 4, 6],
      [3, 7, 3, 7],
      [1, 2, 3, 4],
      [1, 3, 2, 4],
      [1, 1, 4, 4],
      [1, 4, 1, 4],
      [5, 5, 5, 5],
      [10, 10, 10, 10],
    ]);
  });

  it('gives the results of lower orders', () => {
    const of = (values: number[], inputOrder: 1 | 2, outputOrder: 0 | 1 | 2) =>
      applyBasis(values, { inputOrder, outputOrder }).map((result) => Array.from(result));
    expect(of([1, 2, 3, 4], 2, 1)).toEqual([
      [1, 4],
      [5, 5],
      [3, 7],
      [4, 6],
      [10, 10],
    ]);
    expect(of([1, 2, 3, 4], 2, 0)).toEqual([[5], [10]]);
    expect(of([3, 5], 1, 2)).toEqual([
      [3, 0, 0, 5],
      [8, 0, 0, 8],
      [3, 5, 3, 5],
      [3, 3, 5, 5],
      [8, 8, 8, 8],
    ]);
    expect(of([3, 5], 1, 1)).toEqual([
      [3, 5],
      [8, 8],
    ]);
    expect(of([3, 5], 1, 0)).toEqual([[8]]);
  });

  it('divides sums by the number of their terms under inf', () => {
    const results = applyBasis([1, 2, 3, 4], { inputOrder: 2, outputOrder: 2, normalization: 'inf' });
    expect(results.map((result) => result[0])).toEqual([1, 2.5, 1.5, 2, 2.5, 2, 1.5, 2, 1.5, 1, 1, 1, 1, 2.5, 2.5]);
  });

  it.each([
    ['no square', () => applyBasis([1, 2, 3], { inputOrder: 2, outputOrder: 1 }), 'There are 3 values'],
    ['nothing', () => applyBasis([], { inputOrder: 1, outputOrder: 1 }), 'There are 0 values'],
    ['an order that is not known', () => basisNames(orders(3, 1)), 'no basis of maps from order 3 to order 1'],
  ])('refuses %s', (_, run, message) => {
    expect(run).toThrow(message);
  });
});

describe.each(maps)('the basis from order %i to order %i', (inputOrder, outputOrder, count) => {
  const kind = orders(inputOrder, outputOrder);

  it('has as many operations as things can be partitioned', () => {
    expect(basisNames(kind)).toHaveLength(count);
    expect(new Set(basisNames(kind)).size).toBe(count);
    expect(basisRank({ ...kind, nodeCount: inputOrder + outputOrder })).toBe(count);
    expect(basisRank({ ...kind, nodeCount: inputOrder + outputOrder + 1 })).toBe(count);
  });

  it('commutes with renumbering', () => {
    const permutation = [2, 0, 3, 1];
    const values = Float64Array.from({ length: 4 ** inputOrder }, (_, place) => Math.round(10 * Math.sin(place + 1)));
    const ofMoved = applyBasis(moved(values, inputOrder, permutation), kind);
    const movedAfter = applyBasis(values, kind).map((result) => moved(result, outputOrder, permutation));
    expect(ofMoved).toEqual(movedAfter);
  });

  it('is what its matrices say', () => {
    const values = Float64Array.from({ length: 3 ** inputOrder }, (_, place) => place * place - 2);
    const products = equivariantBasis({ ...kind, nodeCount: 3, normalization: 'inf' }).map((matrix) =>
      Array.from({ length: 3 ** outputOrder }, (_, row) =>
        values.reduce((sum, value, column) => sum + value * matrix[row * values.length + column], 0),
      ),
    );
    applyBasis(values, { ...kind, normalization: 'inf' }).forEach((result, operation) => {
      result.forEach((value, row) => {
        expect(products[operation][row]).toBeCloseTo(value, 12);
      });
    });
  });
});

describe('basisRank', () => {
  it('falls short on small graphs: partitions into at most n parts', () => {
    const ranks = (inputOrder: 1 | 2, outputOrder: 1 | 2) =>
      [1, 2, 3, 4, 5].map((nodeCount) => basisRank({ inputOrder, outputOrder, nodeCount }));
    expect(ranks(2, 2)).toEqual([1, 8, 14, 15, 15]);
    expect(ranks(2, 1)).toEqual([1, 4, 5, 5, 5]);
    expect(ranks(1, 1)).toEqual([1, 2, 2, 2, 2]);
  });
});

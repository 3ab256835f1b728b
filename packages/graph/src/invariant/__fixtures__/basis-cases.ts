// The operations of the equivariant bases, as the layers compute them: one unit for each operation, and no other.
import { io } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { gap, read } from '../../__fixtures__/read';
import { encodeGraphs } from '../../encoding/encode-graphs';
import { encodePairs } from '../../encoding/encode-pairs';
import type { GraphData } from '../../graph-data';
import { namedPairs } from '../../graphs/named-pairs';
import {
  equivariant1to0,
  equivariant1to1,
  equivariant1to2,
  equivariant2to0,
  equivariant2to1,
  equivariant2to2,
  ign,
} from '../index';
import { exactIgn } from './exact-layers';

const layers = {
  '2to2': equivariant2to2,
  '2to1': equivariant2to1,
  '1to2': equivariant1to2,
  '1to1': equivariant1to1,
  '2to0': equivariant2to0,
  '1to0': equivariant1to0,
};
type Orders = keyof typeof layers;

/** What every operation makes of inputs of one channel, [batch, n, n] or [batch, n]: a list [batch, outputs] for each. */
async function operationsOn(orders: Orders, inputs: number[][], n: number): Promise<number[][]> {
  const operations = { '2to2': 15, '2to1': 5, '1to2': 5, '1to1': 2, '2to0': 2, '1to0': 1 }[orders];
  const layer = layers[orders]({ units: operations, normalization: 'none', useBias: false });
  const shape = orders.startsWith('2') ? [n, n, 1] : [n, 1];
  tf.tidy(() => {
    layer.apply(tf.zeros([1, ...shape]));
    layer.weights[0].write(tf.eye(operations).reshape([1, operations, operations]));
  });
  const values = await read(() => layer.apply(tf.tensor(inputs.flat(), [inputs.length, ...shape])) as tf.Tensor);
  layer.dispose();
  return Array.from({ length: operations }, (_, operation) => values.filter((_, at) => at % operations === operation));
}

/** Number of linearly independent rows of whole numbers. */
function rankOf(rows: number[][]): number {
  const left = rows.map((row) => [...row]);
  let rank = 0;
  for (let column = 0; column < left[0].length && rank < left.length; column++) {
    const pivot = left.findIndex((row, at) => at >= rank && Math.abs(row[column]) > 1e-9);
    if (pivot < 0) continue;
    [left[rank], left[pivot]] = [left[pivot], left[rank]];
    for (let row = rank + 1; row < left.length; row++) {
      const factor = left[row][column] / left[rank][column];
      left[row] = left[row].map((value, at) => value - factor * left[rank][at]);
    }
    rank++;
  }
  return rank;
}

export function itHasTheBases(): void {
  it.each<[Orders, number[], number[][]]>([
    [
      '2to2',
      [1, 2, 3, 4],
      [
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
      ],
    ],
    [
      '2to1',
      [1, 2, 3, 4],
      [
        [1, 4],
        [5, 5],
        [3, 7],
        [4, 6],
        [10, 10],
      ],
    ],
    [
      '1to2',
      [3, 5],
      [
        [3, 0, 0, 5],
        [8, 0, 0, 8],
        [3, 5, 3, 5],
        [3, 3, 5, 5],
        [8, 8, 8, 8],
      ],
    ],
    [
      '1to1',
      [3, 5],
      [
        [3, 5],
        [8, 8],
      ],
    ],
    ['2to0', [1, 2, 3, 4], [[5], [10]]],
    ['1to0', [3, 5], [[8]]],
  ])('%s: the layer makes of %j what every operation does', async (orders, input, expected) => {
    expect(await operationsOn(orders, [input], 2)).toEqual(expected);
  });

  it.each<[Orders, number[]]>([
    ['2to2', [1, 8, 14, 15]],
    ['2to1', [1, 4, 5, 5]],
  ])('%s: as many operations differ on 1, 2, 3, 4 vertices as partitions fit: %j', async (orders, ranks) => {
    for (const [index, expected] of ranks.entries()) {
      const n = index + 1;
      // What the layer makes of all inputs with a single 1 is the matrix of an operation.
      const units = Array.from({ length: n * n }, (_, i) => Array.from({ length: n * n }, (_, j) => Number(i === j)));
      expect(rankOf(await operationsOn(orders, units, n)), `${n} vertices`).toBe(expected);
    }
  });

  it('a random 2-IGN parts no named pair that 1-WL does not part, and is the network of float64', async () => {
    const model = ign({ inputChannels: 2, outputUnits: 4, widths: [8, 8], hiddenUnits: [16], seed: 5 });
    const weights = await io.modelWeights(model);
    const embed = (graph: GraphData) => {
      const { values } = encodePairs([graph]);
      return exactIgn(weights, { order: 2, n: graph.nodeCount, channels: 2, data: Float64Array.from(values) });
    };
    for (const { name, a, b } of namedPairs) {
      const known = name === 'path-star';
      const exact = [embed(a), embed(b)];
      if (known) expect(gap(exact[0], exact[1]), name).toBeGreaterThan(1e-3);
      else expect(gap(exact[0], exact[1]), name).toBeLessThan(1e-12);
      // The model itself is float32: what is equal differs by the rounding of sums.
      const { pairs, mask } = encodeGraphs([a, b]);
      const scores = await read(() => model.predict([pairs, mask]) as tf.Tensor);
      tf.dispose([pairs, mask]);
      const [first, second] = [scores.slice(0, 4), scores.slice(4)];
      expect(gap(first, exact[0]), name).toBeLessThan(1e-5);
      if (known) expect(gap(first, second), name).toBeGreaterThan(1e-3);
      else expect(gap(first, second), name).toBeLessThan(1e-5);
    }
    model.dispose();
  });
}

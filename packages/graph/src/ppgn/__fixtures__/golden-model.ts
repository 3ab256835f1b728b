import * as tf from '@tensorflow/tfjs';
import { ppgn } from '../ppgn';
import type { PpgnConfig } from '../ppgn-config';
import { ppgnTensors } from '../weights/ppgn-tensors';

/**
 * A model whose dense maps follow a formula. Tensor s of them, in the order of `ppgnTensors`, counted from 0, holds
 * 0.15 + 0.4 sin(1.3 (i outputs + o) + 0.9 s) as a kernel [inputs, outputs], 0.1 cos(0.5 o + s) as a bias.
 */
export function formulaModel(config: PpgnConfig): tf.LayersModel {
  const model = ppgn(config);
  ppgnTensors(model)
    .filter(({ name }) => /(kernel|bias)$/.test(name))
    .forEach(({ name }, s) => {
      const weight = model.weights.find(({ originalName }) => originalName === name)!;
      const size = tf.util.sizeFromShape(weight.shape as number[]);
      const value = weight.shape.length === 2 ? kernelAt : biasAt;
      tf.tidy(() => {
        const values = Float32Array.from({ length: size }, (_, index) => value(index, s));
        weight.write(tf.tensor(values, weight.shape as number[]));
      });
    });
  return model;
}

// The flat index of entry (i, o) is i outputs + o.
const kernelAt = (index: number, s: number): number => 0.15 + 0.4 * Math.sin(1.3 * index + 0.9 * s);
const biasAt = (o: number, s: number): number => 0.1 * Math.cos(0.5 * o + s);

/** A small graph as the tests write it. */
export interface Edges {
  n: number;
  edges: readonly (readonly [number, number])[];
}

const cycle = (n: number, from = 0): [number, number][] =>
  Array.from({ length: n }, (_, i) => [from + i, from + ((i + 1) % n)]);

/** A triangle with a pendant vertex. */
export const paw: Edges = {
  n: 4,
  edges: [
    [0, 1],
    [1, 2],
    [0, 2],
    [2, 3],
  ],
};
export const hexagon: Edges = { n: 6, edges: cycle(6) };
export const twoTriangles: Edges = { n: 6, edges: [...cycle(3), ...cycle(3, 3)] };

/** Rows and columns of a 4 x 4 board: two fields meet in the graph if a rook moves between them. */
export const rook: Edges = boardGraph((rows, columns) => (rows === 0) !== (columns === 0));

/** Two fields of the board meet if they differ, modulo 4, by (0, 1), (1, 0) or (1, 1) in either direction. */
export const shrikhande: Edges = boardGraph((rows, columns) =>
  ['0,1', '0,3', '1,0', '3,0', '1,1', '3,3'].includes(`${rows},${columns}`),
);

function boardGraph(meet: (rows: number, columns: number) => boolean): Edges {
  const edges: [number, number][] = [];
  for (let a = 0; a < 16; a++) {
    for (let b = a + 1; b < 16; b++) {
      const [rows, columns] = [(b >> 2) - (a >> 2) + 4, (b & 3) - (a & 3) + 4];
      if (meet(rows % 4, columns % 4)) edges.push([a, b]);
    }
  }
  return { n: 16, edges };
}

/** Channels {adjacency, identity} of graphs, padded to the largest (or to `size`) with `fill`. */
export function adjacencyAndIdentity(
  graphs: readonly Edges[],
  { size = 0, fill = 0 } = {},
): [tf.Tensor4D, tf.Tensor2D] {
  const n = Math.max(size, ...graphs.map((graph) => graph.n));
  const pairs = new Float32Array(graphs.length * n * n * 2).fill(fill);
  const mask = new Float32Array(graphs.length * n);
  graphs.forEach((graph, b) => {
    const at = (i: number, j: number, channel: number) => ((b * n + i) * n + j) * 2 + channel;
    for (let i = 0; i < graph.n; i++) {
      mask[b * n + i] = 1;
      for (let j = 0; j < graph.n; j++) {
        pairs[at(i, j, 0)] = 0;
        pairs[at(i, j, 1)] = i === j ? 1 : 0;
      }
    }
    for (const [i, j] of graph.edges) {
      pairs[at(i, j, 0)] = 1;
      pairs[at(j, i, 0)] = 1;
    }
  });
  return [tf.tensor4d(pairs, [graphs.length, n, n, 2]), tf.tensor2d(mask, [graphs.length, n])];
}

/** The same graph with vertex i called `permutation[i]`. */
export function relabelled({ n, edges }: Edges, permutation: readonly number[]): Edges {
  return { n, edges: edges.map(([i, j]) => [permutation[i], permutation[j]] as const) };
}

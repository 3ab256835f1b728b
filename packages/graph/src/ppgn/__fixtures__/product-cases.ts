// What the product of a block is on graphs where algebra gives it.
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { read, readAll } from '../../__fixtures__/read';
import { channelProduct } from '../channel-product';
import { type PpgnBlock, ppgnBlock } from '../ppgn-block';
import { type Edges, hexagon, paw, rook, shrikhande, twoTriangles } from './golden-model';

const completeGraph: Edges = {
  n: 5,
  edges: [0, 1, 2, 3, 4].flatMap((j) => Array.from({ length: j }, (_, i) => [i, j] as const)),
};

/** Entry (i, j) of a matrix of n rows, row by row. */
const matrix = (n: number, entry: (i: number, j: number) => number): number[] =>
  Array.from({ length: n * n }, (_, at) => entry(Math.floor(at / n), at % n));

function adjacencyOf({ n, edges }: Edges): number[] {
  const present = new Set(edges.flatMap(([a, b]) => [a * n + b, b * n + a]));
  return matrix(n, (i, j) => Number(present.has(i * n + j)));
}

const pairsOf = (values: number[]): tf.Tensor4D => {
  const n = Math.sqrt(values.length);
  return tf.tensor4d(values, [1, n, n, 1]);
};

/** A block whose MLPs are the identity on values of at least 0 and whose skip picks the product. */
function squareBlock(): PpgnBlock {
  const block = ppgnBlock({ name: 'square', units: 1, mlpDepth: 1 });
  tf.tidy(() => {
    block.apply(tf.zeros([1, 1, 1, 1]));
    const [one, zero] = [tf.ones([1, 1]), tf.zeros([1])];
    block.setWeights([one, zero, one, zero, tf.tensor2d([[0], [1]]), zero]);
  });
  return block;
}

const product = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => channelProduct().apply([a, b]) as tf.Tensor;

/** Whole numbers: the results are exact on every backend. */
export function itHasClosedForms(): void {
  it.each<[string, Edges, (a: number[]) => (i: number, j: number) => number]>([
    ['a complete graph', completeGraph, () => (i, j) => (i === j ? 4 : 3)],
    ['two triangles', twoTriangles, (a) => (i, j) => (i === j ? 2 : a[i * 6 + j])],
    ['a hexagon', hexagon, () => (i, j) => (i === j ? 2 : Number((i - j) % 2 === 0))],
    // Strongly regular: 16 vertices of degree 6, two common neighbours whether they are neighbours or not.
    ['the rook graph', rook, () => (i, j) => (i === j ? 6 : 2)],
    ['the Shrikhande graph', shrikhande, () => (i, j) => (i === j ? 6 : 2)],
  ])('squares the adjacency of %s', async (_, graph, square) => {
    const block = squareBlock();
    const a = adjacencyOf(graph);
    expect(await read(() => block.apply(pairsOf(a)) as tf.Tensor)).toEqual(matrix(graph.n, square(a)));
    block.dispose();
  });

  it('gives the rook and the Shrikhande graph the same values in every chain of products', async () => {
    const block = squareBlock();
    const chains = (graph: Edges) =>
      readAll(() => {
        const a = pairsOf(adjacencyOf(graph));
        const square = block.apply(a) as tf.Tensor;
        const cube = product(a, square);
        return [square, cube, product(square, square), product(cube, square)];
      });
    const sorted = async (graph: Edges) => (await chains(graph)).map((values) => Array.from(values).sort());
    expect(await sorted(rook)).toEqual(await sorted(shrikhande));
    block.dispose();
  });

  it.each([
    ['two triangles', twoTriangles, 2],
    ['a hexagon', hexagon, 0],
    ['a paw', paw, 1],
  ] as const)('counts the triangles of %s: six times in the trace of the cube', async (_, graph, triangles) => {
    const block = squareBlock();
    const cube = await read(() => {
      const a = pairsOf(adjacencyOf(graph));
      return product(a, block.apply(a) as tf.Tensor);
    });
    const trace = cube.reduce((sum, value, at) => sum + (at % (graph.n + 1) === 0 ? value : 0), 0);
    expect(trace).toBe(6 * triangles);
    block.dispose();
  });

  it('multiplies in the order first MLP, second MLP', async () => {
    const { n } = paw;
    const a = adjacencyOf(paw);
    const degrees = Array.from({ length: n }, (_, i) => a.slice(i * n, i * n + n).reduce((sum, value) => sum + value));
    const walks = (i: number, j: number) => a.slice(0, n).reduce((sum, _, k) => sum + a[i * n + k] * a[k * n + j], 0);
    const found = await read(() => {
      const scaled = pairsOf(matrix(n, (i, j) => a[i * n + j] * degrees[j]));
      return product(pairsOf(a), scaled);
    });
    expect(found).toEqual(matrix(n, (i, j) => walks(i, j) * degrees[j]));
    expect(found).not.toEqual(matrix(n, (i, j) => walks(i, j) * degrees[i]));
  });
}

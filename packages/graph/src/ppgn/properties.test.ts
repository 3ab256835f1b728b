// Closed forms of the product, and what holds for every network of the family.
import { init, random } from '@perceptrons/tensor';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  adjacencyAndIdentity,
  type Edges,
  formulaModel,
  hexagon,
  paw,
  relabelled,
  rook,
  shrikhande,
  twoTriangles,
} from './__fixtures__/golden-model';
import { channelProduct } from './channel-product';
import { ppgn } from './ppgn';
import { ppgnBlock } from './ppgn-block';
import type { PpgnConfig } from './ppgn-config';

const complete = (n: number): Edges => ({
  n,
  edges: Array.from({ length: n }, (_, j) => Array.from({ length: j }, (_, i) => [i, j] as const)).flat(),
});

function adjacency(graph: Edges): tf.Tensor4D {
  return tf.tidy(() => adjacencyAndIdentity([graph])[0].slice([0, 0, 0, 0], [1, graph.n, graph.n, 1])) as tf.Tensor4D;
}

/** A block whose MLPs are the identity on values of at least 0 and whose skip picks the product. */
function squareBlock(name: string) {
  const block = ppgnBlock({ name, units: 1, mlpDepth: 1 });
  block.build([null, null, null, 1]);
  tf.tidy(() => {
    const [one, zero] = [tf.ones([1, 1]), tf.zeros([1])];
    block.setWeights([one, zero, one, zero, tf.tensor2d([[0], [1]]), zero]);
  });
  return block;
}

const values = (x: tf.Tensor): number[] => Array.from(x.dataSync());

function gap(a: tf.Tensor, b: tf.Tensor): number {
  return tf.tidy(() => a.sub(b).abs().max().div(b.abs().max()).dataSync()[0]);
}

const random4d = (seed: number, shape: [number, number, number, number]) =>
  random.normal(random.key(seed), shape) as tf.Tensor4D;

/** Rows and columns in another order: x[b, p[i], p[j], c]. */
const permuted = (x: tf.Tensor, order: number[]): tf.Tensor => x.gather(order, 1).gather(order, 2);

describe.each(testBackends())('the block on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it('squares the adjacency of complete and strongly regular graphs', () => {
    const square = (graph: Edges) => squareBlock('square').apply(adjacency(graph)) as tf.Tensor;
    const n = 5;
    values(square(complete(n))).forEach((value, at) => {
      expect(value).toBe(at % (n + 1) === 0 ? n - 1 : n - 2);
    });
    for (const graph of [rook, shrikhande]) {
      const expected = tf.eye(16).mul(4).add(2);
      expect(values(square(graph))).toEqual(values(expected));
    }
    const triangles = adjacency(twoTriangles);
    expect(values(square(twoTriangles))).toEqual(values(triangles.reshape([6, 6]).add(tf.eye(6).mul(2))));
  });

  it('counts triangles with two products: the trace of the cube is six times their number', () => {
    for (const [graph, triangles] of [
      [twoTriangles, 2],
      [hexagon, 0],
      [paw, 1],
    ] as const) {
      const one = adjacency(graph);
      const cube = channelProduct().apply([one, squareBlock('square').apply(one) as tf.Tensor]) as tf.Tensor;
      const trace = cube.mul(tf.eye(graph.n).reshape([1, graph.n, graph.n, 1])).sum();
      expect(values(trace)).toEqual([6 * triangles]);
    }
  });

  it('multiplies in the order first MLP, second MLP', () => {
    const a = adjacency(paw);
    const degrees = tf.mul(a.sum(2, true), tf.eye(4).reshape([1, 4, 4, 1])) as tf.Tensor4D;
    const matrix = (x: tf.Tensor) => x.reshape([4, 4]) as tf.Tensor2D;
    const product = channelProduct().apply([a, channelProduct().apply([a, degrees]) as tf.Tensor]) as tf.Tensor;
    const expected = matrix(a).matMul(matrix(a)).matMul(matrix(degrees));
    expect(values(product)).toEqual(values(expected));
    expect(values(product)).not.toEqual(values(expected.transpose()));
  });

  it('is equivariant, does not keep symmetry, and transposes the product when its MLPs are swapped', () => {
    const x = random4d(1, [2, 7, 7, 5]);
    const order = [3, 0, 6, 2, 5, 1, 4];
    for (const productScaling of ['none', 'sqrt-n', 'n'] as const) {
      const block = ppgnBlock({ name: 'block', units: 16, skipActivation: 'relu', productScaling, seed: 4 });
      const y = block.apply(x) as tf.Tensor;
      expect(gap(block.apply(permuted(x, order)) as tf.Tensor, permuted(y, order))).toBeLessThan(1e-5);
    }
    const symmetric = x.add(x.transpose([0, 2, 1, 3])) as tf.Tensor4D;
    const block = ppgnBlock({ name: 'block', units: 16, mlpDepth: 1, seed: 4 });
    const y = block.apply(symmetric) as tf.Tensor;
    expect(gap(y.transpose([0, 2, 1, 3]), y)).toBeGreaterThan(1e-2);
    const [kernel1, bias1, kernel2, bias2, ...skip] = block.getWeights();
    const swapped = ppgnBlock({ name: 'block', units: 16, mlpDepth: 1 });
    swapped.build(symmetric.shape);
    swapped.setWeights([kernel2, bias2, kernel1, bias1, ...skip]);
    expect(gap((swapped.apply(symmetric) as tf.Tensor).transpose([0, 2, 1, 3]), y)).toBeLessThan(1e-5);
  });

  it('divides the product by what the number of real vertices says, padded or not', () => {
    const [a, b] = [random4d(2, [2, 4, 4, 3]), random4d(3, [2, 4, 4, 3])];
    const mask = tf.tensor2d([
      [1, 1, 1, 0],
      [1, 1, 1, 1],
    ]);
    const plain = channelProduct().apply([a, b, mask]) as tf.Tensor;
    for (const [scaling, power] of [
      ['sqrt-n', 0.5],
      ['n', 1],
    ] as const) {
      const scaled = channelProduct({ scaling }).apply([a, b, mask]) as tf.Tensor;
      const counts = tf.tensor([3, 4]).pow(power).reshape([2, 1, 1, 1]);
      expect(gap(scaled.mul(counts), plain)).toBeLessThan(1e-6);
      const unmasked = channelProduct({ scaling }).apply([a, b]) as tf.Tensor;
      expect(gap(unmasked.slice([1, 0, 0, 0], [1, 4, 4, 3]), scaled.slice([1, 0, 0, 0], [1, 4, 4, 3]))).toBeLessThan(
        1e-6,
      );
    }
    expect(values(plain.slice([0, 3, 0, 0], [1, 1, 4, 3])).every((value) => value === 0)).toBe(true);
    expect(values(plain.slice([0, 0, 3, 0], [1, 4, 1, 3])).every((value) => value === 0)).toBe(true);
  });
});

const variants: [string, Partial<PpgnConfig>][] = [
  ['as published', {}],
  ['as in TensorFlow, old suffix', { preset: 'tf', suffix: 'old', hiddenUnits: [8] }],
  ['sums, scaled by n, residual', { readout: 'sum', productScaling: 'n', residual: true }],
  [
    'means, scaled by the root of n, graphs normalised',
    { readout: 'mean', productScaling: 'sqrt-n', normalization: 'graph' },
  ],
];
const sizes = { inputChannels: 2, outputUnits: 3, blockWidths: [16, 16], seed: 5 };

const scoresOf = (model: tf.LayersModel, graphs: Edges[], options?: { size?: number; fill?: number }) =>
  model.predict(adjacencyAndIdentity(graphs, options)) as tf.Tensor;

describe('the model on wasm', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });

  it.each([
    ['node', 'new'],
    ['node', 'old'],
    ['edge', 'new'],
    ['edge', 'old'],
  ] as const)('outputs for every %s, suffix %s, follow the numbering, and padding has none', (output, suffix) => {
    const model = ppgn({ ...sizes, output, suffix, hiddenUnits: [8], seed: 1 });
    for (const weight of model.weights)
      if (/bias$/.test(weight.originalName)) weight.write(tf.fill(weight.shape as number[], 0.1));
    const order = [5, 3, 0, 1, 4, 2];
    const graph: Edges = { n: 6, edges: [...paw.edges, [3, 4], [4, 5], [1, 5]] };
    const alone = scoresOf(model, [graph]);
    const turned = scoresOf(model, [relabelled(graph, order)]);
    const back = output === 'node' ? turned.gather(order, 1) : permuted(turned, order);
    expect(gap(back, alone)).toBeLessThan(1e-5);
    expect(gap(alone.slice([0, 1], [1, 1]), alone.slice([0, 0], [1, 1]))).toBeGreaterThan(1e-3);
    if (output === 'edge') expect(values(alone)).toEqual(values(alone.transpose([0, 2, 1, 3])));
    const padded = scoresOf(model, [graph, paw], { size: 8, fill: Number.NaN });
    const real = output === 'node' ? [1, 6, 3] : [1, 6, 6, 3];
    expect(
      gap(
        padded.slice(
          padded.shape.map(() => 0),
          real,
        ),
        alone,
      ),
    ).toBeLessThan(1e-5);
    expect(padded.abs().sum().dataSync()[0]).toBeCloseTo(
      alone.abs().sum().dataSync()[0] + scoresOf(model, [paw]).abs().sum().dataSync()[0],
      3,
    );
    model.dispose();
  });

  it('has second derivatives', () => {
    const block = ppgnBlock({ name: 'block', units: 8, seed: 4 });
    const x = random4d(1, [1, 4, 4, 3]);
    const mask = tf.tensor2d([[1, 1, 1, 0]]);
    const direction = random4d(2, [1, 4, 4, 3]);
    // The sum of a block is a polynomial of degree 2 wherever no unit changes sides.
    const slope = tf.grad((pairs: tf.Tensor) => (block.apply([pairs, mask]) as tf.Tensor).sum());
    const curvature = tf.grad((pairs: tf.Tensor) => slope(pairs).mul(direction).sum())(x);
    const step = direction.mul(1e-3);
    const difference = slope(x.add(step))
      .sub(slope(x.sub(step)))
      .div(2e-3);
    expect(gap(curvature, difference)).toBeLessThan(5e-3);
  });

  it.each(variants)('%s: scores do not depend on the numbering of the vertices', (_, variant) => {
    const model = ppgn({ ...sizes, ...variant });
    const order = [5, 3, 0, 1, 4, 2];
    for (const graph of [hexagon, twoTriangles]) {
      expect(gap(scoresOf(model, [relabelled(graph, order)]), scoresOf(model, [graph]))).toBeLessThan(1e-5);
    }
    model.dispose();
  });

  it.each(variants)('%s: a padded batch gives what its graphs give alone, also their gradient', (_, variant) => {
    const model = ppgn({ ...sizes, ...variant });
    const normalized = variant.normalization !== undefined;
    const graphs = [paw, hexagon, { n: 1, edges: [] }];
    const alone = tf.concat(graphs.map((graph) => scoresOf(model, [graph])));
    expect(gap(scoresOf(model, graphs, { size: 8, fill: Number.NaN }), alone)).toBeLessThan(1e-5);
    const slopes = (given: Edges[]) =>
      tf.variableGrads(() =>
        (model.apply(adjacencyAndIdentity(given, { fill: Number.NaN })) as tf.Tensor).square().sum().asScalar(),
      ).grads;
    const together = slopes(graphs);
    const single = graphs.map((graph) => slopes([graph]));
    const largest = Math.max(...Object.values(together).map((gradient) => values(gradient.abs().max())[0]));
    for (const [name, gradient] of Object.entries(together)) {
      const sum = tf.addN(single.map((grads) => grads[name]));
      // A bias in front of a normalisation has a gradient of 0: what is left of it is rounding.
      const scale = (normalized ? largest : values(sum.abs().max())[0]) || 1;
      expect(values(gradient.sub(sum).abs().max())[0] / scale, name).toBeLessThan(1e-5);
    }
    model.dispose();
  });

  it('reads an encoding with the adjacency in every channel with other first weights', () => {
    // Channels {A, I} against {A, A + I}: the weight of A becomes W_0 - W_1.
    const separate = formulaModel({ ...sizes, blockWidths: [4] });
    const joint = formulaModel({ ...sizes, blockWidths: [4] });
    for (const weight of joint.getLayer('block0').weights.filter(({ shape }) => shape.length === 2)) {
      if (!/(fc1|skip)\/kernel$/.test(weight.originalName)) continue;
      const [first, second, ...rest] = tf.unstack(weight.read());
      weight.write(tf.stack([first.sub(second), second, ...rest]));
    }
    const [pairs, mask] = adjacencyAndIdentity([paw, hexagon]);
    const [a, identity] = tf.unstack(pairs, 3);
    const both = tf.stack([a, a.add(identity)], 3);
    expect(gap(joint.predict([both, mask]) as tf.Tensor, separate.predict([pairs, mask]) as tf.Tensor)).toBeLessThan(
      1e-5,
    );
  });
});

// Scaled products, outputs for vertices and pairs, and second derivatives.
import { init, random } from '@perceptrons/tensor';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { adjacencyAndIdentity, type Edges, paw, relabelled } from './__fixtures__/golden-model';
import { channelProduct } from './channel-product';
import { ppgn } from './ppgn';
import { ppgnBlock } from './ppgn-block';

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
});

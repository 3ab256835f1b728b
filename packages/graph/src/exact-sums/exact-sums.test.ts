import { init, random } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { exactChannelProduct } from './exact-channel-product';
import { exactSum } from './exact-sum';

const random4d = (seed: number, shape: [number, number, number, number]) =>
  random.normal(random.key(seed), shape) as tf.Tensor4D;

/** Bits, so that 0 and -0 or two NaN do not pass for each other. */
const bits = (x: tf.Tensor): number[] => [...new Uint32Array(Float32Array.from(x.dataSync()).buffer)];

const largest = (x: tf.Tensor): number => x.abs().max().dataSync()[0];

/** In float64, with the factors as they are. */
function productInFloat64(a: tf.Tensor4D, b: tf.Tensor4D): number[] {
  const [batch, n, , channels] = a.shape;
  const [left, right] = [a.dataSync(), b.dataSync()];
  const at = (graph: number, i: number, j: number, c: number) => ((graph * n + i) * n + j) * channels + c;
  const result = new Array<number>(batch * n * n * channels).fill(0);
  for (let graph = 0; graph < batch; graph++)
    for (let i = 0; i < n; i++)
      for (let k = 0; k < n; k++)
        for (let j = 0; j < n; j++)
          for (let c = 0; c < channels; c++)
            result[at(graph, i, j, c)] += left[at(graph, i, k, c)] * right[at(graph, k, j, c)];
  return result;
}

describe.each(testBackends())('exact sums on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it('multiply matrices within the bound, in the same bits for every order of the vertices', async () => {
    await expectNoLeak(() => {
      tf.tidy(() => {
        for (const n of [1, 5, 23]) {
          const [a, b] = [random4d(n, [2, n, n, 3]), random4d(n + 1, [2, n, n, 3])];
          const product = exactChannelProduct(a, b);
          // One part in 100 more than the bound covers the rounding of the result.
          const bound = 1.01 * n * 2 ** -15 * largest(a) * largest(b);
          productInFloat64(a, b).forEach((value, at) => {
            expect(Math.abs(product.dataSync()[at] - value)).toBeLessThan(bound);
          });
          const order = [...random.permutation(random.key(3), n)];
          const permuted = (x: tf.Tensor4D): tf.Tensor4D => x.gather(order, 1).gather(order, 2);
          expect(bits(exactChannelProduct(permuted(a), permuted(b)))).toEqual(bits(permuted(product)));
        }
      });
    });
  });

  it('add up within the bound, in the same bits for every order of the places', () => {
    tf.tidy(() => {
      const x = random.normal(random.key(4), [2, 1000, 3]) as tf.Tensor3D;
      const order = [...random.permutation(random.key(5), 1000)];
      const sum = exactSum(x);
      expect(bits(exactSum(x.gather(order, 1)))).toEqual(bits(sum));
      const values = x.dataSync();
      sum.dataSync().forEach((value, at) => {
        const [graph, channel] = [Math.floor(at / 3), at % 3];
        let expected = 0;
        for (let place = 0; place < 1000; place++) expected += values[(graph * 1000 + place) * 3 + channel];
        expect(Math.abs(value - expected)).toBeLessThan(1.01 * 1000 * 2 ** -24 * largest(x));
      });
    });
  });

  it('give 0 for channels of zeros', () => {
    tf.tidy(() => {
      const x = tf.zeros<tf.Rank.R4>([1, 3, 3, 2]);
      expect(largest(exactChannelProduct(x, tf.ones([1, 3, 3, 2])))).toBe(0);
      expect(largest(exactSum(tf.zeros([1, 3, 2])))).toBe(0);
    });
  });

  it('have the gradients of plain sums, of the second order too', async () => {
    await expectNoLeak(() => {
      tf.tidy(() => {
        const [a, b, dy] = [1, 2, 3].map((seed) => random4d(seed, [2, 4, 4, 3]));
        const plain = (x: tf.Tensor, y: tf.Tensor): tf.Tensor =>
          tf.sum(tf.mul(tf.expandDims(x, 3), tf.expandDims(y, 1)), 2);
        const expected = tf.grads(plain)([a, b], dy);
        tf.grads((x, y) => exactChannelProduct(x as tf.Tensor4D, y as tf.Tensor4D))([a, b], dy).forEach((slope, at) => {
          expect(largest(slope.sub(expected[at]))).toBeLessThan(1e-5);
        });
        // The sum of squares of a slope: its gradient needs that of the slope.
        const slope = (x: tf.Tensor): tf.Tensor =>
          tf
            .grad((z: tf.Tensor) => exactChannelProduct(z as tf.Tensor4D, z as tf.Tensor4D))(x, dy)
            .square()
            .sum();
        const plainSlope = (x: tf.Tensor): tf.Tensor =>
          tf
            .grad((z: tf.Tensor) => plain(z, z))(x, dy)
            .square()
            .sum();
        const [second, expectedSecond] = [tf.grad(slope)(a), tf.grad(plainSlope)(a)];
        expect(largest(second.sub(expectedSecond)) / largest(expectedSecond)).toBeLessThan(1e-5);
        const rows = a.reshape([2, 16, 3]) as tf.Tensor3D;
        const slopeOfSum = tf.grad((x: tf.Tensor) => exactSum(x as tf.Tensor3D))(rows, tf.fill([2, 1, 3], 2));
        expect([...new Set(slopeOfSum.dataSync())]).toEqual([2]);
      });
    });
  });
});

describe('the limits of exact sums', () => {
  it('are named with what to do', () => {
    const wide = { shape: [1, 1025, 1025, 1] } as tf.Tensor4D;
    expect(() => exactChannelProduct(wide, wide)).toThrow(
      expect.objectContaining({ code: 'graph/too-many-terms', message: expect.stringContaining('1025 terms') }),
    );
    expect(() => exactSum({ shape: [1, 131073, 1] } as unknown as tf.Tensor3D)).toThrow(/at most 131072 terms/);
  });
});

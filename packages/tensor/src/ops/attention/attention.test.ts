import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { attention, init, random } from '../../index';

/** float32 arithmetic on both sides. */
const tolerance = 2e-6;

function largestDifference(a: tf.Tensor, b: tf.Tensor): number {
  return tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]);
}

/** Attention as users write it: product, mask, softmax, product. */
function composed(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask?: tf.Tensor): tf.Tensor {
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(q.shape[q.rank - 1]));
  return tf.matMul(tf.softmax(mask === undefined ? scores : tf.add(scores, mask)), v);
}

describe.each(testBackends())('attention on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it('equals softmax between two products, forward and backward', async () => {
    await expectNoLeak(() => {
      tf.tidy(() => {
        const [q, k, v] = [
          [2, 3, 21, 6],
          [2, 3, 25, 6],
          [2, 3, 25, 7],
        ].map((shape, seed) => random.normal(seed, shape));
        const dy = random.normal(9, [2, 3, 21, 7]);
        expect(largestDifference(attention(q, k, v), composed(q, k, v))).toBeLessThan(tolerance);
        const gradients = tf.grads((a, b, c) => attention(a, b, c))([q, k, v], dy);
        const expected = tf.grads((a, b, c) => composed(a, b, c))([q, k, v], dy);
        gradients.forEach((gradient, index) => {
          expect(largestDifference(gradient, expected[index])).toBeLessThan(5 * tolerance);
        });
      });
    });
  });

  it('is a plain mean for equal keys, and a running mean when causal', () => {
    tf.tidy(() => {
      const v = tf.range(0, 12).reshape([12, 1]);
      const [q, k] = [tf.ones([12, 3]), tf.ones([12, 3])];
      attention(q, k, v)
        .dataSync()
        .forEach((mean) => {
          expect(mean).toBeCloseTo(5.5, 5);
        });
      attention(q, k, v, { causal: true })
        .dataSync()
        .forEach((mean, position) => {
          expect(mean).toBeCloseTo(position / 2, 5);
        });
    });
  });

  it('lets the last query see every key when causal, as decoding with kept keys needs', () => {
    tf.tidy(() => {
      const [k, v] = [random.normal(1, [9, 4]), random.normal(2, [9, 4])];
      const q = random.normal(3, [9, 4]);
      const whole = attention(q, k, v, { causal: true });
      const last = attention(q.slice([6, 0]), k, v, { causal: true });
      expect(largestDifference(last, whole.slice([6, 0]))).toBeLessThan(tolerance);
    });
  });

  it('takes a bool mask as the same as -Infinity added', () => {
    tf.tidy(() => {
      const [q, k, v] = [1, 2, 3].map((seed) => random.normal(seed, [2, 5, 4]));
      const allowed = tf.tensor([1, 1, 0, 1, 0], [1, 1, 5], 'bool');
      const added = tf.tensor([0, 0, Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY], [5]).expandDims(0);
      const masked = attention(q, k, v, { mask: allowed });
      expect(largestDifference(masked, attention(q, k, v, { mask: added }))).toBe(0);
      expect(largestDifference(masked, composed(q, k, v, added))).toBeLessThan(tolerance);
    });
  });

  it('gives zeros and no gradient to a query that may see no key', () => {
    tf.tidy(() => {
      const [q, k, v] = [1, 2, 3].map((seed) => random.normal(seed, [5, 4]));
      const mask = tf.tensor([1, 1, 0, 1, 1], [5, 1], 'bool');
      const y = attention(q, k, v, { mask });
      expect([...y.slice([2, 0], [1, 4]).dataSync()]).toEqual([0, 0, 0, 0]);
      expect([...y.dataSync()].every(Number.isFinite)).toBe(true);
      const gradients = tf.grads((a, b, c) => attention(a, b, c, { mask }))([q, k, v], tf.ones([5, 4]));
      expect([...gradients[0].slice([2, 0], [1, 4]).dataSync()]).toEqual([0, 0, 0, 0]);
      for (const gradient of gradients) expect([...gradient.dataSync()].every(Number.isFinite)).toBe(true);
      // More queries than keys: the first query of the causal form sees nothing.
      const short = attention(q, k.slice([0, 0], [4, 4]), v.slice([0, 0], [4, 4]), { causal: true });
      expect([...short.slice([0, 0], [1, 4]).dataSync()]).toEqual([0, 0, 0, 0]);
    });
  });

  it('keeps its precision for scores of a thousand and for a negative scale', () => {
    tf.tidy(() => {
      const q = tf.tensor2d([[1000], [-1000]]);
      const k = tf.tensor2d([[1], [0.999], [-1]]);
      const v = tf.tensor2d([[1], [2], [3]]);
      const y = attention(q, k, v, { scale: 1 }).dataSync();
      const weight = 1 / (1 + Math.exp(-1));
      expect(y[0]).toBeCloseTo(weight + 2 * (1 - weight), 4);
      expect(y[1]).toBe(3);
      expect(attention(q, k, v, { scale: -1 }).dataSync()[0]).toBe(3);
    });
  });

  it('passes NaN on: from a query to its row, from a key to every row that sees it', () => {
    tf.tidy(() => {
      const [q, k, v] = [1, 2, 3].map((seed) => random.normal(seed, [10, 4]));
      const spoiled = (x: tf.Tensor, row: number): tf.Tensor => {
        const at = new Float32Array(40);
        at[4 * row] = Number.NaN;
        return tf.add(x, tf.tensor2d(at, [10, 4]));
      };
      const rows = (y: tf.Tensor): boolean[] =>
        Array.from({ length: 10 }, (_, row) =>
          y
            .dataSync()
            .slice(4 * row, 4 * row + 4)
            .every(Number.isNaN),
        );
      const spoiledQuery = rows(attention(spoiled(q, 3), k, v));
      expect(spoiledQuery.flatMap((spoilt, row) => (spoilt ? [row] : []))).toEqual([3]);
      expect(rows(attention(q, spoiled(k, 3), v))).not.toContain(false);
      expect(rows(attention(q, spoiled(k, 3), v, { causal: true })).slice(3)).not.toContain(false);
    });
  });

  it('gives the gradient of a learned bias', () => {
    tf.tidy(() => {
      const [q, k, v] = [1, 2, 3].map((seed) => random.normal(seed, [2, 3, 5, 4]));
      const [bias, dy] = [random.normal(4, [3, 5, 5]), random.normal(5, [2, 3, 5, 4])];
      const [slope] = tf.grads((mask) => attention(q, k, v, { mask }))([bias], dy);
      const [expected] = tf.grads((mask) => composed(q, k, v, mask))([bias], dy);
      expect(slope.shape).toEqual([3, 5, 5]);
      expect(largestDifference(slope, expected)).toBeLessThan(5 * tolerance);
    });
  });

  it('refuses shapes that do not fit, by name', () => {
    const run =
      (...shapes: number[][]) =>
      () =>
        tf.tidy(() => {
          const [q, k, v, mask] = shapes.map((shape) => tf.zeros(shape));
          return attention(q, k, v, { mask });
        });
    expect(run([3], [3], [3])).toThrow('attention: q must have rank 2 or more, got shape [3]');
    expect(run([3, 0], [3, 0], [3, 2])).toThrow('attention: q must have shape [..., queries, depth] with a depth of 1');
    expect(run([2, 3, 4], [2, 5, 3], [2, 5, 3])).toThrow('attention: k must have shape [2, keys, 4], got [2,5,3]');
    expect(run([2, 3, 4], [2, 5, 4], [2, 4, 3])).toThrow(
      'attention: v must have shape [2, 5, valueDepth], got [2,4,3]',
    );
    expect(run([3, 4], [5, 4], [5, 4], [3, 4])).toThrow('attention: mask must have shape [3,5], with 1');
    const integers = () => tf.tidy(() => attention(tf.zeros([2, 2], 'int32'), tf.zeros([2, 2]), tf.zeros([2, 2])));
    expect(integers).toThrow('attention: q must be float32, got int32');
  });
});

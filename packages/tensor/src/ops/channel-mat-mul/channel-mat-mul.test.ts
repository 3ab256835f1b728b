import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { channelMatMul, init, random } from '../../index';

describe.each(testBackends())('channelMatMul on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it('counts walks of two steps when both factors are an adjacency matrix', () => {
    tf.tidy(() => {
      // The path 0 - 1 - 2, once per channel.
      const path = tf.tensor2d([
        [0, 1, 0],
        [1, 0, 1],
        [0, 1, 0],
      ]);
      const a = tf.tile(path.reshape([1, 3, 3, 1]), [1, 1, 1, 2]);
      const walks = channelMatMul(a, a);
      expect(walks.slice([0, 0, 0, 1], [1, 3, 3, 1]).dataSync()).toEqual(new Float32Array([1, 0, 1, 0, 2, 0, 1, 0, 1]));
    });
  });

  it('multiplies large stacks whose lines are a power of two apart', () => {
    tf.tidy(() => {
      // 32 steps of 64 channels: both factors are packed first.
      const a = random.normal(1, [2, 9, 32, 64]);
      const b = random.normal(2, [2, 32, 7, 64]);
      const first = (x: tf.Tensor): tf.Tensor => tf.transpose(x, [0, 3, 1, 2]);
      const expected = tf.transpose(tf.matMul(first(a), first(b)), [0, 2, 3, 1]);
      const error = tf.max(tf.abs(tf.sub(channelMatMul(a, b), expected)));
      expect(error.dataSync()[0]).toBeLessThan(2e-5);
      const swapped = channelMatMul(b, a, { transposeA: true, transposeB: true });
      const mirrored = tf.transpose(expected, [0, 2, 1, 3]);
      expect(tf.max(tf.abs(tf.sub(swapped, mirrored))).dataSync()[0]).toBeLessThan(2e-5);
    });
  });

  it('passes NaN on in its own channel only', () => {
    tf.tidy(() => {
      const a = tf.tensor4d([Number.NaN, 1, 1, 1, 1], [1, 1, 1, 5]);
      expect([...channelMatMul(a, tf.ones([1, 1, 1, 5])).dataSync()]).toEqual([Number.NaN, 1, 1, 1, 1]);
    });
  });

  it.each([
    [[2, 3, 4], [2, 3, 4, 5], 'a must have shape [batch, rows, inner, channels], got [2,3,4]'],
    [[1, 2, 3, 4], [1, 2, 3, 4], 'the inner sizes 3 and 2 too'],
    [[1, 2, 3, 4], [1, 3, 3, 5], 'batch and channels must be equal'],
  ])('refuses %j and %j', (a, b, text) => {
    expect(() => tf.tidy(() => channelMatMul(tf.zeros(a), tf.zeros(b)))).toThrow(text);
  });
});

import { init } from '@perceptrons/tensor';
import { expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { BatchSource } from './batch-source';

describe('BatchSource', () => {
  it.each([1e9, 0])('gives every row once in every order, with %d bytes of copies', async (limit) => {
    await init({ backend: 'wasm' });
    const [x, y] = [tf.range(0, 14).reshape([7, 2]), tf.range(0, 7)];
    await expectNoLeak(() => {
      const source = new BatchSource([x, y], 3, limit);
      const pass = (key?: number) => {
        source.begin(key);
        const seen: number[] = [];
        for (let batch = 0; batch < source.batches; batch++) {
          const [cutX, cutY] = source.take(batch);
          expect(cutY.size).toBe(source.size(batch));
          const values = Array.from(cutY.dataSync());
          expect(Array.from(cutX.dataSync())).toEqual(values.flatMap((value) => [2 * value, 2 * value + 1]));
          seen.push(...values);
          source.done(batch, [cutX, cutY]);
        }
        return seen;
      };
      const own = [0, 1, 2, 3, 4, 5, 6];
      expect(pass()).toEqual(own);
      expect(pass()).toEqual(own);
      const [one, other] = [pass(1), pass(2)];
      expect(one).not.toEqual(other);
      expect([...one].sort()).toEqual(own);
      expect(pass()).toEqual(own);
      source.release();
    });
    tf.dispose([x, y]);
  });
});

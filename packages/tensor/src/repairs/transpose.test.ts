import { expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { init, restore } from '../init/init';

/** The definition, element by element. */
function transposed(values: ArrayLike<number>, shape: number[], permutation: number[]): number[] {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  const outShape = permutation.map((axis) => shape[axis]);
  const result: number[] = [];
  const walk = (depth: number, at: number): void => {
    if (depth === outShape.length) {
      result.push(values[at]);
      return;
    }
    for (let index = 0; index < outShape[depth]; index++) walk(depth + 1, at + index * strides[permutation[depth]]);
  };
  walk(0, 0);
  return result;
}

const cases: Array<[shape: number[], permutation: number[]]> = [
  [
    [2, 7, 3, 4, 15],
    [2, 0, 3, 1, 4],
  ],
  [
    [3, 2, 4, 7, 15],
    [1, 3, 0, 2, 4],
  ],
  [
    [2, 4, 9, 5],
    [0, 2, 1, 3],
  ],
  [
    [3, 5, 33],
    [1, 0, 2],
  ],
  [
    [3, 5, 33],
    [0, 2, 1],
  ],
  [
    [1, 6, 1, 8],
    [2, 1, 0, 3],
  ],
  [
    [6, 8],
    [0, 1],
  ],
  [
    [2, 3, 2, 3, 2, 9],
    [4, 0, 2, 1, 3, 5],
  ],
  [
    [2, 2, 2],
    [1, 0, 2],
  ],
];

describe('transpose after init on wasm', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });
  afterAll(() => restore());

  it.each(cases)('moves the axes of %j by %j', async (shape, permutation) => {
    const count = shape.reduce((product, length) => product * length, 1);
    const values = Array.from({ length: count }, (_, index) => index + 1);
    for (const dtype of ['float32', 'int32', 'bool'] as const) {
      const expected = transposed(dtype === 'bool' ? values.map(() => 1) : values, shape, permutation);
      await expectNoLeak(() =>
        tf.tidy(() => {
          const x = tf.tensor(dtype === 'bool' ? values.map(() => 1) : values, shape, dtype);
          const y = tf.transpose(x, permutation);
          expect(y.shape).toEqual(permutation.map((axis) => shape[axis]));
          expect(Array.from(y.dataSync())).toEqual(expected);
        }),
      );
    }
  });
});

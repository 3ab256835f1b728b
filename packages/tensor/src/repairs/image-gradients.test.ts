// Gradients of the linear image ops: <f(x), v> must equal <x, gradient of <f(x), v>> for any x and v.
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { init, restore } from '../init/init';
import * as random from '../random/index';

type Linear = (x: tf.Tensor4D) => tf.Tensor;

/** Both sides of the identity. */
function sides(f: Linear, shape: number[]): [number, number] {
  return tf.tidy(() => {
    const x = random.normal(1, shape) as tf.Tensor4D;
    const y = f(x);
    const v = random.normal(2, y.shape);
    const gradient = tf.grad((z) => tf.sum(tf.mul(f(z as tf.Tensor4D), v)))(x);
    expect(gradient.shape).toEqual(shape);
    return [tf.sum(tf.mul(y, v)).dataSync()[0], tf.sum(tf.mul(x, gradient)).dataSync()[0]];
  });
}

const shapes = [
  [2, 5, 4, 3],
  [1, 1, 1, 1],
  [3, 4, 4, 1],
];
const sizes: Array<[number, number]> = [
  [3, 7],
  [8, 2],
  [1, 1],
  [8, 8],
];
const resizes = (['resizeBilinear', 'resizeNearestNeighbor'] as const).flatMap((op) =>
  [
    [false, false],
    [true, false],
    [false, true],
  ].flatMap(([corners, half]) =>
    sizes.map((size): [string, Linear] => [
      `${op} to [${size}]${corners ? ', corners' : ''}${half ? ', half pixels' : ''}`,
      (x) => tf.image[op](x, size, corners, half),
    ]),
  ),
);
const average = (['floor', 'round', 'ceil'] as const).flatMap((rounding) =>
  [1, 2].map((stride): [string, Linear] => [
    `avgPool 3, stride ${stride}, pad 1, ${rounding}`,
    (x) => tf.avgPool(x, 3, stride, 1, rounding),
  ]),
);
const same = ([2, [3, 2]] as Array<number | [number, number]>).map((size): [string, Linear] => [
  `avgPool ${size}, stride 2, same`,
  (x) => tf.avgPool(x, size, 2, 'same'),
]);

describe.each(testBackends())('gradients of linear image ops on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });
  afterAll(() => restore());

  it.each([...resizes, ...average, ...same])('%s', (_title, f) => {
    for (const shape of shapes) {
      const [left, right] = sides(f, shape);
      expect(Math.abs(left - right), `[${shape}]: ${left} and ${right}`).toBeLessThan(1e-4 * (1 + Math.abs(left)));
    }
  });
});

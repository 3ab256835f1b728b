import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { init, random } from '../../index';
import { convolutionOracle } from './convolution-oracle';
import { type ConvolutionAttributes, planarGeometry } from './geometry';

interface Shape {
  x: [number, number, number, number];
  filter: [number, number, number, number];
  strides?: number | [number, number];
  pad?: 'same' | 'valid' | number;
  dimRoundingMode?: 'floor' | 'ceil' | 'round';
}

/** Sizes around the tiles of 6 rows and 8 columns, borders on every side, images smaller than the filter. */
const shapes: Shape[] = [
  { x: [1, 3, 3, 1], filter: [2, 2, 1, 1] },
  { x: [3, 7, 5, 3], filter: [3, 3, 3, 9], pad: 'same' },
  { x: [2, 8, 8, 4], filter: [5, 5, 4, 8] },
  { x: [2, 9, 7, 2], filter: [3, 2, 2, 17], strides: 2, pad: 'same' },
  { x: [1, 10, 11, 5], filter: [4, 3, 5, 3], strides: [3, 2], pad: 'valid' },
  { x: [2, 6, 6, 7], filter: [1, 1, 7, 6] },
  { x: [2, 6, 6, 7], filter: [1, 1, 7, 6], strides: 2, pad: 'same' },
  { x: [1, 2, 2, 3], filter: [5, 5, 3, 4], pad: 'same' },
  { x: [1, 8, 9, 2], filter: [3, 3, 2, 2], strides: 2, pad: 1, dimRoundingMode: 'ceil' },
  { x: [1, 8, 9, 2], filter: [2, 2, 2, 5], strides: 3, pad: 2, dimRoundingMode: 'floor' },
  { x: [1, 1, 300, 2], filter: [1, 7, 2, 3], pad: 'same' },
  { x: [40, 4, 4, 1], filter: [3, 3, 1, 8], pad: 'same' },
  { x: [1, 40, 40, 64], filter: [3, 3, 64, 8], pad: 'same' },
  { x: [2, 12, 4, 1], filter: [4, 4, 1, 1], strides: 4 },
  { x: [0, 4, 4, 2], filter: [3, 3, 2, 2] },
];

const normal = (seed: number, shape: number[]): tf.Tensor =>
  tf.tensor(Float32Array.from(random.normalArray([5, seed], tf.util.sizeFromShape(shape))), shape);

function expectClose(actual: tf.Tensor, expected: Float64Array, what: string): void {
  const values = actual.dataSync();
  const largest = expected.reduce((size, value) => Math.max(size, Math.abs(value)), 1);
  expect(values.length, what).toBe(expected.length);
  values.forEach((value, index) => {
    if (!(Math.abs(value - expected[index]) <= 3e-6 * largest))
      expect.fail(`${what}, element ${index}: ${value} instead of ${expected[index]}`);
  });
}

describe('convolutions on wasm', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });

  it.each(shapes.map((shape) => [JSON.stringify(shape), shape] as const))('%s', (_title, shape) => {
    const { x: xShape, filter: filterShape, strides = 1, pad = 'valid', dimRoundingMode } = shape;
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const attributes = { strides, pad, dimRoundingMode } as unknown as ConvolutionAttributes;
      const geometry = planarGeometry(xShape, filterShape, attributes);
      const x = normal(1, xShape) as tf.Tensor4D;
      const filter = normal(2, filterShape) as tf.Tensor4D;
      const forward = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
        tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, pad, 'NHWC', 1, dimRoundingMode);
      const y = forward(x, filter);
      const dy = normal(3, y.shape);
      tf.dispose([x.size, filter.size].flatMap((size) => [tf.fill([size], Number.NaN), tf.fill([size], Number.NaN)]));
      const [dx, dw] = tf.grads(forward)([x, filter], dy);
      const expected = convolutionOracle(geometry, false, x.dataSync(), filter.dataSync(), dy.dataSync());
      expectClose(y, expected.y, 'y');
      expectClose(dw, expected.dw, 'dw');
      expectClose(dx, expected.dx, 'dx');
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

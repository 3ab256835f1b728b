import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { init, random } from '../../index';
import { convolutionOracle } from './convolution-oracle';
import { type ConvolutionAttributes, type ConvolutionGeometry, planarGeometry, spatialGeometry } from './geometry';

interface Shape {
  x: number[];
  filter: number[];
  strides?: number | [number, number];
  pad?: 'same' | 'valid' | number;
  dilations?: number | [number, number];
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
  { x: [13, 5, 6, 2], filter: [5, 5, 2, 9], pad: 'valid' },
  { x: [7, 5, 4, 2], filter: [3, 3, 2, 3], strides: 2, pad: 'same' },
  { x: [2, 9, 8, 3], filter: [3, 2, 3, 4], dilations: [2, 3], pad: 'same' },
  // One to four columns: sums over lanes forward, vectors of the image for the filter. The images take several passes.
  { x: [3, 40, 42, 16], filter: [2, 3, 16, 3], pad: 'same' },
  { x: [2, 7, 33, 9], filter: [2, 3, 9, 4], dilations: [1, 2] },
  { x: [4, 13, 11, 9], filter: [1, 1, 9, 3] },
  { x: [0, 3, 2, 9], filter: [1, 1, 9, 4] },
  { x: [0, 4, 4, 2], filter: [3, 3, 2, 2] },
  { x: [0, 4, 9, 8], filter: [3, 3, 8, 2] },
];

const depthwiseShapes: Shape[] = [
  { x: [2, 5, 6, 1], filter: [3, 3, 1, 1], pad: 'same' },
  { x: [1, 7, 6, 21], filter: [3, 2, 21, 1], strides: 2, pad: 'same' },
  { x: [3, 5, 5, 6], filter: [2, 3, 6, 3], pad: 1 },
  { x: [2, 6, 7, 4], filter: [3, 3, 4, 2], dilations: 2, pad: 'same' },
  { x: [1, 8, 9, 2], filter: [3, 3, 2, 1], strides: 2, pad: 1, dimRoundingMode: 'ceil' },
  { x: [1, 2, 2, 8], filter: [5, 5, 8, 1], strides: [2, 1], pad: 'same' },
  { x: [0, 4, 4, 2], filter: [3, 3, 2, 2] },
];

const spatialShapes: Shape[] = [
  { x: [2, 5, 4, 6, 3], filter: [2, 3, 2, 3, 9], pad: 'same' },
  { x: [1, 5, 6, 7, 2], filter: [3, 2, 3, 2, 4], strides: 2, pad: 'same' },
  { x: [1, 7, 5, 6, 2], filter: [2, 2, 2, 2, 1], strides: 3, pad: 'valid' },
  { x: [2, 3, 3, 3, 2], filter: [1, 1, 1, 2, 5], pad: 'valid' },
  { x: [2, 3, 5, 9, 8], filter: [2, 3, 2, 8, 3], pad: 'same' },
];

/** Mostly few channels, where the products take other forms; every shape with its channels and columns exchanged too. */
function shapesAtRandom(): Shape[] {
  const count = 30;
  const draws = random.uniformArray([5, 0], count * 12);
  let drawn = 0;
  const choose = <Value>(...values: Value[]): Value => values[Math.floor(draws[drawn++] * values.length)];
  return Array.from({ length: count }, () => {
    const pad = choose<'same' | 'valid'>('same', 'valid');
    const [strides, dilations] = choose([1, 1], [1, 1], [2, 1], [3, 1], [1, 2], [1, 3]);
    const taps = [choose(1, 2, 3, 5), choose(1, 2, 3, 4)];
    const image = [choose(1, 2, 6, 7), ...taps.map((size) => (size - 1) * dilations + choose(1, 2, 5, 9, 12))];
    const [channels, columns] = [choose(1, 2, 3, 4, 5, 8, 9, 13), choose(1, 2, 3, 4, 9, 10, 11, 12)];
    return [
      { x: [...image, channels], filter: [...taps, channels, columns], strides, dilations, pad },
      { x: [...image, columns], filter: [...taps, columns, channels], strides, dilations, pad },
    ];
  }).flat();
}

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

type Convolution = (x: tf.Tensor, filter: tf.Tensor, shape: Required<Omit<Shape, 'x' | 'filter'>>) => tf.Tensor;

/** Forward pass and both gradients against the oracle, with NaN wherever a kernel forgets to write. */
function check(shape: Shape, geometry: ConvolutionGeometry, depthwise: boolean, run: Convolution): void {
  const { strides = 1, pad = 'valid', dilations = 1, dimRoundingMode } = shape;
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const x = normal(1, shape.x);
    const filter = normal(2, shape.filter);
    const given = { strides, pad, dilations, dimRoundingMode: dimRoundingMode as 'floor' };
    const forward = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => run(a, b, given);
    const y = forward(x, filter);
    const dy = normal(3, y.shape);
    const poison = [x.size, filter.size].flatMap((size) => [0, 1, 2].map(() => tf.fill([size], Number.NaN)));
    tf.dispose(poison);
    const [dx, dw] = tf.grads(forward)([x, filter], dy);
    const expected = convolutionOracle(geometry, depthwise, x.dataSync(), filter.dataSync(), dy.dataSync());
    expectClose(y, expected.y, 'y');
    expectClose(dx, expected.dx, 'dx');
    expectClose(dw, expected.dw, 'dw');
  });
  expect(tf.memory().numTensors).toBe(before);
}

const attributesOf = (shape: Shape): ConvolutionAttributes =>
  ({ strides: 1, pad: 'valid', ...shape }) as unknown as ConvolutionAttributes;

function checkPlanar(shape: Shape): void {
  const geometry = planarGeometry(shape.x, shape.filter, attributesOf(shape));
  check(shape, geometry, false, (x, filter, { strides, pad, dilations, dimRoundingMode }) =>
    tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad, 'NHWC', dilations, dimRoundingMode),
  );
}

describe('convolutions on wasm', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });

  it.each([...shapes, ...shapesAtRandom()].map((shape) => [JSON.stringify(shape), shape] as const))(
    'conv2d %s',
    (_title, shape) => {
      checkPlanar(shape);
    },
  );

  it('keeps what lies beside a window out of it', () => {
    tf.tidy(() => {
      // One column, and runs of three values: the vectors of a run reach into the next pixel.
      const x = tf.buffer([1, 1, 9, 1]);
      x.set(Number.NaN, 0, 0, 4, 0);
      const y = tf.conv2d(x.toTensor() as tf.Tensor4D, tf.ones([1, 3, 1, 1]), 1, 'valid');
      expect(Array.from(y.dataSync(), Number.isNaN)).toEqual([false, false, true, true, true, false, false]);
    });
  });

  it.each(depthwiseShapes.map((shape) => [JSON.stringify(shape), shape] as const))(
    'depthwiseConv2d %s',
    (_title, shape) => {
      const [height, width, inputs, multiplier] = shape.filter;
      const geometry = planarGeometry(shape.x, [height, width, inputs, inputs * multiplier], attributesOf(shape));
      check(shape, geometry, true, (x, filter, { strides, pad, dilations, dimRoundingMode }) =>
        tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad, 'NHWC', dilations, dimRoundingMode),
      );
    },
  );

  it.each(spatialShapes.map((shape) => [JSON.stringify(shape), shape] as const))('conv3d %s', (_title, shape) => {
    const geometry = spatialGeometry(shape.x, shape.filter, attributesOf(shape));
    check(shape, geometry, false, (x, filter, { strides, pad }) =>
      tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, strides as number, pad as 'same'),
    );
  });

  it('takes channels first as transposed channels last', () => {
    tf.tidy(() => {
      const x = normal(1, [2, 5, 6, 3]) as tf.Tensor4D;
      const filter = normal(2, [3, 2, 3, 4]) as tf.Tensor4D;
      const first = (image: tf.Tensor): tf.Tensor4D => tf.transpose(image as tf.Tensor4D, [0, 3, 1, 2]);
      const last = (image: tf.Tensor): tf.Tensor4D => tf.transpose(image as tf.Tensor4D, [0, 2, 3, 1]);
      const borders: Pads = [
        [0, 0],
        [1, 2],
        [0, 1],
        [0, 0],
      ];
      const firstBorders: Pads = [
        [0, 0],
        [0, 0],
        [1, 2],
        [0, 1],
      ];
      const straight = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
        tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, borders, 'NHWC');
      const turned = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
        last(tf.conv2d(first(a), b as tf.Tensor4D, 2, firstBorders, 'NCHW'));
      const dy = normal(3, straight(x, filter).shape);
      const same = (a: tf.Tensor, b: tf.Tensor): void => expectClose(a, Float64Array.from(b.dataSync()), 'turned');
      same(turned(x, filter), straight(x, filter));
      tf.grads(turned)([x, filter], dy).forEach((gradient, index) => {
        same(gradient, tf.grads(straight)([x, filter], dy)[index]);
      });
    });
  });
});

type Pads = [[number, number], [number, number], [number, number], [number, number]];

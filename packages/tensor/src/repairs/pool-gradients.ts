// Gradients of pooling, on every backend. Stock spreads the gradient of an average over the whole window, though the
// forward pass divides by the part of the window that lies in the image; and it forgets dimRoundingMode.
import * as tf from '@tensorflow/tfjs';
import { poolInfo, type WindowAttributes, withExactBorder } from './convolution/rounded-sizes';
import type { GradientRepair } from './repair';

type PoolAttributes = WindowAttributes & { filterSize: number | [number, number] };

function run(kernelName: string, inputs: Record<string, tf.Tensor>, attributes: object): tf.Tensor {
  return tf.engine().runKernel(kernelName, inputs, attributes as tf.NamedAttrMap) as tf.Tensor;
}

/** How many positions of each window along one axis lie in the image. */
function windowCounts(out: number, stride: number, size: number, before: number, length: number): number[] {
  return Array.from({ length: out }, (_, index) => {
    const start = index * stride - before;
    return Math.max(0, Math.min(start + size, length) - Math.max(start, 0));
  });
}

/** Share of each window that lies in the image, one factor per axis, to multiply with a tensor of windows. */
function insideShares(
  axes: ReadonlyArray<[out: number, stride: number, size: number, before: number, length: number]>,
) {
  const counts = axes.map((axis) => windowCounts(...axis));
  const whole = counts.every((list, index) => list.every((count) => count === axes[index][2]));
  const factors = (invert: boolean): tf.Tensor[] =>
    counts.map((list, index) => {
      const size = axes[index][2];
      const values = list.map((count) => (invert ? (count === 0 ? 0 : size / count) : count / size));
      const shape = [1, ...counts.map((other, at) => (at === index ? other.length : 1)), 1];
      return tf.tensor(values, shape);
    });
  return (windows: tf.Tensor, invert: boolean): tf.Tensor =>
    whole ? windows : factors(invert).reduce((product, factor) => tf.mul(product, factor), windows);
}

function planarShares(shape: number[], attributes: PoolAttributes) {
  const info = poolInfo(shape, attributes);
  return insideShares([
    [info.outHeight, info.strideHeight, info.filterHeight, info.padInfo.top, info.inHeight],
    [info.outWidth, info.strideWidth, info.filterWidth, info.padInfo.left, info.inWidth],
  ]);
}

function spatialShares(shape: number[], attributes: PoolAttributes) {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const info = tf.backend_util.computePool3DInfo(
    shape as [number, number, number, number, number],
    filterSize as number,
    strides as number,
    1,
    pad as 'same',
    dimRoundingMode,
  );
  return insideShares([
    [info.outDepth, info.strideDepth, info.filterDepth, info.padInfo.front, info.inDepth],
    [info.outHeight, info.strideHeight, info.filterHeight, info.padInfo.top, info.inHeight],
    [info.outWidth, info.strideWidth, info.filterWidth, info.padInfo.left, info.inWidth],
  ]);
}

interface AverageFamily {
  forward: string;
  backward: string;
  shares(shape: number[], attributes: PoolAttributes): (windows: tf.Tensor, invert: boolean) => tf.Tensor;
  exact(attributes: PoolAttributes, shape: number[]): PoolAttributes;
}

const planar: AverageFamily = {
  forward: 'AvgPool',
  backward: 'AvgPoolGrad',
  shares: planarShares,
  exact: (attributes, shape) => withExactBorder(attributes, poolInfo(shape, attributes)),
};
const spatial: AverageFamily = {
  forward: 'AvgPool3D',
  backward: 'AvgPool3DGrad',
  shares: spatialShares,
  exact: (attributes) => attributes,
};

function averageGradient({ forward, backward, shares, exact }: AverageFamily): tf.GradConfig {
  return {
    kernelName: forward,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => {
      const attributes = exact(attrs as unknown as PoolAttributes, x.shape);
      return {
        x: () => run(backward, { dy: shares(x.shape, attributes)(dy as tf.Tensor, true), input: x }, attributes),
      };
    },
  };
}

/** The kernel of the gradient is linear in dy; its own gradient is an average that counts the whole window. */
function averageSecond({ forward, backward, shares }: AverageFamily): tf.GradConfig {
  return {
    kernelName: backward,
    inputsToSave: ['input'],
    gradFunc: (second, [input], attrs) => ({
      dy: () =>
        shares(input.shape, attrs as unknown as PoolAttributes)(run(forward, { x: second as tf.Tensor }, attrs), false),
      input: () => tf.zerosLike(input),
    }),
  };
}

const square = (): tf.Tensor4D => tf.range(1, 10).reshape([1, 3, 3, 1]);
const planarAverage = (x: tf.Tensor): tf.Tensor => tf.avgPool(x as tf.Tensor4D, 2, 2, 'same');
const spatialAverage = (x: tf.Tensor): tf.Tensor =>
  tf.avgPool3d(x.reshape<tf.Tensor5D>([1, 1, 3, 3, 1]), [1, 2, 2], [1, 2, 2], 'same');

/** Gradient of the sum of the gradient of sum(f(x)^2). */
function second(f: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const once = (x: tf.Tensor): tf.Tensor => tf.grad((z) => tf.sum(tf.square(f(z))))(x);
  return tf.grad((x) => tf.sum(tf.mul(once(x), square())))(square());
}

const averageProofs = (name: string, f: (x: tf.Tensor) => tf.Tensor): GradientRepair['proofs'] => [
  {
    expression: `gradient of sum(${name}(1..9 as 3x3, 2, 2, same))`,
    compute: () => tf.grad((x) => tf.sum(f(x)))(square()),
    stock: { values: [0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25] },
    right: [0.25, 0.25, 0.5, 0.25, 0.25, 0.5, 0.5, 0.5, 1],
  },
];

export const poolGradients: GradientRepair[] = [
  {
    kernelName: 'AvgPool',
    why: 'wrong for windows that reach beyond the image; forgets dimRoundingMode',
    config: () => averageGradient(planar),
    proofs: averageProofs('avgPool', planarAverage),
  },
  {
    kernelName: 'AvgPool3D',
    why: 'wrong for windows that reach beyond the image',
    config: () => averageGradient(spatial),
    proofs: averageProofs('avgPool3d', spatialAverage),
  },
  {
    kernelName: 'MaxPool',
    why: 'forgets dimRoundingMode',
    config: () => ({
      kernelName: 'MaxPool',
      inputsToSave: ['x'],
      outputsToSave: [true],
      gradFunc: (dy, [x, y], attrs) => {
        const given = attrs as unknown as PoolAttributes;
        const attributes = withExactBorder(given, poolInfo(x.shape, given));
        return { x: () => run('MaxPoolGrad', { dy: dy as tf.Tensor, input: x, output: y }, attributes) };
      },
    }),
    proofs: [
      {
        expression: 'gradient of sum(maxPool(1..9 as 3x3, 2, stride 2, pad 0, ceil))',
        compute: () => tf.grad((x) => tf.sum(tf.maxPool(x as tf.Tensor4D, 2, 2, 0, 'ceil')))(square()),
        stock: { notRun: 'reads beyond the gradient of the output' },
        right: [0, 0, 0, 0, 1, 1, 0, 1, 1],
      },
    ],
  },
  {
    kernelName: 'AvgPoolGrad',
    why: 'no second derivative',
    config: () => averageSecond(planar),
    proofs: [
      {
        expression: 'gradient of <x, gradient of sum(avgPool(x)^2)> at x = 1..9 as 3x3, 2, stride 2, same',
        compute: () => second(planarAverage),
        stock: { throws: 'AvgPoolGrad' },
        right: [1.5, 1.5, 4.5, 1.5, 1.5, 4.5, 7.5, 7.5, 18],
      },
    ],
  },
  {
    kernelName: 'AvgPool3DGrad',
    why: 'no second derivative',
    config: () => averageSecond(spatial),
    proofs: [
      {
        expression: 'gradient of <x, gradient of sum(avgPool3d(x)^2)> at x = 1..9 as 3x3, 2, stride 2, same',
        compute: () => second(spatialAverage),
        stock: { throws: 'AvgPool3DGrad' },
        right: [1.5, 1.5, 4.5, 1.5, 1.5, 4.5, 7.5, 7.5, 18],
      },
    ],
  },
  {
    kernelName: 'MaxPoolGrad',
    why: 'no second derivative',
    config: () => ({
      kernelName: 'MaxPoolGrad',
      inputsToSave: ['input', 'output'],
      gradFunc: (second, [input, output], attrs) => ({
        // dx is dy at the largest value of each window, so dy gets what lies there.
        dy: () => {
          const given = { ...attrs, includeBatchInIndex: true } as unknown as tf.NamedAttrMap;
          const [, places] = tf.engine().runKernel<tf.Tensor[]>('MaxPoolWithArgmax', { x: input }, given);
          return tf.reshape(tf.gather(tf.reshape(second as tf.Tensor, [-1]), tf.reshape(places, [-1])), output.shape);
        },
        // The places change at ties only.
        input: () => tf.zerosLike(input),
        output: () => tf.zerosLike(output),
      }),
    }),
    proofs: [
      {
        expression: 'gradient of <x, gradient of sum(maxPool(x)^2)> at x = 1..9 as 3x3, 2, stride 2, same',
        compute: () => second((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'same')),
        stock: { throws: 'MaxPoolGrad' },
        right: [0, 0, 0, 0, 10, 12, 0, 16, 18],
      },
    ],
  },
];

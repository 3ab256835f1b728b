import * as tf from '@tensorflow/tfjs';
import type { GradientRepair } from './repair';

/** Puts step - 1 zeros behind each entry of an axis but the last. */
function spaced(x: tf.Tensor, axis: number, step: number): tf.Tensor {
  const length = x.shape[axis];
  const pads: Array<[number, number]> = [...x.shape, 1].map(() => [0, 0]);
  pads[axis + 1] = [0, step - 1];
  const shape = [...x.shape];
  shape.splice(axis + 1, 0, 1);
  const apart = tf.reshape(
    tf.pad(tf.reshape(x, shape), pads),
    x.shape.map((size, index) => (index === axis ? length * step : size)),
  );
  const kept = x.shape.map((size, index) => (index === axis ? (length - 1) * step + 1 : size));
  return tf.slice(
    apart,
    kept.map(() => 0),
    kept,
  );
}

/** Axis by axis: dy turned round for a negative step, zeros between its entries, zeros in front and behind. */
function scatter(dy: tf.Tensor, x: tf.Tensor, begin: number[], strides: number[]): tf.Tensor {
  let gradient = dy;
  strides.forEach((stride, axis) => {
    const step = Math.abs(stride);
    const span = (gradient.shape[axis] - 1) * step + 1;
    const start = stride < 0 ? begin[axis] - span + 1 : begin[axis];
    if (stride < 0) gradient = tf.reverse(gradient, axis);
    if (step > 1) gradient = spaced(gradient, axis, step);
    const pads: Array<[number, number]> = gradient.shape.map(() => [0, 0]);
    pads[axis] = [start, x.shape[axis] - start - span];
    if (pads[axis][0] > 0 || pads[axis][1] > 0) gradient = tf.pad(gradient, pads);
  });
  return gradient;
}

interface StridedSliceAttributes {
  begin: number[];
  end: number[];
  strides: number[];
  beginMask: number;
  endMask: number;
  ellipsisMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
}

export const stridedSliceGradient: GradientRepair = {
  kernelName: 'StridedSlice',
  why: 'no gradient registered',
  config: () => ({
    kernelName: 'StridedSlice',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const given = attrs as unknown as StridedSliceAttributes;
        const { begin, end, strides } = tf.slice_util.sliceInfo(
          x.shape,
          given.begin,
          given.end,
          given.strides,
          given.beginMask,
          given.endMask,
          given.ellipsisMask,
          given.newAxisMask,
          given.shrinkAxisMask,
        );
        if ((dy as tf.Tensor).size === 0) return tf.zerosLike(x);
        const taken = tf.slice_util.computeOutShape(begin, end, strides);
        return scatter(tf.reshape(dy as tf.Tensor, taken), x, begin, strides);
      },
    }),
  }),
  proofs: [
    {
      expression: 'gradient of sum(stridedSlice(x [6], 4, 0, -2) * [1, 10])',
      compute: () =>
        tf.grad((x) => tf.sum(tf.mul(tf.stridedSlice(x, [4], [0], [-2]), tf.tensor1d([1, 10]))))(tf.ones([6])),
      stock: { throws: 'gradient function not found for StridedSlice' },
      right: [0, 0, 10, 0, 1, 0],
    },
  ],
};

// Gradients of resized images, on every backend. Resizing is a matrix for the rows and one for the columns, so its
// gradient is two products with their transposes, which have derivatives of every order.
import * as tf from '@tensorflow/tfjs';
import { tapeDepth } from '../engine/tfjs-engine';
import type { GradientRepair } from './repair';

interface ResizeAttributes {
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

/** Place in the input that position `index` of the output shows. */
function sourceOf(
  index: number,
  input: number,
  output: number,
  attributes: ResizeAttributes,
  nearest: boolean,
): number {
  const aligned = attributes.alignCorners && output > 1;
  const scale = aligned ? (input - 1) / (output - 1) : input / output;
  if (!attributes.halfPixelCenters) return index * scale;
  return nearest ? (index + 0.5) * scale : (index + 0.5) * scale - 0.5;
}

/** Weights [output, input] of the linear map along one axis. */
function weights(input: number, output: number, attributes: ResizeAttributes, nearest: boolean): tf.Tensor2D {
  const values = new Float32Array(input * output);
  const hold = (place: number): number => Math.min(input - 1, Math.max(0, place));
  for (let index = 0; index < output; index++) {
    const place = sourceOf(index, input, output, attributes, nearest);
    if (nearest) {
      values[index * input + hold(attributes.alignCorners ? Math.round(place) : Math.floor(place))] = 1;
      continue;
    }
    const held = Math.max(0, place);
    const below = hold(Math.floor(held));
    const share = held - Math.floor(held);
    values[index * input + below] += 1 - share;
    values[index * input + hold(Math.ceil(held))] += share;
  }
  return tf.tensor2d(values, [output, input]);
}

/** dx = rows^T dy columns, for images [batch, height, width, channels]. */
function composed(dy: tf.Tensor, images: tf.Tensor, attributes: ResizeAttributes, nearest: boolean): tf.Tensor {
  const [batch, height, width, channels] = images.shape;
  const [, outHeight, outWidth] = dy.shape;
  const rows = weights(height, outHeight, attributes, nearest);
  const columns = weights(width, outWidth, attributes, nearest);
  const tall = tf.reshape(dy, [batch, outHeight, outWidth * channels]);
  const folded = tf.reshape(tf.matMul(tf.tile(tf.expandDims(rows, 0), [batch, 1, 1]), tall, true, false), [
    batch * height,
    outWidth,
    channels,
  ]);
  const wide = tf.matMul(tf.tile(tf.expandDims(columns, 0), [batch * height, 1, 1]), folded, true, false);
  return tf.reshape(wide, images.shape);
}

function gradientOf(kernelName: string, nearest: boolean): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ['images'],
    gradFunc: (dy, [images], attrs) => ({
      images: () => {
        const attributes = attrs as unknown as ResizeAttributes;
        const single = nearest && attributes.alignCorners && images.shape.slice(1, 3).includes(1);
        if (attributes.halfPixelCenters || single || tapeDepth() > 0 || (dy as tf.Tensor).size === 0)
          return composed(dy as tf.Tensor, images, attributes, nearest);
        const inputs = { dy: dy as tf.Tensor, images };
        const dx = tf.engine().runKernel(`${kernelName}Grad`, inputs, attrs) as tf.Tensor;
        // One stock kernel exchanges height and width in the shape of its result.
        return tf.reshape(dx, images.shape);
      },
    }),
  };
}

const pair = (): tf.Tensor4D => tf.tensor4d([1, 2], [1, 1, 2, 1]);
const along = (resize: (x: tf.Tensor4D) => tf.Tensor): tf.Tensor =>
  tf.grad((x) => tf.sum(tf.mul(resize(x as tf.Tensor4D), tf.range(1, 4).reshape([1, 1, 3, 1]))))(pair());
const twice = (resize: (x: tf.Tensor4D) => tf.Tensor): tf.Tensor => {
  const once = (x: tf.Tensor): tf.Tensor => tf.grad((z) => tf.sum(tf.square(resize(z as tf.Tensor4D))))(x);
  return tf.grad((x) => tf.sum(once(x)))(pair());
};

export const resizeGradients: GradientRepair[] = [
  {
    kernelName: 'ResizeBilinear',
    why: 'ignores halfPixelCenters; throws on cpu unless images are square; no second derivative',
    config: () => gradientOf('ResizeBilinear', false),
    proofs: [
      {
        expression: 'gradient of <[1,2,3], resizeBilinear(x [1,1,2,1], [1,3], halfPixelCenters)>',
        compute: () => along((x) => tf.image.resizeBilinear(x, [1, 3], false, true)),
        stock: { values: [1.666667, 4.333333] },
        right: [2, 4],
      },
      {
        expression: 'gradient of the sum of the gradient of sum(resizeBilinear(x [1,1,2,1], [1,3])^2)',
        compute: () => twice((x) => tf.image.resizeBilinear(x, [1, 3], true)),
        stock: { throws: 'ResizeBilinearGrad' },
        right: [3, 3],
      },
    ],
  },
  {
    kernelName: 'ResizeNearestNeighbor',
    why: 'ignores halfPixelCenters; no second derivative',
    config: () => gradientOf('ResizeNearestNeighbor', true),
    proofs: [
      {
        expression: 'gradient of <[1,2,3], resizeNearestNeighbor(x [1,1,2,1], [1,3], halfPixelCenters)>',
        compute: () => along((x) => tf.image.resizeNearestNeighbor(x, [1, 3], false, true)),
        stock: { values: [3, 3] },
        right: [1, 5],
      },
      {
        expression: 'gradient of the sum of the gradient of sum(resizeNearestNeighbor(x [1,1,2,1], [1,3])^2)',
        compute: () => twice((x) => tf.image.resizeNearestNeighbor(x, [1, 3])),
        stock: { throws: 'ResizeNearestNeighborGrad' },
        right: [4, 2],
      },
    ],
  },
];

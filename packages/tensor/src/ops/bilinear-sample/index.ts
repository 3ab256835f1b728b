import * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import { ConfigError, ShapeError } from '../../errors/perceptrons-error';
import { floatTensor, requireRank } from '../check-input';
import type { BilinearSampleAttributes } from './cell';
import { bilinearSampleGradient } from './gradient';
import { type BilinearSampleInputs, bilinearSampleReference } from './reference';
import { bilinearSampleWasm } from './wasm';
import { bilinearSampleWebgpu } from './webgpu';

const runBilinearSample = defineOp<BilinearSampleInputs, BilinearSampleAttributes, tf.Tensor>({
  name: 'BilinearSample',
  inputs: ['image', 'coordinates'],
  reference: bilinearSampleReference,
  gradient: bilinearSampleGradient,
  wasm: bilinearSampleWasm,
  webgpu: bilinearSampleWebgpu,
  // WebGPU has no empty bindings.
  accepts: ({ image, coordinates }, _attributes, backend) =>
    backend !== 'webgpu' || (image.size > 0 && coordinates.size > 0),
});

export interface BilinearSampleOptions {
  /** What lies outside of the image: `clamp` the nearest border pixel (default), `zero` nothing. */
  boundary?: 'clamp' | 'zero';
  /** Whether -1 and 1 are the centres of the border pixels (default), or their outer edges. */
  alignCorners?: boolean;
}

/**
 * Reads images at any places, weighting the four pixels around each.
 *
 * @param image [n, height, width, channels], float32, with a pixel and a channel at least.
 * @param coordinates [n, ..., 2], float32: (row, column), from -1 at the first to 1 at the last pixel of an axis.
 * @returns [n, ..., channels].
 * Kept for the gradient: image and coordinates. Both get their gradient. That of a coordinate outside of the image is 0
 * with `clamp`, and with `zero` from one pixel outside on; on a pixel it is that of the cell behind it (before it on
 * the last pixel).
 * Row-major; the same bits at every run on one backend. A coordinate of NaN gives NaN; pixels of NaN spread to the places
 * of their four cells, even where their weight is 0.
 * @throws ShapeError for a wrong shape or dtype; ConfigError for an unknown boundary.
 * Source: Jaderberg et al., arXiv:1506.02025, equations 5 to 7; `alignCorners` as in PyTorch's grid_sample.
 */
export function bilinearSample(
  image: tf.Tensor4D | tf.TensorLike,
  coordinates: tf.Tensor | tf.TensorLike,
  { boundary = 'clamp', alignCorners = true }: BilinearSampleOptions = {},
): tf.Tensor {
  if (boundary !== 'clamp' && boundary !== 'zero') {
    throw new ConfigError({
      code: 'tensor/boundary',
      argument: 'boundary',
      message: `bilinearSample: boundary "${String(boundary)}" is unknown. Choose one of clamp, zero.`,
    });
  }
  return tf.tidy(() => {
    const source = floatTensor(image, 'image', 'bilinearSample');
    const places = floatTensor(coordinates, 'coordinates', 'bilinearSample');
    requireRank(places, 2, 'coordinates', 'bilinearSample');
    const [n, height, width, channels] = source.shape;
    if (source.rank !== 4 || height * width * channels === 0) {
      throw new ShapeError({
        code: 'tensor/shape',
        argument: 'image',
        message: `bilinearSample: image must be [n, height, width, channels] with a pixel and a channel at least, got [${source.shape}].`,
      });
    }
    if (places.shape[0] !== n || places.shape[places.rank - 1] !== 2) {
      throw new ShapeError({
        code: 'tensor/shape',
        argument: 'coordinates',
        message:
          `bilinearSample: coordinates must be [${n}, ..., 2], (row, column) for each of the ${n} images, got ` +
          `[${places.shape}]. Repeat them with tf.tile() to use the same for all images.`,
      });
    }
    const inner = places.shape.slice(1, -1);
    const flat = tf.reshape(places, [n, tf.util.sizeFromShape(inner), 2]);
    const attributes = { zero: boundary === 'zero', alignCorners };
    return tf.reshape(runBilinearSample({ image: source, coordinates: flat }, attributes), [n, ...inner, channels]);
  });
}

import * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import { ShapeError } from '../../errors/perceptrons-error';
import { floatTensor, requireShape } from '../check-input';
import { pairMaxPoolGradient } from './gradient';
import { type PairMaxPoolInputs, pairMaxPoolReference } from './reference';
import { pairMaxPoolWasm } from './wasm';
import { pairMaxPoolWebgpu } from './webgpu';

const runPairMaxPool = defineOp<PairMaxPoolInputs, object, tf.Tensor>({
  name: 'PairMaxPool',
  inputs: ['x', 'mask'],
  reference: pairMaxPoolReference,
  gradient: pairMaxPoolGradient,
  wasm: pairMaxPoolWasm,
  webgpu: pairMaxPoolWebgpu,
});

/**
 * Largest value of every channel on the diagonal, and largest off it, of tensors that hold features of ordered pairs:
 * y[b, c] = max over i of x[b, i, i, c], y[b, channels + c] = max over i and j that differ of x[b, i, j, c].
 *
 * @param x [batch, side, side, channels], float32.
 * @param mask [batch, side], float32, optional: rows and columns where it is 0 do not count, whatever they hold.
 * @returns [batch, 2 channels]: diagonal first. A part without a place that counts (a graph of one vertex has none off the
 * diagonal) is 0.
 * The gradient of equal largest values is shared equally among them, so that it does not depend on their order.
 * Kept for the gradient: x, mask and the result.
 * Row-major; the same bits at every run on one backend; NaN among the values that count makes its part NaN (WebGPU
 * leaves that to the device).
 * @throws ShapeError if x is no stack of squares, mask does not fit, or a tensor is not float32.
 * Source: Maron et al., "Provably Powerful Graph Networks" (NeurIPS 2019), section 6, the pooling; sharing is ours.
 */
export function pairMaxPool(x: tf.Tensor | tf.TensorLike, mask?: tf.Tensor | tf.TensorLike): tf.Tensor2D {
  return tf.tidy(() => {
    const pairs = floatTensor(x, 'x', 'pairMaxPool');
    if (pairs.rank !== 4 || pairs.shape[1] !== pairs.shape[2]) {
      throw new ShapeError({
        code: 'tensor/shape',
        argument: 'x',
        message: `pairMaxPool: x must have shape [batch, side, side, channels], got [${pairs.shape}].`,
      });
    }
    const counted = mask === undefined ? undefined : floatTensor(mask, 'mask', 'pairMaxPool');
    if (counted !== undefined) requireShape(counted, pairs.shape.slice(0, 2), 'mask', 'pairMaxPool');
    return runPairMaxPool({ x: pairs, mask: counted }, {}) as tf.Tensor2D;
  });
}

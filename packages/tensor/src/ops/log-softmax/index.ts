import * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import { floatTensor, requireRank } from '../check-input';
import { softmaxGrad } from '../softmax-grad/index';
import { type LogSoftmaxInputs, logSoftmaxReference } from './reference';
import { logSoftmaxWasm } from './wasm';
import { logSoftmaxWebgpu } from './webgpu';

const runLogSoftmax = defineOp<LogSoftmaxInputs, object, tf.Tensor>({
  name: 'LogSoftmax',
  inputs: ['x'],
  reference: logSoftmaxReference,
  gradient: {
    saves: [],
    backward: (dy, { kept }) => ({ x: () => softmaxGrad({ y: kept[0], dy }, { logarithm: true })[0] }),
  },
  wasm: logSoftmaxWasm,
  webgpu: logSoftmaxWebgpu,
});

/**
 * Logarithm of the softmax over the last axis: x - max - log(sum exp(x - max)).
 *
 * @param x [..., classes], float32.
 * @returns same shape; at most 0.
 * Kept for the gradient: the result.
 * Row-major; the same bits at every run on one backend. A NaN or an Infinity makes its whole row NaN, -Infinity stays
 * -Infinity in a row with a finite value.
 * @throws ShapeError for a scalar or another dtype.
 */
export function logSoftmax<T extends tf.Tensor>(x: T | tf.TensorLike): T {
  return tf.tidy(() => {
    const input = floatTensor(x, 'x', 'logSoftmax');
    requireRank(input, 1, 'x', 'logSoftmax');
    return runLogSoftmax({ x: input }, {}) as T;
  });
}

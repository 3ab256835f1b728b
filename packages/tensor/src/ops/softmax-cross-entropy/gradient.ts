import * as tf from '@tensorflow/tfjs';
import type { OpGradient } from '../../engine/op-spec';
import { logSoftmaxReference } from '../log-softmax/reference';
import { softmaxCrossEntropyGrad } from '../softmax-cross-entropy-grad/index';
import type { SoftmaxCrossEntropyAttributes, SoftmaxCrossEntropyInputs } from './reference';

export const softmaxCrossEntropyGradient: OpGradient<SoftmaxCrossEntropyInputs, SoftmaxCrossEntropyAttributes> = {
  saves: ['logits'],
  backward(dy, { inputs, kept, attributes }) {
    return {
      logits: () => softmaxCrossEntropyGrad({ slopes: kept[0], dy }, {})[0],
      // Labels that are learned are rare: their gradient, -(1 - s) log softmax, comes from stock ops.
      labels: () => {
        const logs = logSoftmaxReference({ x: inputs.logits! });
        return tf.mul(logs, tf.mul(tf.expandDims(dy, 1), attributes.labelSmoothing - 1));
      },
    };
  },
};

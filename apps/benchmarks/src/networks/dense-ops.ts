// The dense network from our ops, one function from weights to loss, as the other libraries write it.
import { AdamW, softmaxCrossEntropy } from '@perceptrons/layers';
import { dense } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../harness/contender';
import { ADAM, LEARNING_RATE } from '../mixer/case';
import type { NetworkCase } from './case';
import { minimize, trainingSubject } from './tf-subject';
import { networkBatch, networkWeights } from './values';

/** Training of a fully connected network; AdamW without decay is Adam. */
export function denseFromOps(task: NetworkCase): Subject {
  const variables = [...networkWeights(task)].map(([name, { data, shape }]) =>
    tf.variable(tf.tensor(data, shape), true, name),
  );
  const layers = variables.length / 2;
  const { inputs, targets } = networkBatch(task);
  const x = tf.tensor(inputs.data, inputs.shape);
  const y = tf.tensor(targets.data, targets.shape);
  const loss = (): tf.Scalar => {
    let h = x;
    for (let layer = 0; layer < layers; layer++) {
      const [kernel, bias] = variables.slice(2 * layer, 2 * layer + 2);
      h = dense(h, kernel as tf.Tensor2D, bias, { activation: layer + 1 < layers ? 'relu' : undefined });
    }
    return softmaxCrossEntropy(y, h) as tf.Scalar;
  };
  const optimizer = new AdamW({ learningRate: LEARNING_RATE, ...ADAM, weightDecay: 0 });
  return trainingSubject(() => minimize(optimizer, loss));
}

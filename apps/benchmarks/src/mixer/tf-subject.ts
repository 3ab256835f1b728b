import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../harness/contender';
import { timeSteps } from '../harness/serve';
import { ADAM, CHECKED_STEPS, LEARNING_RATE, type MixerCase } from './case';
import { makeBatch, oneHot } from './weights';

/** A training step beyond this is not repeated: its one time is the sample, and its one loss is what is checked. */
const SLOW_STEP_MS = 10_000;

export interface TfModel {
  /** [batch, height, width, channels] to logits [batch, classes]. */
  forward: (images: tf.Tensor, training: boolean) => tf.Tensor2D;
  /** Default: stock Adam. */
  optimizer?: tf.Optimizer;
  /** Mean softmax cross-entropy of logits and one-hot labels. Default: the stock one. */
  loss?: (labels: tf.Tensor2D, logits: tf.Tensor2D) => tf.Scalar;
}

/** One case of the mixer benchmark on whatever backend TensorFlow.js is on. */
export function tfSubject(task: MixerCase, model: TfModel): Subject {
  const { images, labels } = makeBatch(task);
  const targets = oneHot(labels, task.shape.classes);
  const x = tf.tensor(images.data, images.shape);
  const y = tf.tensor2d(targets.data, targets.shape as [number, number]);
  const loss = model.loss ?? ((wanted, logits) => tf.losses.softmaxCrossEntropy(wanted, logits) as tf.Scalar);
  const optimizer = model.optimizer ?? tf.train.adam(LEARNING_RATE, ADAM.beta1, ADAM.beta2, ADAM.epsilon);

  const infer = async () => {
    const logits = tf.tidy(() => model.forward(x, false));
    const values = await logits.data();
    logits.dispose();
    return values;
  };
  const train = async () => {
    const value = tf.tidy(() => optimizer.minimize(() => loss(y, model.forward(x, true)), true)!);
    const [number] = await value.data();
    value.dispose();
    return number;
  };
  return {
    async check() {
      const outputs = Array.from(await infer());
      if (task.mode === 'inference') return { outputs };
      const losses: number[] = [];
      for (let step = 0; step < CHECKED_STEPS; step++) {
        const sample = await timeSteps(async () => losses.push(await train()), 1);
        if (sample.wallMs > SLOW_STEP_MS) return { outputs, losses, slow: sample };
      }
      return { outputs, losses };
    },
    async step() {
      await (task.mode === 'inference' ? infer() : train());
    },
  };
}

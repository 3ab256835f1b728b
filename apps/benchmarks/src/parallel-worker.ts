// One worker of the data-parallel contender: the networks of the benchmark, loaded by `DataParallel`.
import { serveDataParallel } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { ADAM, LEARNING_RATE } from './mixer/case';
import type { NetworkCase } from './networks/case';
import { buildModel } from './networks/layers-model';
import { oursKit } from './networks/ours';
import { transformerLoss } from './networks/transformer';

serveDataParallel(({ config }) => {
  const task = config as NetworkCase;
  if (task.network.kind === 'transformer') {
    const { variables, loss } = transformerLoss(task, oursKit);
    // Targets come as [batch, context, vocabulary]: the first axis of every input is cut.
    return {
      variables,
      loss: ({ x, y }) => loss(x, y.reshape([-1, y.shape[2]!])),
      optimizer: oursKit.optimizer(),
    };
  }
  const model = buildModel(task);
  return {
    variables: model,
    loss: ({ x, y }) => tf.mean(tf.metrics.categoricalCrossentropy(y, model.apply(x, { training: true }) as tf.Tensor)),
    optimizer: tf.train.adam(LEARNING_RATE, ADAM.beta1, ADAM.beta2, ADAM.epsilon),
  };
});

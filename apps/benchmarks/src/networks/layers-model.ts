// The dense and the convolutional network as any user of `tf.layers` writes them. With and without our start-up the very
// same code runs: the ratio is what an existing application gains.
import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../harness/contender';
import { ADAM, LEARNING_RATE } from '../mixer/case';
import type { ConvolutionalNetwork, DenseNetwork, NetworkCase } from './case';
import { trainingSubject } from './tf-subject';
import { networkBatch, networkWeights } from './values';

function denseModel({ widths }: DenseNetwork): tf.Sequential {
  const model = tf.sequential();
  widths.slice(1).forEach((units, index) => {
    const last = index === widths.length - 2;
    model.add(
      tf.layers.dense({
        units,
        activation: last ? 'softmax' : 'relu',
        ...(index === 0 ? { inputShape: [widths[0]] } : {}),
      }),
    );
  });
  return model;
}

function convolutionalModel(network: ConvolutionalNetwork): tf.Sequential {
  const { imageSize, channels, filters, kernelSize, classes } = network;
  const model = tf.sequential();
  model.add(
    tf.layers.conv2d({
      inputShape: [imageSize, imageSize, channels],
      kernelSize,
      filters: filters[0],
      strides: 1,
      activation: 'relu',
    }),
  );
  model.add(tf.layers.maxPooling2d({ poolSize: [2, 2], strides: [2, 2] }));
  model.add(tf.layers.conv2d({ kernelSize, filters: filters[1], strides: 1, activation: 'relu' }));
  model.add(tf.layers.maxPooling2d({ poolSize: [2, 2], strides: [2, 2] }));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: classes, activation: 'softmax' }));
  return model;
}

/** The model with the weights of the case. */
export function buildModel(task: NetworkCase): tf.Sequential {
  const { network } = task;
  if (network.kind === 'transformer') throw new Error('The transformer has no tf.layers form here.');
  const model = network.kind === 'dense' ? denseModel(network) : convolutionalModel(network);
  const weights = [...networkWeights(task).values()].map(({ shape, data }) => tf.tensor(data, shape));
  model.setWeights(weights);
  tf.dispose(weights);
  return model;
}

/** Training by `trainOnBatch` with stock Adam. */
export function layersModel(task: NetworkCase): Subject {
  const model = buildModel(task);
  const optimizer = tf.train.adam(LEARNING_RATE, ADAM.beta1, ADAM.beta2, ADAM.epsilon);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const { inputs, targets } = networkBatch(task);
  const [x, y] = [tf.tensor(inputs.data, inputs.shape), tf.tensor(targets.data, targets.shape)];
  return trainingSubject(async () => (await model.trainOnBatch(x, y)) as number);
}

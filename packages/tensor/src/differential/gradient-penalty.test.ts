// The gradient penalty of a Wasserstein critic, mean (|dD/dx| - 1)^2, differentiated by the weights: two tapes, one
// inside the other, against central differences of the penalty itself.
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { init, random } from '../index';

interface Critic {
  input: number[];
  weights: number[][];
  score: (x: tf.Tensor, ...weights: tf.Tensor[]) => tf.Tensor;
}

const dense = (activation: (z: tf.Tensor) => tf.Tensor): Critic => ({
  input: [2, 5],
  weights: [
    [5, 7],
    [7, 6],
    [6, 1],
  ],
  score: (x, first, second, last) => tf.matMul(activation(tf.matMul(activation(tf.matMul(x, first)), second)), last),
});

const convolution = (activation: (z: tf.Tensor) => tf.Tensor): Critic => ({
  input: [2, 4, 4, 2],
  weights: [
    [3, 3, 2, 3],
    [2, 2, 3, 4],
    [4, 1],
  ],
  score: (x, first, second, last) => {
    const one = activation(tf.conv2d(x as tf.Tensor4D, first as tf.Tensor4D, 2, 'same'));
    const two = activation(tf.conv2d(one as tf.Tensor4D, second as tf.Tensor4D, 2, 'same'));
    return tf.matMul(tf.reshape(two, [2, 4]), last);
  },
});

const smooth: Record<string, (z: tf.Tensor) => tf.Tensor> = {
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  softplus: tf.softplus,
  swish: (z) => tf.mul(z, tf.sigmoid(z)),
  softmax: (z) => tf.softmax(z),
};

/** The penalty jumps where a unit changes sides, so differences must stay between two jumps. */
const bent: Record<string, (z: tf.Tensor) => tf.Tensor> = {
  leakyRelu: (z) => tf.leakyRelu(z, 0.2),
  elu: tf.elu,
  selu: tf.selu,
  relu: tf.relu,
  relu6: tf.relu6,
  prelu: (z) => tf.prelu(z, tf.fill(z.shape.slice(-1), 0.3)),
  clip: (z) => tf.clipByValue(z, -0.9, 0.9),
  maximum: (z) => tf.maximum(z, tf.mul(z, 0.2)),
};

function penalty({ score }: Critic, x: tf.Tensor, weights: tf.Tensor[]): tf.Scalar {
  const slope = tf.grad((image) => tf.sum(score(image, ...weights)))(x);
  const norm = tf.sqrt(tf.add(tf.sum(tf.square(tf.reshape(slope, [x.shape[0], -1])), 1), 1e-12));
  return tf.mean(tf.square(tf.sub(norm, 1)));
}

const critics = [smooth, bent].flatMap((activations) =>
  Object.entries(activations).flatMap(
    ([name, activation]): Array<[string, Critic, number]> => [
      [`dense, ${name}`, dense(activation), activations === smooth ? 2e-3 : 2e-4],
      [`convolution, ${name}`, convolution(activation), activations === smooth ? 2e-3 : 2e-4],
    ],
  ),
);

describe.each(testBackends())('gradient penalty on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it.each(critics)('of a critic: %s', async (_name, critic, h) => {
    const before = tf.memory().numTensors;
    const x = random.normal([6, 0], critic.input);
    const weights = critic.weights.map((shape, index) => random.normal([6, index + 1], shape, { stddev: 0.6 }));
    const directions = critic.weights.map((shape, index) => random.normal([2, index], shape, { stddev: 0.3 }));
    const at = (step: number): number =>
      tf.tidy(() => {
        const moved = weights.map((weight, index) => tf.add(weight, tf.mul(directions[index], step)));
        return penalty(critic, x, moved).dataSync()[0];
      });
    const along = tf.tidy(() => {
      const gradients = tf.grads((...w) => penalty(critic, x, w))(weights);
      return gradients.reduce(
        (sum, gradient, index) => sum + tf.sum(tf.mul(gradient, directions[index])).dataSync()[0],
        0,
      );
    });
    // Four points: the error falls with the fourth power of the step.
    const expected = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
    expect(Math.abs(along - expected)).toBeLessThan((h < 1e-3 ? 2e-2 : 2e-3) * Math.max(0.1, Math.abs(expected)));
    tf.dispose([x, weights, directions]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

import * as tf from '@tensorflow/tfjs';
import { benchPair } from '../../testing/bench-op';
import { adamW } from './index';
import { adamWReference } from './reference';

const options = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1, step: 7 };

for (const size of [256, 1_000_000]) {
  const [parameter, gradient, firstMoment] = [1, 2, 3].map((seed) => tf.randomNormal([size], 0, 1, 'float32', seed));
  const state = { parameter, gradient, firstMoment, secondMoment: tf.square(gradient) };
  benchPair(`${size} parameters`, {
    ours: () => Object.values(adamW(state, options)),
    stock: () => tf.tidy(() => adamWReference(state, options)),
  });
}

// Our draws against the stock ones: npx vitest bench --run --project node packages/tensor/src/random
import * as tf from '@tensorflow/tfjs';
import { bench, describe } from 'vitest';
import * as random from './index';

const count = 1_000_000;
await tf.setBackend('cpu');

describe('a million normal numbers', () => {
  bench('random.normal', () => random.normal(1, [count]).dispose());
  bench('tf.randomNormal', () => tf.randomNormal([count], 0, 1, 'float32', 1).dispose());
});

describe('a million uniform numbers', () => {
  bench('random.uniform', () => random.uniform(1, [count]).dispose());
  bench('tf.randomUniform', () => tf.randomUniform([count], 0, 1, 'float32', 1).dispose());
});

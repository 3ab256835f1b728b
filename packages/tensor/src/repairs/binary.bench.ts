import * as tf from '@tensorflow/tfjs';
import { benchPair } from '../testing/bench-op';

const shape = [6000, 100];
const x = tf.randomNormal(shape, 0, 1, 'float32', 1);
const y = tf.randomNormal(shape, 0, 1, 'float32', 2);
const row = tf.randomNormal([100], 0, 1, 'float32', 3);
const size = tf.abs(x);
const whole = tf.cast(tf.mul(x, 100), 'int32');
const above = tf.greater(x, 0);

const computations: Record<string, () => tf.Tensor> = {
  maximum: () => tf.maximum(x, y),
  'maximum with a row': () => tf.maximum(x, row),
  'maximum with a number': () => tf.maximum(x, 0.5),
  'pow 2': () => tf.pow(x, 2),
  'pow 0.5': () => tf.pow(size, 0.5),
  pow: () => tf.pow(size, y),
  greater: () => tf.greater(x, y),
  'equal, whole numbers': () => tf.equal(whole, 3),
  'add whole numbers': () => tf.add(whole, whole),
  logicalAnd: () => tf.logicalAnd(above, above),
  where: () => tf.where(above, x, y),
  'cast to int32': () => tf.cast(x, 'int32'),
};

for (const [name, run] of Object.entries(computations)) benchPair(name, { ours: run, stock: run });

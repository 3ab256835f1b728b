import * as tf from '@tensorflow/tfjs';
import { benchPair } from '../testing/bench-op';

const [rows, channels] = [3000, 200];
const x = tf.randomNormal([rows, channels], 0, 1, 'float32', 1);
const y = tf.randomNormal([rows, channels], 0, 1, 'float32', 2);
const row = tf.randomNormal([1, channels], 0, 1, 'float32', 3);
const ids = tf.tensor1d(
  Array.from({ length: rows }, (_, index) => (index * 7919) % rows),
  'int32',
);

const computations: Record<string, () => tf.Tensor | tf.Tensor[]> = {
  'tile rows': () => tf.tile(row, [rows, 1]),
  'slice half the columns': () => tf.slice(x, [0, 0], [rows, channels / 2]),
  'every second column': () => tf.stridedSlice(x, [0, 0], [rows, channels], [1, 2]),
  'split in 4': () => tf.split(x, 4, 1),
  'reverse columns': () => tf.reverse(x, 1),
  'gather rows': () => tf.gather(x, ids),
  'concat columns': () => tf.concat([x, y], 1),
  'stack last': () => tf.stack([x, y], -1),
};

for (const [name, run] of Object.entries(computations)) benchPair(name, { ours: run, stock: run });

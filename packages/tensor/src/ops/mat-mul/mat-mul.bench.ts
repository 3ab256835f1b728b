import * as tf from '@tensorflow/tfjs';
import { benchPair } from '../../testing/bench-op';
import { matMul } from './index';

const a = tf.randomNormal([512, 512], 0, 1, 'float32', 1);
const b = tf.randomNormal([512, 512], 0, 1, 'float32', 2);
const stack = tf.randomNormal([64, 32, 32], 0, 1, 'float32', 3);

for (const [transposeA, transposeB] of [
  [false, false],
  [true, false],
  [false, true],
]) {
  benchPair(`512 x 512 x 512, transposed ${transposeA} ${transposeB}`, {
    ours: () => matMul(a, b, { transposeA, transposeB }),
    stock: () => tf.matMul(a, b, transposeA, transposeB),
  });
}
benchPair('64 products of 32 x 32 x 32', { ours: () => matMul(stack, stack), stock: () => tf.matMul(stack, stack) });

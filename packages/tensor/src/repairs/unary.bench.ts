import * as tf from '@tensorflow/tfjs';
import { benchPair } from '../testing/bench-op';

const x = tf.randomNormal([600_000], 0, 1, 'float32', 1);
const size = tf.abs(x);

const functions: Record<string, () => tf.Tensor> = {
  exp: () => tf.exp(x),
  expm1: () => tf.expm1(x),
  log: () => tf.log(size),
  log1p: () => tf.log1p(size),
  sin: () => tf.sin(x),
  cos: () => tf.cos(x),
  erf: () => tf.erf(x),
  softplus: () => tf.softplus(x),
  tanh: () => tf.tanh(x),
  selu: () => tf.selu(x),
  leakyRelu: () => tf.leakyRelu(x, 0.1),
  sign: () => tf.sign(x),
  sqrt: () => tf.sqrt(size),
  rsqrt: () => tf.rsqrt(size),
  reciprocal: () => tf.reciprocal(x),
};

for (const [name, run] of Object.entries(functions)) benchPair(name, { ours: run, stock: run });

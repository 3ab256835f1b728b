import * as tf from '@tensorflow/tfjs';
import { benchPair } from '../../testing/bench-op';
import { attention } from './index';
import { attentionReference } from './reference';

for (const [heads, tokens, depth] of [
  [48, 64, 16],
  [48, 64, 64],
  [8, 197, 64],
]) {
  for (const causal of [false, true]) {
    const [q, k, v, dy] = [1, 2, 3, 4].map((seed) => tf.randomNormal([heads, tokens, depth], 0, 1, 'float32', seed));
    const composed = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor): tf.Tensor =>
      attentionReference({ q: a, k: b, v: c }, { causal, scale: 1 / Math.sqrt(depth) });
    const title = `${heads} x ${tokens} x ${depth}${causal ? ', causal' : ''}`;
    benchPair(`forward, ${title}`, {
      ours: () => attention(q, k, v, { causal }),
      stock: () => tf.tidy(() => composed(q, k, v)),
    });
    benchPair(`forward and backward, ${title}`, {
      ours: () => tf.grads((a, b, c) => attention(a, b, c, { causal }))([q, k, v], dy),
      stock: () => tf.grads(composed)([q, k, v], dy),
    });
  }
}

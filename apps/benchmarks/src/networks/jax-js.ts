// The networks in jax-js. Arrays are counted by hand there: every use but the last takes `.ref`.
import { defaultDevice, init, lax, nn, numpy as np } from '@jax-js/jax';
import type { Subject } from '../harness/contender';
import { LAYER_NORM_EPSILON } from '../mixer/case';
import type { NetworkCase } from './case';
import { jaxTraining, type Tree } from './jax-training';
import { networkBatch, networkWeights } from './values';

/**
 * Causal attention of queries, keys and values [batch * heads, tokens, size]. Written with products, because the
 * library's own function needs a newer JavaScript engine than Node 20 has.
 */
function causalAttention([q, k, v]: np.Array[]): np.Array {
  const [, tokens, size] = q.shape;
  const scores = np.matmul(q, k.transpose([0, 2, 1])).mul(1 / Math.sqrt(size));
  const mask = np.triu(np.full([tokens, tokens], -1e9), 1);
  return np.matmul(nn.softmax(scores.add(mask), -1), v);
}

/** Logits [rows, classes]; consumes both arguments. Every weight is used once, so handing it over needs no reference. */
function forward({ network, batch }: NetworkCase, weights: Tree, inputs: np.Array): np.Array {
  const dense = (x: np.Array, name: string) => np.matmul(x, weights[`${name}.kernel`]).add(weights[`${name}.bias`]);
  if (network.kind === 'dense') {
    const count = network.widths.length - 1;
    let x = inputs;
    for (let index = 0; index < count; index++) {
      x = dense(x, `layer${index}`);
      if (index + 1 < count) x = nn.relu(x);
    }
    return x;
  }
  if (network.kind === 'convolution') {
    const stage = (x: np.Array, name: string) => {
      const kernel = weights[`${name}.kernel`].transpose([3, 2, 0, 1]);
      const bias = weights[`${name}.bias`].reshape([-1, 1, 1]);
      const y = nn.relu(lax.convGeneralDilated(x, kernel, [1, 1], 'VALID').add(bias));
      return lax.reduceWindow(y, np.max, [2, 2], [2, 2]);
    };
    const x = stage(stage(inputs.transpose([0, 3, 1, 2]), 'first'), 'second');
    return dense(x.transpose([0, 2, 3, 1]).reshape([batch, -1]), 'head');
  }
  const { layers, width, heads, context } = network;
  const norm = (x: np.Array, name: string) =>
    nn.standardize(x, -1, { epsilon: LAYER_NORM_EPSILON }).mul(weights[`${name}.gamma`]).add(weights[`${name}.beta`]);
  let x = np.matmul(inputs, weights.tokens).add(weights.positions);
  for (let index = 0; index < layers; index++) {
    const name = `block${index}`;
    const qkv = dense(norm(x.ref, `${name}.norm1`), `${name}.qkv`).reshape([batch, context, 3, heads, width / heads]);
    const parts = np.split(qkv.transpose([2, 0, 3, 1, 4]), 3, 0);
    const mixed = causalAttention(parts.map((part) => part.reshape([batch * heads, context, width / heads])));
    const joined = mixed.reshape([batch, heads, context, width / heads]).transpose([0, 2, 1, 3]);
    x = x.add(dense(joined.reshape([batch, context, width]), `${name}.projection`));
    const hidden = nn.gelu(dense(norm(x.ref, `${name}.norm2`), `${name}.expand`), { approximate: true });
    x = x.add(dense(hidden, `${name}.contract`));
  }
  return dense(norm(x, 'norm'), 'head').reshape([batch * context, network.vocabulary]);
}

export async function jaxNetwork(task: NetworkCase): Promise<Subject> {
  await init('wasm');
  defaultDevice('wasm');
  return jaxTraining((weights, inputs) => forward(task, weights, inputs), networkWeights(task), networkBatch(task));
}

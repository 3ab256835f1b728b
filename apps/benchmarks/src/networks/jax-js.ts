// The networks in jax-js on its WASM device: the whole step, gradient and Adam included, is one `jit` function. Arrays
// are counted by hand there: every use but the last takes `.ref`.
import { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, valueAndGrad } from '@jax-js/jax';
import type { Subject } from '../harness/contender';
import { ADAM, LAYER_NORM_EPSILON, LEARNING_RATE } from '../mixer/case';
import type { Weight } from '../mixer/weights';
import { type NetworkCase, targetShape } from './case';
import { trainingSubject } from './tf-subject';
import { networkBatch, networkWeights } from './values';

type Tree = Record<string, np.Array>;

// `np.array` keeps the memory it is given, hence the copy.
const array = ({ data, shape }: Weight) => np.array(data.slice(), { shape });
const mapTree = (tree: Tree, change: (name: string) => np.Array): Tree =>
  Object.fromEntries(Object.keys(tree).map((name) => [name, change(name)]));
const share = (tree: Tree): Tree => mapTree(tree, (name) => tree[name].ref);

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
  const [rows] = targetShape(task);
  const loss = (weights: Tree, x: np.Array, y: np.Array) =>
    nn
      .logSoftmax(forward(task, weights, x), -1)
      .mul(y)
      .sum()
      .mul(-1 / rows);
  const { beta1, beta2, epsilon } = ADAM;
  const advance = jit(
    (weights: Tree, first: Tree, second: Tree, bias1: np.Array, bias2: np.Array, x: np.Array, y: np.Array) => {
      const [value, gradients] = valueAndGrad(loss)(share(weights), x, y) as [np.Array, Tree];
      const newFirst = mapTree(first, (name) => first[name].mul(beta1).add(gradients[name].ref.mul(1 - beta1)));
      const newSecond = mapTree(second, (name) =>
        second[name].mul(beta2).add(np.square(gradients[name]).mul(1 - beta2)),
      );
      const newWeights = mapTree(weights, (name) => {
        const mean = newFirst[name].ref.div(bias1.ref);
        const scale = np.sqrt(newSecond[name].ref.div(bias2.ref)).add(epsilon);
        return weights[name].sub(mean.div(scale).mul(LEARNING_RATE));
      });
      bias1.dispose();
      bias2.dispose();
      return { weights: newWeights, first: newFirst, second: newSecond, loss: value };
    },
  );
  const weights: Tree = Object.fromEntries([...networkWeights(task)].map(([name, weight]) => [name, array(weight)]));
  const zeros = () => mapTree(weights, (name) => np.zeros(weights[name].shape));
  const state = { weights, first: zeros(), second: zeros(), step: 0 };
  const { inputs, targets } = networkBatch(task);
  const [x, y] = [array(inputs), array(targets)];
  return trainingSubject(async () => {
    state.step++;
    const [bias1, bias2] = [beta1, beta2].map((beta) => np.array(1 - beta ** state.step));
    const next = advance(state.weights, state.first, state.second, bias1, bias2, x.ref, y.ref);
    const { loss: value, ...trees } = next as { weights: Tree; first: Tree; second: Tree; loss: np.Array };
    Object.assign(state, trees);
    await blockUntilReady(state.weights);
    return (await value.data())[0];
  });
}

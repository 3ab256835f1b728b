// The Mixer in jax-js on its WASM device: the whole step, gradient and Adam included, is one `jit` function.
// Arrays are counted by hand there: every use but the last takes `.ref`.
import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from '@jax-js/jax';
import type { Subject } from '../harness/contender';
import { ADAM, CHECKED_STEPS, LAYER_NORM_EPSILON, LEARNING_RATE, type MixerCase, tokensOf } from './case';
import { makeBatch, makeWeights, oneHot, type Weight } from './weights';

type Tree = Record<string, np.Array>;

// `np.array` keeps the memory it is given, hence the copy.
const array = ({ data, shape }: Weight) => np.array(data.slice(), { shape });

const mapTree = (tree: Tree, change: (name: string) => np.Array): Tree =>
  Object.fromEntries(Object.keys(tree).map((name) => [name, change(name)]));
const share = (tree: Tree): Tree => mapTree(tree, (name) => tree[name].ref);

function layerNorm(x: np.Array, gamma: np.Array, beta: np.Array): np.Array {
  return nn.standardize(x, -1, { epsilon: LAYER_NORM_EPSILON }).mul(gamma).add(beta);
}

/** Logits of `images`; consumes both arguments. */
function forward(task: MixerCase, weights: Tree, images: np.Array): np.Array {
  const { patchSize, channels, imageSize, hiddenDim, blocks } = task.shape;
  const [batch, tokens, side] = [task.batch, tokensOf(task.shape), imageSize / patchSize];
  // Every weight is used exactly once, so handing it over needs no reference.
  const dense = (x: np.Array, name: string) => np.matmul(x, weights[`${name}.kernel`]).add(weights[`${name}.bias`]);
  const norm = (x: np.Array, name: string) => layerNorm(x, weights[`${name}.gamma`], weights[`${name}.beta`]);
  const mlp = (x: np.Array, first: string, second: string) =>
    dense(nn.gelu(dense(x, first), { approximate: task.gelu === 'tanh' }), second);

  const patches = images
    .reshape([batch, side, patchSize, side, patchSize * channels])
    .transpose([0, 1, 3, 2, 4])
    .reshape([batch * tokens, patchSize * patchSize * channels]);
  let x = dense(patches, 'stem').reshape([batch, tokens, hiddenDim]);
  for (let index = 0; index < blocks; index++) {
    const name = `blocks.${index}`;
    const columns = norm(x.ref, `${name}.norm1`).transpose([0, 2, 1]);
    x = x.add(mlp(columns, `${name}.token1`, `${name}.token2`).transpose([0, 2, 1]));
    x = x.add(mlp(norm(x.ref, `${name}.norm2`), `${name}.channel1`, `${name}.channel2`));
  }
  return dense(np.mean(norm(x, 'norm'), 1), 'head');
}

interface TrainingState {
  weights: Tree;
  first: Tree;
  second: Tree;
  step: number;
}

function trainingStep(task: MixerCase) {
  const loss = (weights: Tree, images: np.Array, labels: np.Array) =>
    nn
      .logSoftmax(forward(task, weights, images), -1)
      .mul(labels)
      .sum()
      .mul(-1 / task.batch);
  const { beta1, beta2, epsilon } = ADAM;
  return jit((weights: Tree, first: Tree, second: Tree, bias1: np.Array, bias2: np.Array, x: np.Array, y: np.Array) => {
    const [value, gradients] = valueAndGrad(loss)(share(weights), x, y) as [np.Array, Tree];
    const newFirst = mapTree(first, (name) => first[name].mul(beta1).add(gradients[name].ref.mul(1 - beta1)));
    const newSecond = mapTree(second, (name) => second[name].mul(beta2).add(np.square(gradients[name]).mul(1 - beta2)));
    const newWeights = mapTree(weights, (name) => {
      const mean = newFirst[name].ref.div(bias1.ref);
      const scale = np.sqrt(newSecond[name].ref.div(bias2.ref)).add(epsilon);
      return weights[name].sub(mean.div(scale).mul(LEARNING_RATE));
    });
    bias1.dispose();
    bias2.dispose();
    return { weights: newWeights, first: newFirst, second: newSecond, loss: value };
  });
}

export async function jaxMixer(task: MixerCase): Promise<Subject> {
  await init('wasm');
  defaultDevice('wasm');
  const weights: Tree = Object.fromEntries([...makeWeights(task.shape)].map(([name, weight]) => [name, array(weight)]));
  const { images, labels } = makeBatch(task);
  const x = array(images);
  const y = array(oneHot(labels, task.shape.classes));
  const compiled = jit((tree: Tree, input: np.Array) => forward(task, tree, input));
  const infer = async () => (await compiled(share(weights), x.ref).data()) as Float32Array;
  if (task.mode === 'inference') {
    return {
      check: async () => ({ outputs: Array.from(await infer()) }),
      step: async () => void (await infer()),
    };
  }
  const zeros = () => mapTree(weights, (name) => np.zeros(weights[name].shape));
  const outputs = Array.from(await infer());
  const state: TrainingState = { weights, first: zeros(), second: zeros(), step: 0 };
  const advance = trainingStep(task);
  const train = async () => {
    state.step++;
    const bias = [1 - ADAM.beta1 ** state.step, 1 - ADAM.beta2 ** state.step].map((value) => np.array(value));
    const next = advance(state.weights, state.first, state.second, bias[0], bias[1], x.ref, y.ref);
    const { loss, ...trees } = next as { weights: Tree; first: Tree; second: Tree; loss: np.Array };
    Object.assign(state, trees);
    await blockUntilReady(state.weights);
    return (await loss.data())[0];
  };
  return {
    async check() {
      const losses: number[] = [];
      for (let step = 0; step < CHECKED_STEPS; step++) losses.push(await train());
      return { outputs, losses };
    },
    step: async () => void (await train()),
  };
}

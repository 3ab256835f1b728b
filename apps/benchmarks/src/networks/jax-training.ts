// Training in jax-js on its WASM device: the whole step, gradient and Adam included, is one `jit` function. Arrays are
// counted by hand there: every use but the last takes `.ref`.
import { blockUntilReady, jit, nn, numpy as np, valueAndGrad } from '@jax-js/jax';
import type { Subject } from '../harness/contender';
import { ADAM, LEARNING_RATE } from '../mixer/case';
import type { Weight } from '../mixer/weights';
import { trainingSubject } from './tf-subject';

export type Tree = Record<string, np.Array>;

// `np.array` keeps the memory it is given, hence the copy.
const array = ({ data, shape }: Weight): np.Array => np.array(data.slice(), { shape });
const mapTree = (tree: Tree, change: (name: string) => np.Array): Tree =>
  Object.fromEntries(Object.keys(tree).map((name) => [name, change(name)]));
const share = (tree: Tree): Tree => mapTree(tree, (name) => tree[name].ref);

/**
 * Steps of Adam on the mean cross-entropy of the rows of `targets`.
 *
 * @param forward Logits [rows, classes] of weights and inputs, both of which it consumes.
 */
export function jaxTraining(
  forward: (weights: Tree, inputs: np.Array) => np.Array,
  values: ReadonlyMap<string, Weight>,
  { inputs, targets }: { inputs: Weight; targets: Weight },
): Subject {
  const [rows] = targets.shape;
  const loss = (weights: Tree, x: np.Array, y: np.Array): np.Array =>
    nn
      .logSoftmax(forward(weights, x), -1)
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
  const weights: Tree = Object.fromEntries([...values].map(([name, weight]) => [name, array(weight)]));
  const zeros = (): Tree => mapTree(weights, (name) => np.zeros(weights[name].shape));
  const state = { weights, first: zeros(), second: zeros(), step: 0 };
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

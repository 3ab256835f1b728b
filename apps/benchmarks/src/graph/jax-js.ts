// A PPGN in jax-js on its WASM device. Arrays are counted by hand there: every use but the last takes `.ref`.
import { defaultDevice, init, nn, numpy as np } from '@jax-js/jax';
import type { Subject } from '../harness/contender';
import { jaxTraining, type Tree } from '../networks/jax-training';
import { mlpNames, type StepCase } from './case';
import { stepBatch, weightValues } from './values';

/** Scores [batch, classes]; consumes both arguments. */
function forward({ shape, nodes, batch }: StepCase, weights: Tree, pairs: np.Array): np.Array {
  const dense = (x: np.Array, name: string): np.Array =>
    np.matmul(x, weights[`${name}.kernel`]).add(weights[`${name}.bias`]);
  const mlp = (x: np.Array, name: string): np.Array => mlpNames(name).reduce((h, each) => nn.relu(dense(h, each)), x);
  const first = (x: np.Array): np.Array => x.reshape([batch, nodes, nodes, -1]).transpose([0, 3, 1, 2]);
  const largest = (x: np.Array, diagonal: boolean): np.Array => {
    const eye = np
      .eye(nodes)
      .reshape([1, nodes, nodes, 1])
      .equal(diagonal ? 1 : 0);
    return np.max(np.where(eye, x, -1e30), [1, 2]);
  };
  let x = pairs.reshape([batch * nodes * nodes, shape.channels]);
  let scores: np.Array | undefined;
  for (let block = 0; block < shape.blocks; block++) {
    const name = `block${block}`;
    const product = np.matmul(first(mlp(x.ref, `${name}.mlp1`)), first(mlp(x.ref, `${name}.mlp2`)));
    const rows = product.transpose([0, 2, 3, 1]).reshape([batch * nodes * nodes, shape.width]);
    x = dense(np.concatenate([x, rows], 1), `${name}.skip`);
    const squares = (block + 1 < shape.blocks ? x.ref : x).reshape([batch, nodes, nodes, shape.width]);
    const said = dense(np.concatenate([largest(squares.ref, true), largest(squares, false)], 1), `head${block}`);
    scores = scores === undefined ? said : scores.add(said);
  }
  return scores as np.Array;
}

export async function jaxPpgn(task: StepCase): Promise<Subject> {
  await init('wasm');
  defaultDevice('wasm');
  const { pairs, targets } = stepBatch(task);
  return jaxTraining((weights, x) => forward(task, weights, x), weightValues(task.shape, task.nodes), {
    inputs: pairs,
    targets,
  });
}

// The same as a careful user of stock TensorFlow.js writes it: one product for the inputs of all chains, LSTM loops from ops,
// layer norm from `tf.moments`, every product in two dimensions.
import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../harness/contender';
import { patchRows, stockGelu, stockLayerNorm } from '../mixer/stock-ops';
import { stockLstmSteps } from '../ops/stock-recurrent';
import { LAYER_NORM_EPSILON, type SequencerCase } from './case';
import { tfSubject } from './tf-subject';
import { weightVariables } from './values';
import { type Parts, walkModel } from './walk';

type Weights = ReadonlyMap<string, tf.Variable>;

/** One chain over projected inputs [count, steps, 4 units]. */
function chain(projected: tf.Tensor, weights: Weights, name: string, index: number): tf.Tensor {
  const recurrent = weights.get(`${name}.recurrentKernel`)!;
  const [, units, width] = recurrent.shape as [number, number, number];
  const kernel = tf.slice(recurrent, [index, 0, 0], [1, units, width]).reshape([units, width]);
  return stockLstmSteps(projected, kernel, index % 2 === 1);
}

/** The inputs of all chains, [rows, chains 4 units]. */
function project(x: tf.Tensor, weights: Weights, name: string): tf.Tensor {
  const kernel = weights.get(`${name}.kernel`)!;
  return tf
    .matMul(x.reshape([-1, kernel.shape[0]]), kernel as tf.Tensor as tf.Tensor2D)
    .add(weights.get(`${name}.bias`)!);
}

function opParts(weights: Weights, batch: number): Parts<tf.Tensor> {
  const weight = (name: string): tf.Tensor => weights.get(name)!;
  const dense = (x: tf.Tensor, name: string): tf.Tensor => {
    const kernel = weight(`${name}.kernel`);
    const rows = tf.matMul(x.reshape([-1, kernel.shape[0]]), kernel as tf.Tensor2D).add(weight(`${name}.bias`));
    return rows.reshape([...x.shape.slice(0, -1), kernel.shape[1]!]);
  };
  return {
    patches: (x, side, patch, name) => {
      const kernel = weight(`${name}.kernel`);
      const rows = tf.matMul(patchRows(x, patch), kernel as tf.Tensor2D).add(weight(`${name}.bias`));
      return rows.reshape([batch, side / patch, side / patch, kernel.shape[1]!]);
    },
    norm: (x, name) => stockLayerNorm(x, weight(`${name}.gamma`), weight(`${name}.beta`), LAYER_NORM_EPSILON),
    dense,
    chains: (x, side, units, name) => {
      const projected = project(x, weights, name).reshape([batch, side, side, 16 * units]);
      const parts = tf.split(projected, 4, 3);
      const results = parts.map((part, index) => {
        const vertical = index < 2;
        const turned = vertical ? tf.transpose(part, [0, 2, 1, 3]) : part;
        const sequences = chain(turned.reshape([batch * side, side, 4 * units]), weights, name, index);
        const image = sequences.reshape([batch, side, side, units]);
        return vertical ? tf.transpose(image, [0, 2, 1, 3]) : image;
      });
      return tf.concat(results, 3);
    },
    gelu: (x) => stockGelu(x, 'erf'),
    add: (x, y) => tf.add(x, y),
    mean: (x) => tf.mean(x, [1, 2]),
  };
}

export function stockOpsSequencer(task: SequencerCase): Subject {
  const weights = weightVariables(task);
  const parts = opParts(weights, task.batch);
  const run = (x: tf.Tensor): tf.Tensor => {
    if (task.kind === 'model') return walkModel(task.shape, x, parts);
    if (task.kind === 'bilstm2d') return parts.dense(parts.chains(x, task.height, task.units, 'layer.rnn'), 'layer.fc');
    const projected = project(x, weights, 'rnn').reshape([task.batch, task.steps, 8 * task.units]);
    return tf.concat(
      tf.split(projected, 2, 2).map((part, index) => chain(part, weights, 'rnn', index)),
      2,
    );
  };
  return tfSubject(task, run, () => [...weights.values()]);
}

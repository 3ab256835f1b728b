// The transformer over a kit of ops: with ours, or with the best compositions of stock ops.
import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../harness/contender';
import { ADAM, LAYER_NORM_EPSILON, LEARNING_RATE } from '../mixer/case';
import { stockGelu, stockLayerNorm } from '../mixer/stock-ops';
import type { NetworkCase } from './case';
import { minimize, trainingSubject } from './tf-subject';
import { networkBatch, networkWeights } from './values';

export interface TransformerKit {
  /** Rows [rows, in] to [rows, out]. */
  dense(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor, activation: 'linear' | 'gelu_new'): tf.Tensor;
  layerNorm(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor;
  /** Causal, [batch * heads, context, size]. */
  attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor;
  /** Mean over rows. */
  crossEntropy(targets: tf.Tensor2D, logits: tf.Tensor2D): tf.Scalar;
  optimizer(): tf.Optimizer;
}

/** Stock ops: rank-2 products where the op allows, layer norm from moments, GELU by way of the sigmoid. */
export function stockKit(context: number): TransformerKit {
  const position = tf.range(0, context);
  // 0 where a token may look, and a large negative number at later tokens.
  const mask = tf.tidy(() => tf.mul(tf.greater(position.expandDims(0), position.expandDims(1)).toFloat(), -1e9));
  position.dispose();
  return {
    dense: (x, kernel, bias, activation) => {
      const y = tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D).add(bias);
      return activation === 'linear' ? y : stockGelu(y, 'sigmoid');
    },
    layerNorm: stockLayerNorm,
    attention: (q, k, v) => {
      const size = q.shape[2]!;
      const scores = tf.matMul(q, k, false, true).mul(1 / Math.sqrt(size));
      return tf.matMul(tf.softmax(scores.add(mask)), v);
    },
    crossEntropy: (targets, logits) => tf.losses.softmaxCrossEntropy(targets, logits) as tf.Scalar,
    optimizer: () => tf.train.adam(LEARNING_RATE, ADAM.beta1, ADAM.beta2, ADAM.epsilon),
  };
}

/** The transformer with a kit: its weights, and the mean loss of a batch of any number of rows. */
export function transformerLoss(task: NetworkCase, kit: TransformerKit) {
  const { network } = task;
  if (network.kind !== 'transformer') throw new Error(`${network.kind} is not a transformer.`);
  const { layers, width, heads, context, vocabulary } = network;
  const size = width / heads;
  const variables = new Map<string, tf.Variable>();
  for (const [name, { shape, data }] of networkWeights(task)) variables.set(name, tf.variable(tf.tensor(data, shape)));
  const weight = (name: string): tf.Tensor => variables.get(name)!;
  const dense = (x: tf.Tensor, name: string, activation: 'linear' | 'gelu_new' = 'linear') =>
    kit.dense(x, weight(`${name}.kernel`), weight(`${name}.bias`), activation);
  const norm = (x: tf.Tensor, name: string) =>
    kit.layerNorm(x, weight(`${name}.gamma`), weight(`${name}.beta`), LAYER_NORM_EPSILON);

  const attend = (x: tf.Tensor, name: string): tf.Tensor => {
    const batch = x.shape[0] / context;
    const split = dense(x, `${name}.qkv`).reshape([batch, context, 3, heads, size]).transpose([2, 0, 3, 1, 4]);
    const [q, k, v] = tf.split(split, 3).map((part) => part.reshape([batch * heads, context, size]));
    const mixed = kit.attention(q, k, v).reshape([batch, heads, context, size]).transpose([0, 2, 1, 3]);
    return dense(mixed.reshape([batch * context, width]), `${name}.projection`);
  };
  const forward = (tokens: tf.Tensor): tf.Tensor2D => {
    const batch = tokens.shape[0];
    const embedded = tf.matMul(tokens.reshape([batch * context, vocabulary]), weight('tokens'));
    let x = embedded
      .reshape([batch, context, width])
      .add(weight('positions'))
      .reshape([batch * context, width]);
    for (let index = 0; index < layers; index++) {
      const name = `block${index}`;
      x = x.add(attend(norm(x, `${name}.norm1`), name));
      x = x.add(dense(dense(norm(x, `${name}.norm2`), `${name}.expand`, 'gelu_new'), `${name}.contract`));
    }
    return dense(norm(x, 'norm'), 'head') as tf.Tensor2D;
  };
  return {
    variables: [...variables.values()],
    /** @param x [batch, context, vocabulary]; @param y [batch * context, vocabulary]. */
    loss: (x: tf.Tensor, y: tf.Tensor2D): tf.Scalar => kit.crossEntropy(y, forward(x)),
  };
}

/** Training steps of the transformer with a kit. */
export function transformerSubject(task: NetworkCase, kit: TransformerKit): Subject {
  const { loss } = transformerLoss(task, kit);
  const { inputs, targets } = networkBatch(task);
  const x = tf.tensor(inputs.data, inputs.shape);
  const y = tf.tensor2d(targets.data, targets.shape as [number, number]);
  const optimizer = kit.optimizer();
  return trainingSubject(() => minimize(optimizer, () => loss(x, y)));
}

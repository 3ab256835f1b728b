// The Mixer as a careful user of stock TensorFlow.js writes it: no layers, layer norm from `tf.moments`, every matrix
// product as one two-dimensional product (the only form that stock WASM runs fast, and whose gradient is right).
import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../harness/contender';
import { LAYER_NORM_EPSILON, type MixerCase, tokensOf } from './case';
import { tfSubject } from './tf-subject';
import { makeWeights } from './weights';

/** How the stock composition writes GELU; all are the same function to rounding. */
export type GeluForm = 'pow' | 'product' | 'sigmoid' | 'erf';

const ROOT = Math.sqrt(2 / Math.PI);

/** 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))), or the exact x * Phi(x) for 'erf'. */
export function stockGelu(x: tf.Tensor, form: GeluForm): tf.Tensor {
  if (form === 'erf') return x.mul(tf.erf(x.mul(Math.SQRT1_2)).add(1).mul(0.5));
  const cube = form === 'pow' ? tf.pow(x, 3) : x.square().mul(x);
  const inner = x.add(cube.mul(0.044715));
  // 0.5 (1 + tanh z) = sigmoid(2z), and stock WASM has a fast sigmoid.
  if (form === 'sigmoid') return x.mul(tf.sigmoid(inner.mul(2 * ROOT)));
  return x.mul(tf.tanh(inner.mul(ROOT)).add(1).mul(0.5));
}

/** Layer normalisation over the last axis, from `tf.moments`. */
export function stockLayerNorm(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  return x
    .sub(mean)
    .mul(tf.rsqrt(variance.add(epsilon)))
    .mul(gamma)
    .add(beta);
}

/** Patches of [batch, height, width, channels] as rows, [batch * tokens, patch * patch * channels]. */
export function patchRows(images: tf.Tensor, patchSize: number): tf.Tensor2D {
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const [rows, columns] = [height / patchSize, width / patchSize];
  return images
    .reshape([batch, rows, patchSize, columns, patchSize * channels])
    .transpose([0, 1, 3, 2, 4])
    .reshape([batch * rows * columns, patchSize * patchSize * channels]);
}

export function stockOps(task: MixerCase, form: GeluForm): Subject {
  const { shape, batch } = task;
  const { hiddenDim, blocks, patchSize } = shape;
  const tokens = tokensOf(shape);
  const variables = new Map<string, tf.Variable>();
  for (const [name, { shape: dimensions, data }] of makeWeights(shape)) {
    variables.set(name, tf.variable(tf.tensor(data, dimensions)));
  }
  const weight = (name: string) => variables.get(name)! as tf.Tensor;
  const dense = (x: tf.Tensor, name: string) =>
    tf.matMul(x as tf.Tensor2D, weight(`${name}.kernel`) as tf.Tensor2D).add(weight(`${name}.bias`));
  const norm = (x: tf.Tensor, name: string) =>
    stockLayerNorm(x, weight(`${name}.gamma`), weight(`${name}.beta`), LAYER_NORM_EPSILON);
  const mlp = (x: tf.Tensor, first: string, second: string) => dense(stockGelu(dense(x, first), form), second);

  const forward = (images: tf.Tensor) => {
    let x: tf.Tensor = dense(patchRows(images, patchSize), 'stem'); // [batch * tokens, hidden]
    for (let index = 0; index < blocks; index++) {
      const name = `blocks.${index}`;
      const columns = norm(x, `${name}.norm1`)
        .reshape([batch, tokens, hiddenDim])
        .transpose([0, 2, 1])
        .reshape([batch * hiddenDim, tokens]);
      const mixed = mlp(columns, `${name}.token1`, `${name}.token2`)
        .reshape([batch, hiddenDim, tokens])
        .transpose([0, 2, 1])
        .reshape([batch * tokens, hiddenDim]);
      x = x.add(mixed);
      x = x.add(mlp(norm(x, `${name}.norm2`), `${name}.channel1`, `${name}.channel2`));
    }
    const pooled = norm(x, 'norm').reshape([batch, tokens, hiddenDim]).mean(1);
    return dense(pooled, 'head') as tf.Tensor2D;
  };
  return tfSubject(task, { forward });
}

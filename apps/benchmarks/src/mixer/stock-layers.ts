// The Mixer from stock `tf.layers`: the form that most users would write.
import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../harness/contender';
import { LAYER_NORM_EPSILON, type MixerCase, tokensOf } from './case';
import { tfSubject } from './tf-subject';
import { makeWeights } from './weights';

export function stockLayers(task: MixerCase): Subject {
  const { shape } = task;
  const { imageSize, patchSize, channels, hiddenDim, tokensDim, channelsDim, blocks, classes } = shape;
  const side = imageSize / patchSize;
  const tokens = tokensOf(shape);
  const activation = task.gelu === 'tanh' ? 'gelu_new' : 'gelu';
  const input = tf.input({ shape: [imageSize, imageSize, channels] });
  const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
    layer.apply(x) as tf.SymbolicTensor;
  const norm = (x: tf.SymbolicTensor) =>
    apply(tf.layers.layerNormalization({ axis: -1, epsilon: LAYER_NORM_EPSILON }), x);
  const mlp = (x: tf.SymbolicTensor, hidden: number, units: number) =>
    apply(tf.layers.dense({ units }), apply(tf.layers.dense({ units: hidden, activation }), x));
  const swap = (x: tf.SymbolicTensor) => apply(tf.layers.permute({ dims: [2, 1] }), x);

  // A convolution of stride P cannot be trained on stock WASM (it has no filter gradient), so the stem is a dense layer.
  let x = apply(tf.layers.reshape({ targetShape: [side, patchSize, side, patchSize * channels] }), input);
  x = apply(tf.layers.permute({ dims: [1, 3, 2, 4] }), x);
  x = apply(tf.layers.reshape({ targetShape: [tokens, patchSize * patchSize * channels] }), x);
  x = apply(tf.layers.dense({ units: hiddenDim }), x);
  for (let index = 0; index < blocks; index++) {
    x = apply(tf.layers.add(), [x, swap(mlp(swap(norm(x)), tokensDim, tokens))]);
    x = apply(tf.layers.add(), [x, mlp(norm(x), channelsDim, hiddenDim)]);
  }
  const pooled = apply(tf.layers.globalAveragePooling1d({}), norm(x));
  const model = tf.model({ inputs: input, outputs: apply(tf.layers.dense({ units: classes }), pooled) });
  const weights = [...makeWeights(shape).values()].map(({ shape: dimensions, data }) => tf.tensor(data, dimensions));
  model.setWeights(weights);
  tf.dispose(weights);
  return tfSubject(task, {
    forward: (images, training) => model.apply(images, { training }) as tf.Tensor2D,
  });
}

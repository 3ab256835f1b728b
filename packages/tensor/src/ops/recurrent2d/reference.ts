// The recurrence over an image from ops that exist: rows and columns become sequences by reshaping and transposing.
import * as tf from '@tensorflow/tfjs';
import { runRecurrent } from '../recurrent/index';
import type { DirectionWeights } from '../recurrent/reference';
import { chainsOf, chainWidth, type Recurrent2dAttributes, sequencesOf } from './chains';

/** The weights of all chains side by side. */
export type Recurrent2dInputs = {
  /** [batch, height, width, inputs] */
  x: tf.Tensor;
  /** [inputs, chains gates units] */
  kernel: tf.Tensor;
  /** [chains, units, gates units] */
  recurrentKernel: tf.Tensor;
  /** [chains gates units] */
  bias?: tf.Tensor;
  /** [chains gates units], for `gruAfter` only. */
  recurrentBias?: tf.Tensor;
};

export const recurrent2dInputNames = ['x', 'kernel', 'recurrentKernel', 'bias', 'recurrentBias'] as const;

/** The weights of one chain. */
function weightsOf(
  { kernel, recurrentKernel, bias, recurrentBias }: Recurrent2dInputs,
  chain: number,
): DirectionWeights<tf.Tensor> {
  const [, units, width] = recurrentKernel.shape as [number, number, number];
  const part = (tensor: tf.Tensor | undefined): tf.Tensor | undefined =>
    tensor && tf.slice(tensor, [chain * width], [width]);
  return {
    kernel: tf.slice(kernel, [0, chain * width], [kernel.shape[0], width]),
    recurrentKernel: tf.reshape(tf.slice(recurrentKernel, [chain, 0, 0], [1, units, width]), [units, width]),
    bias: part(bias),
    recurrentBias: part(recurrentBias),
  };
}

/** An image as the sequences of one axis, [count, steps, channels]. */
export function toSequences(image: tf.Tensor, vertical: boolean): tf.Tensor {
  const turned = vertical ? tf.transpose(image, [0, 2, 1, 3]) : image;
  return tf.reshape(turned, [...sequencesOf(image.shape, vertical), image.shape[3]!]);
}

/** The sequences of one axis as an image again. */
export function toImage(sequences: tf.Tensor, [batch, height, width]: readonly number[], vertical: boolean): tf.Tensor {
  const channels = sequences.shape[2]!;
  if (!vertical) return tf.reshape(sequences, [batch, height, width, channels]);
  return tf.transpose(tf.reshape(sequences, [batch, width, height, channels]), [0, 2, 1, 3]);
}

export function recurrent2dReference(inputs: Recurrent2dInputs, attributes: Recurrent2dAttributes): tf.Tensor {
  const { x } = inputs;
  const { cell, union, bidirectional, gate, activation } = attributes;
  const chains = chainsOf(attributes);
  const axes = chains.flatMap(({ vertical, backwards }, chain) => {
    if (backwards) return [];
    const back = bidirectional ? weightsOf(inputs, chain + 1) : undefined;
    const sequences = runRecurrent(
      {
        x: toSequences(x, vertical),
        ...weightsOf(inputs, chain),
        backwardKernel: back?.kernel,
        backwardRecurrentKernel: back?.recurrentKernel,
        backwardBias: back?.bias,
        backwardRecurrentBias: back?.recurrentBias,
      },
      { cell, reverse: false, output: 'sequence', gate, activation },
    );
    return [toImage(sequences, x.shape, vertical)];
  });
  if (axes.length === 1) return axes[0];
  return union === 'add' ? tf.add(axes[0], axes[1]) : tf.concat(axes, 3);
}

/** Shapes that the weights must have. */
export function weightShapes(
  attributes: Recurrent2dAttributes,
  inputs: number,
  units: number,
): Record<'kernel' | 'recurrentKernel' | 'bias' | 'recurrentBias', number[]> {
  const chains = chainsOf(attributes).length;
  const width = chainWidth(attributes.cell, units);
  return {
    kernel: [inputs, chains * width],
    recurrentKernel: [chains, units, width],
    bias: [chains * width],
    recurrentBias: [chains * width],
  };
}

// Backward pass of recurrence over images from ops that exist, from what the forward pass kept.
import * as tf from '@tensorflow/tfjs';
import { recurrentGradReference } from '../recurrent-grad/reference';
import { chainsOf, firstColumn, type Recurrent2dAttributes } from '../recurrent2d/chains';
import { toImage, toSequences } from '../recurrent2d/reference';

/** What the forward pass kept, by pixel; a simple cell keeps its states alone. */
export type Recurrent2dGradInputs = {
  /** [batch, height, width, inputs] */
  x: tf.Tensor;
  /** [chains, units, gates units] */
  recurrentKernel: tf.Tensor;
  /** Of the shape of the result. */
  dy: tf.Tensor;
  /** States of all chains, [batch, height, width, chains units]. */
  states: tf.Tensor;
  /** Activated gates, [batch, height, width, chains gates units]. */
  gates?: tf.Tensor;
  /** Carries of an LSTM, or what the third gate of a GRU multiplies, of the shape of `states`. */
  extra?: tf.Tensor;
};

/**
 * Gradients before the activations [batch, height, width, chains gates units], of the kernel, of the recurrent kernel, of the
 * bias, and for `gruAfter` of the recurrent bias.
 */
export function recurrent2dGradReference(
  { x, recurrentKernel, dy, states, gates, extra }: Recurrent2dGradInputs,
  attributes: Recurrent2dAttributes,
): tf.Tensor[] {
  const { cell, gate, activation } = attributes;
  const [, units, width] = recurrentKernel.shape as [number, number, number];
  const grid = x.shape.slice(0, 3);
  const perChain = chainsOf(attributes).map(({ vertical, backwards }, chain) => {
    const part = (tensor: tf.Tensor, first: number, size: number): tf.Tensor =>
      toSequences(tf.slice(tensor, [0, 0, 0, first], [...grid, size]), vertical);
    const [dGates, ...others] = recurrentGradReference(
      {
        x: toSequences(x, vertical),
        recurrentKernel: tf.reshape(tf.slice(recurrentKernel, [chain, 0, 0], [1, units, width]), [units, width]),
        dy: part(dy, firstColumn(attributes, chain, units), units),
        sequence: part(states, chain * units, units),
        gates: gates && part(gates, chain * width, width),
        extra: extra && part(extra, chain * units, units),
      },
      { cell, gate, activation, reverse: backwards, output: 'sequence' },
    );
    return [toImage(dGates, grid, vertical), ...others];
  });
  const all = (index: number): tf.Tensor[] => perChain.map((outputs) => outputs[index]);
  const results = [tf.concat(all(0), 3), tf.concat(all(1), 1), tf.stack(all(2)), tf.concat(all(3), 0)];
  if (cell === 'gruAfter') results.push(tf.concat(all(4), 0));
  return results;
}

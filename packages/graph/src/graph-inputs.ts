import * as tf from '@tensorflow/tfjs';
import { positiveInteger } from './layer-options';
import { maskPairs } from './ppgn/mask-pairs';

/** The inputs of a model on graphs. */
export interface GraphInputs {
  /** For `tf.model`: `pairs` [batch, n, n, channels] and, if it is masked, `mask` [batch, n], with n open. */
  inputs: tf.SymbolicTensor[];
  /** The pair tensor with zeros in its padding. */
  pairs: tf.SymbolicTensor;
  /** Puts the mask, if there is one, beside a tensor for a layer that takes both. */
  withMask: (x: tf.SymbolicTensor) => tf.SymbolicTensor | tf.SymbolicTensor[];
}

/**
 * Makes the inputs of a model on graphs.
 *
 * @throws ConfigError `graph/not-a-count` for a channel count that is none.
 */
export function graphInputs(model: string, options: { inputChannels: number; masked: boolean }): GraphInputs {
  const channels = positiveInteger(model, 'inputChannels', options.inputChannels);
  const pairs = tf.input({ shape: [null, null, channels], name: 'pairs' });
  if (!options.masked) return { inputs: [pairs], pairs, withMask: (x) => x };
  const mask = tf.input({ shape: [null], name: 'mask' });
  const clean = maskPairs({ name: 'clean' }).apply([pairs, mask]) as tf.SymbolicTensor;
  return { inputs: [pairs, mask], pairs: clean, withMask: (x) => [x, mask] };
}

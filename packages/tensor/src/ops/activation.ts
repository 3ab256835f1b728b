// The activations that fuse into matMul and dense.
import * as tf from '@tensorflow/tfjs';
import { ConfigError } from '../errors/perceptrons-error';
import { geluReference } from './gelu/reference';

/** `gelu` is the exact form with erf, `gelu_new` the tanh approximation: the names that TensorFlow.js uses. */
export type Activation = 'linear' | 'relu' | 'gelu' | 'gelu_new';

/** Every activation, in the order of the codes that kernels receive. */
export const activations: readonly Activation[] = ['linear', 'relu', 'gelu', 'gelu_new'];

/** @throws ConfigError for an unknown name. */
export function requireActivation(activation: Activation, op: string): void {
  if (!activations.includes(activation)) {
    throw new ConfigError({
      code: 'tensor/activation',
      argument: 'activation',
      message: `${op}: activation "${activation}" is unknown. Choose one of ${activations.join(', ')}.`,
    });
  }
}

/** The activation as a composition of stock ops. */
export function activationReference(x: tf.Tensor, activation: Activation): tf.Tensor {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return tf.relu(x);
    case 'gelu':
      return geluReference({ x }, { approximate: false });
    case 'gelu_new':
      return geluReference({ x }, { approximate: true });
  }
}

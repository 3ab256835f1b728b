// The activations that fuse into matMul and dense.
import { ConfigError } from '../errors/perceptrons-error';

/** `gelu` is the exact form with erf, `gelu_new` the tanh approximation: the names that TensorFlow.js uses. */
export type Activation = 'linear' | 'relu' | 'gelu' | 'gelu_new';

/** Every activation; the position is the code that kernels receive. */
export const activations: readonly Activation[] = ['linear', 'relu', 'gelu', 'gelu_new'];

/** The number that stands for an activation in kernels. */
export function activationCode(activation: Activation): number {
  return activations.indexOf(activation);
}

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

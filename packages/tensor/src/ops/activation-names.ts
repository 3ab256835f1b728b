// The activations that fuse into matMul and dense.
import { ConfigError } from '../errors/perceptrons-error';

/** Every activation of a kernel; the position is the code that kernels receive (assembly/activation-functions.ts). */
export const kernelActivations = [
  'linear',
  'relu',
  'gelu',
  'gelu_new',
  'relu6',
  'elu',
  'selu',
  'sigmoid',
  'tanh',
  'softplus',
  'softsign',
  'swish',
  'mish',
  'hardSigmoid',
  'leakyrelu',
  'sine',
] as const;

/** An activation as kernels know it. `leakyrelu` and `sine` have a parameter. */
export type KernelActivation = (typeof kernelActivations)[number];

/**
 * The names that TensorFlow.js uses. `gelu` is the exact form with erf, `gelu_new` the tanh approximation, `swish` is x
 * sigmoid(x), with `silu` as its other name, `hardSigmoid` holds 0.2 x + 0.5 in [0, 1], `leakyrelu` has the slope `alpha` below 0.
 */
export type Activation = Exclude<KernelActivation, 'sine'> | 'silu';

/** What a user may ask for. */
export const activations: readonly Activation[] = [
  ...kernelActivations.filter((name): name is Exclude<KernelActivation, 'sine'> => name !== 'sine'),
  'silu',
];

/** An activation with its parameter, as attributes of a kernel. */
export interface ActivationAttributes {
  activation: KernelActivation;
  /** Slope of `leakyrelu` below 0, frequency of `sine`; absent for the others. */
  alpha?: number;
}

/** Every activation with a usual parameter, for tests. */
export const everyActivation: readonly ActivationAttributes[] = kernelActivations.map((activation) => {
  if (activation === 'leakyrelu') return { activation, alpha: 0.2 };
  return activation === 'sine' ? { activation, alpha: 3 } : { activation };
});

/** The number that stands for an activation in kernels. */
export function activationCode(activation: KernelActivation): number {
  return kernelActivations.indexOf(activation);
}

/** True for an activation with a parameter: kernels of products leave it to a pass of its own. */
export function hasParameter(activation: KernelActivation): boolean {
  return activation === 'leakyrelu' || activation === 'sine';
}

/** The activation of this name, where kernels of products and convolutions can apply it to their rows: no parameter. */
export function rowActivation(name: string): KernelActivation | undefined {
  return kernelActivations.find((activation) => activation === name && !hasParameter(activation));
}

/** True where the value after the activation says as much about its slope as the value before it. */
export function slopeFromValue({ activation, alpha = 0 }: ActivationAttributes): boolean {
  return activation === 'relu' || (activation === 'leakyrelu' && alpha > 0);
}

/**
 * The attributes of an activation that a user named.
 *
 * @throws ConfigError for an unknown name or a slope that is not finite.
 */
export function activationAttributes(activation: Activation, alpha: number, op: string): ActivationAttributes {
  if (!activations.includes(activation)) {
    throw new ConfigError({
      code: 'tensor/activation',
      argument: 'activation',
      message: `${op}: activation "${activation}" is unknown. Choose one of ${activations.join(', ')}.`,
    });
  }
  if (activation === 'silu') return { activation: 'swish' };
  if (activation !== 'leakyrelu') return { activation };
  if (!Number.isFinite(alpha)) {
    throw new ConfigError({
      code: 'tensor/activation-alpha',
      argument: 'alpha',
      message: `${op}: alpha must be a finite number, got ${alpha}.`,
    });
  }
  return { activation, alpha };
}

import type * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import { runOptimizerStep, type StepRow } from '../optimizer-step/wasm';
import type { AdamWAttributes, AdamWInputs } from './reference';

/** The numbers of the kernel's rule `adam` that are the same for all variables. */
export function adamSettings({
  beta1,
  beta2,
  epsilon,
  step,
}: Pick<AdamWAttributes, 'beta1' | 'beta2' | 'epsilon' | 'step'>): number[] {
  return [beta1, 1 - beta1, beta2, 1 - beta2, 1 / Math.sqrt(1 - beta2 ** step), epsilon];
}

export function adamWWasm({ inputs, attributes, memory }: WasmKernelCall<AdamWInputs, AdamWAttributes>): {
  outputs: tf.TensorInfo[];
} {
  const { parameter, gradient, firstMoment, secondMoment } = inputs;
  const { learningRate, weightDecay, beta1, step } = attributes;
  const row: StepRow = {
    weight: parameter,
    gradient,
    states: [firstMoment, secondMoment],
    factors: [learningRate / (1 - beta1 ** step), 1 - learningRate * weightDecay],
  };
  const [{ weight, states }] = runOptimizerStep(memory, 'adam', [row], { settings: adamSettings(attributes) });
  return { outputs: [weight, ...states] };
}

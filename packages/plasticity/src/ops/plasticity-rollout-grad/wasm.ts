import type { WasmKernelCall } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import type { PlasticityKernels } from '../../generated/kernel-exports';
import { kernelBinaries } from '../kernels';
import { activations, type RolloutAttributes, weightsStep } from '../plasticity-rollout/attributes';
import { rolloutWorkspace } from '../plasticity-rollout/wasm';
import type { RolloutGradInputs } from './reference';

export function rolloutGradWasm({ inputs, attributes, memory }: WasmKernelCall<RolloutGradInputs, RolloutAttributes>): {
  outputs: tf.TensorInfo[];
} {
  const { x, update, rewardTerm, initialWeights, parameters, y, dy } = inputs;
  const [, width, units] = initialWeights.shape;
  const { counts, activation, stepSize, hidden } = attributes;
  const dParameters = memory.output(parameters.shape);
  const dInitialWeights = memory.output(initialWeights.shape);
  const work = rolloutWorkspace(memory, attributes, width, units);
  const at = (tensor: tf.TensorInfo): number => memory.pointer(tensor);
  // biome-ignore format: one line per group
  memory.module<PlasticityKernels>(kernelBinaries).rolloutBackward(
    hidden, width, units, activations.indexOf(activation), stepSize, counts.length, work.counts,
    at(x), at(update), at(rewardTerm), at(initialWeights), weightsStep(initialWeights), at(parameters), at(y), at(dy),
    at(dParameters), at(dInitialWeights), work.workspace,
  );
  return { outputs: [dParameters, dInitialWeights] };
}

import type { WasmKernelCall, WasmMemory } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { PlasticityKernels } from '../../generated/kernel-exports';
import { kernelBinaries } from '../kernels';
import { activations, type RolloutAttributes, type RolloutInputs, weightsStep } from './attributes';

/** Work memory of the kernels, with the counts of presentations in front. */
export function rolloutWorkspace(
  memory: WasmMemory,
  { counts, hidden }: RolloutAttributes,
  inputs: number,
  units: number,
): { counts: number; workspace: number } {
  const kernels = memory.module<PlasticityKernels>(kernelBinaries);
  const countBytes = Math.ceil(counts.length / 4) * 16;
  const place = memory.workspace(countBytes + kernels.rolloutWorkspace(hidden, inputs, units, Math.max(0, ...counts)));
  new Int32Array(memory.buffer, place, counts.length).set(counts);
  return { counts: place, workspace: place + countBytes };
}

/** Keeps the activities, which are its result. */
export function rolloutWasm({
  inputs,
  attributes,
  memory,
  training,
}: WasmKernelCall<RolloutInputs, RolloutAttributes>): {
  outputs: tf.TensorInfo[];
  kept: tf.TensorInfo[];
} {
  const { x, update, rewardTerm, initialWeights, parameters } = inputs;
  const [, width, units] = initialWeights.shape;
  const { counts, activation, stepSize, hidden } = attributes;
  const y = memory.output([x.shape[0], units]);
  const work = rolloutWorkspace(memory, attributes, width, units);
  const at = (tensor: tf.TensorInfo): number => memory.pointer(tensor);
  if (tf.util.sizeFromShape(y.shape) > 0) {
    // biome-ignore format: one line per group
    memory.module<PlasticityKernels>(kernelBinaries).rolloutForward(
      hidden, width, units, activations.indexOf(activation), stepSize, counts.length, work.counts,
      at(x), at(update), at(rewardTerm), at(initialWeights), weightsStep(initialWeights), at(parameters), at(y),
      work.workspace,
    );
  }
  return { outputs: [y], kept: training ? [memory.share(y)] : [] };
}

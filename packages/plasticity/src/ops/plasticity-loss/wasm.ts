import type { KernelInputs, WasmKernelCall, WasmMemory } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import type { PlasticityKernels } from '../../generated/kernel-exports';
import { kernelBinaries } from '../kernels';
import { activations, weightsStep } from '../plasticity-rollout/attributes';
import type { PlasticityLossAttributes, PlasticityLossInputs } from './reference';

/** All inputs that stay the same from one rule to the next. */
export type RecordedInputs = Omit<PlasticityLossInputs, 'parameters'>;

/** Byte offsets of the rule and of the results; 0 for a gradient of the first weights that nobody wants. */
export interface LossPlaces {
  parameters: number;
  losses: number;
  gradient: number;
  initialWeights: number;
}

/**
 * Runs the kernel once.
 *
 * @param front Bytes of the workspace for the caller; `places` gets their offset.
 */
export function runTrajectoryLoss(
  memory: WasmMemory,
  inputs: KernelInputs<RecordedInputs>,
  attributes: PlasticityLossAttributes,
  front: number,
  places: (front: number) => LossPlaces,
): void {
  const { x, update, rewardTerm, initialWeights, scales, readout, decisions, activity } = inputs;
  const [, width, units] = initialWeights.shape;
  const { counts, activation, stepSize, hidden } = attributes;
  const kernels = memory.module<PlasticityKernels>(kernelBinaries);
  const longest = Math.max(0, ...counts);
  const countBytes = Math.ceil(counts.length / 4) * 16;
  const work = front + countBytes;
  const start = memory.workspace(work + kernels.trajectoryLossWorkspace(hidden, width, units, longest));
  new Int32Array(memory.buffer, start + front, counts.length).set(counts);
  const given = places(start);
  const at = (tensor: tf.TensorInfo | undefined): number => (tensor ? memory.pointer(tensor) : 0);
  // biome-ignore format: one line per group
  kernels.trajectoryLoss(
    hidden, width, units, activations.indexOf(activation), stepSize, counts.length, start + front, longest,
    at(x), at(update), at(rewardTerm), at(initialWeights), weightsStep(initialWeights), given.parameters,
    at(readout), at(decisions), at(activity), at(scales),
    given.losses, given.gradient, given.initialWeights, start + work,
  );
}

export function plasticityLossWasm({
  inputs,
  attributes,
  memory,
}: WasmKernelCall<PlasticityLossInputs, PlasticityLossAttributes>): { outputs: tf.TensorInfo[] } {
  const { parameters, initialWeights } = inputs;
  const losses = memory.output([attributes.counts.length]);
  const gradient = memory.output(parameters.shape);
  const start = attributes.gradInitialWeights ? [memory.output(initialWeights.shape)] : [];
  runTrajectoryLoss(memory, inputs, attributes, 0, () => ({
    parameters: memory.pointer(parameters),
    losses: memory.pointer(losses),
    gradient: memory.pointer(gradient),
    initialWeights: start.length > 0 ? memory.pointer(start[0]) : 0,
  }));
  return { outputs: [losses, gradient, ...start] };
}

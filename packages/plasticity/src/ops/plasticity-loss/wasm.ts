import type { WasmKernelCall } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import type { PlasticityKernels } from '../../generated/kernel-exports';
import { kernelBinaries } from '../kernels';
import { activations, weightsStep } from '../plasticity-rollout/attributes';
import type { PlasticityLossAttributes, PlasticityLossInputs } from './reference';

export function plasticityLossWasm({
  inputs,
  attributes,
  memory,
}: WasmKernelCall<PlasticityLossInputs, PlasticityLossAttributes>): { outputs: tf.TensorInfo[] } {
  const { x, update, rewardTerm, initialWeights, parameters, scales, readout, decisions, activity } = inputs;
  const [, width, units] = initialWeights.shape;
  const { counts, activation, stepSize, hidden, gradInitialWeights } = attributes;
  const kernels = memory.module<PlasticityKernels>(kernelBinaries);
  const losses = memory.output([counts.length]);
  const dParameters = memory.output(parameters.shape);
  const dInitialWeights = gradInitialWeights ? [memory.output(initialWeights.shape)] : [];
  const longest = Math.max(0, ...counts);
  const countBytes = Math.ceil(counts.length / 4) * 16;
  const place = memory.workspace(countBytes + kernels.trajectoryLossWorkspace(hidden, width, units, longest));
  new Int32Array(memory.buffer, place, counts.length).set(counts);
  const at = (tensor: tf.TensorInfo | undefined): number => (tensor ? memory.pointer(tensor) : 0);
  // biome-ignore format: one line per group
  kernels.trajectoryLoss(
    hidden, width, units, activations.indexOf(activation), stepSize, counts.length, place, longest,
    at(x), at(update), at(rewardTerm), at(initialWeights), weightsStep(initialWeights), at(parameters),
    at(readout), at(decisions), at(activity), at(scales),
    at(losses), at(dParameters), at(dInitialWeights[0]), place + countBytes,
  );
  return { outputs: [losses, dParameters, ...dInitialWeights] };
}

import { integers, runFlatProgram, runManyOutputs, type WebgpuKernelCall, webgpuOutput } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import type { RolloutAttributes } from '../plasticity-rollout/attributes';
import { rolloutThreads } from '../plasticity-rollout/program';
import { rolloutGradProgram, rowSums, sumOfAll } from './program';
import type { RolloutGradInputs } from './reference';

export function rolloutGradWebgpu({
  inputs,
  attributes,
  backend,
}: WebgpuKernelCall<RolloutGradInputs, RolloutAttributes>): { outputs: tf.TensorInfo[] } {
  const { x, initialWeights, parameters, y, dy, trajectory } = inputs;
  const [starts, width, units] = initialWeights.shape;
  const [total] = x.shape;
  const { counts, activation, hidden } = attributes;
  const animals = counts.length;
  const [count] = parameters.shape;
  const lambda = webgpuOutput(backend, [animals, width, units]);
  const partial = webgpuOutput(backend, [count, animals * units]);
  const groups = Math.ceil((animals * units) / rolloutThreads);
  const sizes = [animals, width, units, total].map((value) => integers(value));
  const given = [x, parameters, trajectory!, y, dy];
  runManyOutputs(backend, rolloutGradProgram(hidden, activation), given, [lambda, partial], groups, sizes);
  const dParameters = runFlatProgram(backend, rowSums, [partial], [count], count, [
    integers(count),
    integers(animals * units),
  ]);
  backend.disposeData(partial.dataId);
  if (starts === animals) return { outputs: [dParameters, lambda] };
  const size = width * units;
  const shared = runFlatProgram(backend, sumOfAll, [lambda], [1, width, units], Math.ceil(size / rolloutThreads), [
    integers(animals),
    integers(size),
  ]);
  backend.disposeData(lambda.dataId);
  return { outputs: [dParameters, shared] };
}

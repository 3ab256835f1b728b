import {
  float,
  integers,
  runManyOutputs,
  type WebgpuBackend,
  type WebgpuKernelCall,
  webgpuOutput,
} from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import type { RolloutAttributes, RolloutInputs } from './attributes';
import { rolloutProgram, rolloutThreads } from './program';

/** Hidden units whose gradients an invocation can hold. */
const mostHidden = 32;

/** WebGPU has no empty bindings. */
export function fitsWebgpu(x: tf.Tensor, hidden: number): boolean {
  return x.size > 0 && hidden <= mostHidden;
}

/** The first presentation of each animal, and the end. */
function startsOf(backend: WebgpuBackend, counts: readonly number[]): tf.TensorInfo {
  const starts = new Int32Array(counts.length + 1);
  counts.forEach((count, animal) => {
    starts[animal + 1] = starts[animal] + count;
  });
  return backend.makeTensorInfo([starts.length], 'int32', starts);
}

/** Keeps the activities, and the weights at all times with what they depended on. */
export function rolloutWebgpu({
  inputs,
  attributes,
  backend,
  training,
}: WebgpuKernelCall<RolloutInputs, RolloutAttributes>): { outputs: tf.TensorInfo[]; kept: tf.TensorInfo[] } {
  const { x, update, rewardTerm, initialWeights, parameters } = inputs;
  const [starts, width, units] = initialWeights.shape;
  const [total] = x.shape;
  const { counts, activation, stepSize, hidden } = attributes;
  const animals = counts.length;
  const y = webgpuOutput(backend, [total, units]);
  const table = startsOf(backend, counts);
  const size = training ? total * (width * units + 2) + animals + 1 : animals * width * units;
  const weights = webgpuOutput(backend, [size]);
  if (total > 0) {
    runManyOutputs(
      backend,
      rolloutProgram(hidden, activation, training),
      [x, update, rewardTerm, initialWeights, parameters, table],
      [y, weights],
      Math.ceil((animals * units) / rolloutThreads),
      [...[animals, width, units, total, starts === 1 ? 1 : 0].map((value) => integers(value)), float(stepSize)],
    );
  }
  backend.disposeData(table.dataId);
  if (!training) {
    backend.disposeData(weights.dataId);
    return { outputs: [y], kept: [] };
  }
  backend.incRef(y.dataId);
  return { outputs: [y], kept: [{ ...y }, weights] };
}

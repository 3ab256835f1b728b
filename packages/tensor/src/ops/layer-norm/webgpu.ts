// One workgroup per row: mean, then variance around it, each as a sum over the threads.
import * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend, WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { type FlatProgram, float, integers, runFlatProgram } from '../../webgpu/flat-program';
import type { LayerNormAttributes, LayerNormInputs } from './reference';

/** Threads that share a row. */
export const rowThreads = 64;

/** WGSL function `sumOfThreads(thread, value)`: the sum of one value per thread, known to all of them. */
export const sumOfThreads = `
var<workgroup> threadSums : array<f32, ${rowThreads}>;

fn sumOfThreads(thread : i32, value : f32) -> f32 {
  threadSums[thread] = value;
  workgroupBarrier();
  for (var half = ${rowThreads / 2}; half > 0; half /= 2) {
    if (thread < half) {
      threadSums[thread] += threadSums[thread + half];
    }
    workgroupBarrier();
  }
  let total = threadSums[0];
  workgroupBarrier();
  return total;
}`;

/** First lines of a program with one workgroup per row. Surplus workgroups repeat the last row. */
export const rowStart = `
  let thread = index % ${rowThreads};
  let row = min(index / ${rowThreads}, uniforms.rows - 1);
  let start = row * uniforms.channels;
  let channels = f32(uniforms.channels);`;

const eachChannel = `for (var c = thread; c < uniforms.channels; c += ${rowThreads})`;

const statistics = `
  var sum = 0.0;
  ${eachChannel} {
    sum += x[start + c];
  }
  let mean = sumOfThreads(thread, sum) / channels;
  var squares = 0.0;
  ${eachChannel} {
    let distance = x[start + c] - mean;
    squares += distance * distance;
  }
  let scale = 1.0 / sqrt(sumOfThreads(thread, squares) / channels + uniforms.epsilon);`;

const uniforms = 'rows : i32, channels : i32, epsilon : f32,';

/** y = (x - mean) / std * gamma + beta. */
export const layerNormProgram: FlatProgram = {
  key: 'layerNorm',
  inputs: ['x', 'gamma', 'beta'],
  uniforms,
  threads: rowThreads,
  code: `${sumOfThreads}

fn main(index : i32) {${rowStart}${statistics}
  ${eachChannel} {
    result[start + c] = (x[start + c] - mean) * scale * gamma[c] + beta[c];
  }
}
`,
};

/** mean[rows] and 1/std[rows], for the gradient. */
export const rowStatisticsProgram: FlatProgram = {
  key: 'rowStatistics',
  inputs: ['x'],
  uniforms,
  threads: rowThreads,
  code: `${sumOfThreads}

fn main(index : i32) {${rowStart}${statistics}
  if (thread == 0) {
    result[row] = mean;
    result[uniforms.rows + row] = scale;
  }
}
`,
};

/** Runs a program with one workgroup per row of x. */
export function runRowProgram(
  backend: WebgpuBackend,
  program: FlatProgram,
  inputs: readonly tf.TensorInfo[],
  shape: number[],
  epsilon: number,
): tf.TensorInfo {
  const [x] = inputs;
  const channels = x.shape[x.shape.length - 1];
  const rows = tf.util.sizeFromShape(x.shape.slice(0, -1));
  return runFlatProgram(backend, program, inputs, shape, rows, [integers(rows), integers(channels), float(epsilon)]);
}

export function layerNormWebgpu({
  inputs,
  attributes,
  backend,
  training,
}: WebgpuKernelCall<LayerNormInputs, LayerNormAttributes>): { outputs: tf.TensorInfo[]; kept: tf.TensorInfo[] } {
  const { x, gamma, beta } = inputs;
  const { epsilon } = attributes;
  const value = runRowProgram(backend, layerNormProgram, [x, gamma, beta], x.shape, epsilon);
  if (!training) return { outputs: [value], kept: [] };
  return { outputs: [value], kept: [webgpuRowStatistics(backend, x, epsilon)] };
}

/** mean and 1/std of every row of x, [2, rows]. */
export function webgpuRowStatistics(backend: WebgpuBackend, x: tf.TensorInfo, epsilon: number): tf.TensorInfo {
  const channels = x.shape[x.shape.length - 1];
  // Rows without channels have no statistics, and nothing will ask for them.
  const rows = channels === 0 ? 0 : tf.util.sizeFromShape(x.shape.slice(0, -1));
  return runRowProgram(backend, rowStatisticsProgram, [x], [2, rows], epsilon);
}

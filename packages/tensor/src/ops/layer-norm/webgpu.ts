// One workgroup per row: mean, then variance around it, each as a sum over the threads.
import * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend, WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { float, integers, runFlatProgram } from '../../webgpu/flat-program';
import { runManyOutputs, webgpuOutput } from '../../webgpu/many-outputs';
import { eachChannel, rowProgram } from '../../webgpu/row-program';
import type { LayerNormAttributes, LayerNormInputs } from './reference';

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

const values = `
  ${eachChannel} {
    result[start + c] = (x[start + c] - mean) * scale * gamma[c] + beta[c];
  }`;

const uniforms = 'epsilon : f32,';

/** y = (x - mean) / std * gamma + beta. */
export const layerNormProgram = rowProgram({
  key: 'layerNorm',
  inputs: ['x', 'gamma', 'beta'],
  uniforms,
  body: statistics + values,
});

/** The same, and mean[rows] and 1/std[rows] for the gradient. */
export const layerNormTrainingProgram = rowProgram({
  key: 'layerNorm.training',
  inputs: ['x', 'gamma', 'beta'],
  outputs: ['result', 'statistics'],
  uniforms,
  body: `${statistics}${values}
  if (thread == 0) {
    statistics[row] = mean;
    statistics[uniforms.rows + row] = scale;
  }`,
});

/** mean[rows] and 1/std[rows] alone. */
export const rowStatisticsProgram = rowProgram({
  key: 'rowStatistics',
  inputs: ['x'],
  uniforms,
  body: `${statistics}
  if (thread == 0) {
    result[row] = mean;
    result[uniforms.rows + row] = scale;
  }`,
});

export function layerNormWebgpu({
  inputs,
  attributes,
  backend,
  training,
}: WebgpuKernelCall<LayerNormInputs, LayerNormAttributes>): { outputs: tf.TensorInfo[]; kept: tf.TensorInfo[] } {
  const { x, gamma, beta } = inputs;
  const channels = x.shape[x.shape.length - 1];
  // Rows without channels have no statistics, and nothing will ask for them.
  const rows = channels === 0 ? 0 : tf.util.sizeFromShape(x.shape.slice(0, -1));
  const given = [integers(rows), integers(channels), float(attributes.epsilon)];
  if (!training || rows === 0) {
    const value = runFlatProgram(backend, layerNormProgram, [x, gamma, beta], x.shape, rows, given);
    return { outputs: [value], kept: training ? [webgpuRowStatistics(backend, x, attributes.epsilon)] : [] };
  }
  const value = webgpuOutput(backend, x.shape);
  const kept = webgpuOutput(backend, [2, rows]);
  runManyOutputs(backend, layerNormTrainingProgram, [x, gamma, beta], [value, kept], rows, given);
  return { outputs: [value], kept: [kept] };
}

/** mean and 1/std of every row of x, [2, rows]. */
export function webgpuRowStatistics(backend: WebgpuBackend, x: tf.TensorInfo, epsilon: number): tf.TensorInfo {
  const channels = x.shape[x.shape.length - 1];
  const rows = channels === 0 ? 0 : tf.util.sizeFromShape(x.shape.slice(0, -1));
  const given = [integers(rows), integers(channels), float(epsilon)];
  return runFlatProgram(backend, rowStatisticsProgram, [x], [2, rows], rows, given);
}

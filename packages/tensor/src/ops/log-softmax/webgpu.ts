// One workgroup per row: the largest value, the sum of exponentials, then the values.
import * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend, WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { integers, runFlatProgram } from '../../webgpu/flat-program';
import type { FlatProgram } from '../../webgpu/program';
import { eachChannel, rowProgram } from '../../webgpu/row-program';
import type { LogSoftmaxInputs } from './reference';

/** WGSL lines that leave `largest` and `total`, the sum of exp(x - largest), of a row. */
export const largestAndTotal = `
  var most = -3.4e38;
  ${eachChannel} {
    most = max(most, x[start + c]);
  }
  let largest = largestOfThreads(thread, most);
  var sum = 0.0;
  ${eachChannel} {
    sum += exp(x[start + c] - largest);
  }
  let total = sumOfThreads(thread, sum);`;

export const logSoftmaxProgram = rowProgram({
  key: 'logSoftmax',
  inputs: ['x'],
  body: `${largestAndTotal}
  ${eachChannel} {
    result[start + c] = x[start + c] - largest - log(total);
  }`,
});

/** Runs a program with one workgroup per row of [..., channels]. */
export function runRows(
  backend: WebgpuBackend,
  program: FlatProgram,
  inputs: readonly tf.TensorInfo[],
  shape: number[],
): tf.TensorInfo {
  const [x] = inputs;
  const channels = x.shape[x.shape.length - 1];
  const rows = tf.util.sizeFromShape(x.shape.slice(0, -1));
  return runFlatProgram(backend, program, inputs, shape, rows, [integers(rows), integers(channels)]);
}

export function logSoftmaxWebgpu({ inputs: { x }, backend, training }: WebgpuKernelCall<LogSoftmaxInputs, object>): {
  outputs: tf.TensorInfo[];
  kept: tf.TensorInfo[];
} {
  const y = runRows(backend, logSoftmaxProgram, [x], x.shape);
  if (!training) return { outputs: [y], kept: [] };
  backend.incRef(y.dataId);
  return { outputs: [y], kept: [{ ...y }] };
}

// One workgroup per row: the largest value, the sum of exponentials, then the values.
import * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend, WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { type FlatProgram, integers, runFlatProgram } from '../../webgpu/flat-program';
import { rowStart, rowThreads, sumOfThreads } from '../layer-norm/webgpu';
import type { LogSoftmaxInputs } from './reference';

/** WGSL function `largestOfThreads(thread, value)`, next to `sumOfThreads`. */
export const rowFunctions = `${sumOfThreads}

fn largestOfThreads(thread : i32, value : f32) -> f32 {
  threadSums[thread] = value;
  workgroupBarrier();
  for (var half = ${rowThreads / 2}; half > 0; half /= 2) {
    if (thread < half) {
      threadSums[thread] = max(threadSums[thread], threadSums[thread + half]);
    }
    workgroupBarrier();
  }
  let largest = threadSums[0];
  workgroupBarrier();
  return largest;
}`;

export const rowUniforms = 'rows : i32, channels : i32,';

/** WGSL loop header over the channels of a thread. */
export const eachChannel = `for (var c = thread; c < uniforms.channels; c += ${rowThreads})`;

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

export const logSoftmaxProgram: FlatProgram = {
  key: 'logSoftmax',
  inputs: ['x'],
  uniforms: rowUniforms,
  threads: rowThreads,
  code: `${rowFunctions}

fn main(index : i32) {${rowStart}${largestAndTotal}
  ${eachChannel} {
    result[start + c] = x[start + c] - largest - log(total);
  }
}
`,
};

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

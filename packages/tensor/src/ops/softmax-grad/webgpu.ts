import type * as tf from '@tensorflow/tfjs';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import type { FlatProgram } from '../../webgpu/program';
import { eachChannel, rowProgram } from '../../webgpu/row-program';
import { runRows } from '../log-softmax/webgpu';
import type { SoftmaxGradAttributes, SoftmaxGradInputs } from './reference';

/** One workgroup per row: a sum, then the slopes. */
export function softmaxGradProgram({ logarithm }: SoftmaxGradAttributes): FlatProgram {
  const term = logarithm ? 'dy[start + c]' : 'dy[start + c] * y[start + c]';
  const slope = logarithm ? 'dy[start + c] - exp(y[start + c]) * total' : 'y[start + c] * (dy[start + c] - total)';
  const body = `
  var sum = 0.0;
  ${eachChannel} {
    sum += ${term};
  }
  let total = sumOfThreads(thread, sum);
  ${eachChannel} {
    result[start + c] = ${slope};
  }`;
  const key = logarithm ? 'logSoftmaxGrad' : 'softmaxGrad';
  return rowProgram({ key, inputs: ['y', 'dy'], body });
}

export function softmaxGradWebgpu({
  inputs: { y, dy },
  attributes,
  backend,
}: WebgpuKernelCall<SoftmaxGradInputs, SoftmaxGradAttributes>): { outputs: tf.TensorInfo[] } {
  return { outputs: [runRows(backend, softmaxGradProgram(attributes), [y, dy], y.shape)] };
}

// dx in one pass per row; dgamma and dbeta as sums over the rows.
import * as tf from '@tensorflow/tfjs';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import type { FlatProgram } from '../../webgpu/flat-program';
import { type SumTerm, webgpuSum } from '../../webgpu/sum-program';
import type { LayerNormAttributes } from '../layer-norm/reference';
import { rowStart, rowThreads, runRowProgram, sumOfThreads, webgpuRowStatistics } from '../layer-norm/webgpu';
import type { LayerNormGradInputs } from './reference';

/** dx = (a - mean(a) - h mean(a h)) / std, with a = dy gamma and h the normalised x. */
export const layerNormGradProgram: FlatProgram = {
  key: 'layerNormGrad',
  inputs: ['x', 'gamma', 'dy', 'statistics'],
  uniforms: 'rows : i32, channels : i32, epsilon : f32,',
  threads: rowThreads,
  code: `${sumOfThreads}

fn main(index : i32) {${rowStart}
  let mean = statistics[row];
  let scale = statistics[uniforms.rows + row];
  var sum = 0.0;
  var product = 0.0;
  for (var c = thread; c < uniforms.channels; c += ${rowThreads}) {
    let a = dy[start + c] * gamma[c];
    sum += a;
    product += a * (x[start + c] - mean) * scale;
  }
  let meanA = sumOfThreads(thread, sum) / channels;
  let meanProduct = sumOfThreads(thread, product) / channels;
  for (var c = thread; c < uniforms.channels; c += ${rowThreads}) {
    let h = (x[start + c] - mean) * scale;
    result[start + c] = scale * (dy[start + c] * gamma[c] - meanA - h * meanProduct);
  }
}
`,
};

/** dgamma: the sum over the rows of dy h. */
export const gammaTerm: SumTerm = {
  key: 'layerNormGamma',
  inputs: ['dy', 'x', 'statistics'],
  term: 'dy[at] * (x[at] - statistics[row]) * statistics[uniforms.outer + row]',
};

export function layerNormGradWebgpu({
  inputs,
  attributes,
  backend,
}: WebgpuKernelCall<LayerNormGradInputs, LayerNormAttributes>): { outputs: tf.TensorInfo[] } {
  const { x, gamma, dy } = inputs;
  const { epsilon } = attributes;
  const statistics = inputs.statistics ?? webgpuRowStatistics(backend, x, epsilon);
  const dx = runRowProgram(backend, layerNormGradProgram, [x, gamma, dy, statistics], x.shape, epsilon);
  const shape = { outer: tf.util.sizeFromShape(x.shape.slice(0, -1)), kept: gamma.shape[0], inner: 1 };
  const dgamma = webgpuSum(backend, [dy, x, statistics], shape, gammaTerm);
  const dbeta = webgpuSum(backend, [dy], shape);
  if (inputs.statistics === undefined) backend.disposeData(statistics.dataId);
  return { outputs: [dx, dgamma, dbeta] };
}

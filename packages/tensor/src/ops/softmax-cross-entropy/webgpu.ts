// One workgroup per row. The losses and, when a gradient will follow, their slopes are programs of their own: a program
// has one result.
import type * as tf from '@tensorflow/tfjs';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { type FlatProgram, float, integers, runFlatProgram } from '../../webgpu/flat-program';
import { rowStart, rowThreads } from '../layer-norm/webgpu';
import { eachChannel, largestAndTotal, rowFunctions, rowUniforms } from '../log-softmax/webgpu';
import type { SoftmaxCrossEntropyAttributes, SoftmaxCrossEntropyInputs } from './reference';

/** What changes the text. */
export interface CrossEntropyVariant {
  /** Labels are numbers of classes. */
  sparse: boolean;
  smooth: boolean;
  /** The slopes instead of the losses. */
  slopes: boolean;
}

const uniforms = `${rowUniforms} smoothing : f32,`;

/** The program of one variant. */
export function crossEntropyProgram({ sparse, smooth, slopes }: CrossEntropyVariant): FlatProgram {
  const keep = smooth ? '(1.0 - uniforms.smoothing)' : '1.0';
  const spread = smooth ? ' + uniforms.smoothing / channels' : '';
  const target = sparse ? `select(0.0, ${keep}, c == label)${spread}` : `labels[start + c] * ${keep}${spread}`;
  // Classes without weight are left out, so that -Infinity there does no harm.
  const counts = sparse && !smooth ? 'c == label' : 'true';
  const loss = `
  var losses = 0.0;
  ${eachChannel} {
    if (${counts}) {
      losses -= (${target}) * (x[start + c] - largest - log(total));
    }
  }
  let rowLoss = sumOfThreads(thread, losses);
  if (thread == 0) {
    result[row] = ${sparse ? 'select(0.0, rowLoss, exists)' : 'rowLoss'};
  }`;
  const slope = `
  var weights = 0.0;
  ${eachChannel} {
    weights += ${target};
  }
  let weight = sumOfThreads(thread, weights);
  ${eachChannel} {
    let slope = exp(x[start + c] - largest) / total * weight - (${target});
    result[start + c] = ${sparse ? 'select(0.0, slope, exists)' : 'slope'};
  }`;
  const label = `
  let label = labels[row];
  let exists = label >= 0 && label < uniforms.channels;`;
  const code = `${rowFunctions}

fn main(index : i32) {${rowStart}${sparse ? label : ''}${largestAndTotal}${slopes ? slope : loss}
}
`;
  const key = ['crossEntropy', sparse && 'sparse', smooth && 'smooth', slopes && 'slopes'].filter(Boolean).join('.');
  return { key, inputs: ['x', 'labels'], uniforms, threads: rowThreads, code };
}

export function softmaxCrossEntropyWebgpu({
  inputs: { logits, labels },
  attributes: { labelSmoothing },
  backend,
  training,
}: WebgpuKernelCall<SoftmaxCrossEntropyInputs, SoftmaxCrossEntropyAttributes>): {
  outputs: tf.TensorInfo[];
  kept: tf.TensorInfo[];
} {
  const [rows, classes] = logits.shape;
  const values = [integers(rows), integers(classes), float(labelSmoothing)];
  const run = (slopes: boolean, shape: number[]): tf.TensorInfo => {
    const variant = { sparse: labels.dtype === 'int32', smooth: labelSmoothing > 0, slopes };
    return runFlatProgram(backend, crossEntropyProgram(variant), [logits, labels], shape, rows, values);
  };
  return { outputs: [run(false, [rows])], kept: training ? [run(true, [rows, classes])] : [] };
}

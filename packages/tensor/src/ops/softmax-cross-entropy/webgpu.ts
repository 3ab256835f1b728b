// One workgroup per row: its loss and, when a gradient will follow, the slopes of the loss.
import type * as tf from '@tensorflow/tfjs';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { float, integers, runFlatProgram } from '../../webgpu/flat-program';
import { runManyOutputs, webgpuOutput } from '../../webgpu/many-outputs';
import type { FlatProgram } from '../../webgpu/program';
import { eachChannel, rowProgram } from '../../webgpu/row-program';
import { largestAndTotal } from '../log-softmax/webgpu';
import type { SoftmaxCrossEntropyAttributes, SoftmaxCrossEntropyInputs } from './reference';

/** What changes the text. */
export interface CrossEntropyVariant {
  /** Labels are numbers of classes. */
  sparse: boolean;
  smooth: boolean;
  /** The slopes beside the losses. */
  slopes: boolean;
}

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
    slopes[start + c] = ${sparse ? 'select(0.0, slope, exists)' : 'slope'};
  }`;
  const label = `
  let label = labels[row];
  let exists = label >= 0 && label < uniforms.channels;`;
  const key = ['crossEntropy', sparse && 'sparse', smooth && 'smooth', slopes && 'slopes'].filter(Boolean).join('.');
  return rowProgram({
    key,
    inputs: ['x', 'labels'],
    outputs: slopes ? ['result', 'slopes'] : undefined,
    uniforms: 'smoothing : f32,',
    body: `${sparse ? label : ''}${largestAndTotal}${loss}${slopes ? slope : ''}`,
  });
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
  const program = crossEntropyProgram({
    sparse: labels.dtype === 'int32',
    smooth: labelSmoothing > 0,
    slopes: training,
  });
  const inputs = [logits, labels];
  if (!training) return { outputs: [runFlatProgram(backend, program, inputs, [rows], rows, values)], kept: [] };
  const losses = webgpuOutput(backend, [rows]);
  const slopes = webgpuOutput(backend, [rows, classes]);
  runManyOutputs(backend, program, inputs, [losses, slopes], rows, values);
  return { outputs: [losses], kept: [slopes] };
}

// Attention in one dispatch: every thread owns a query and walks over the keys with a running softmax; tiles of keys and
// values go through workgroup memory. No scores are stored.
import type * as tf from '@tensorflow/tfjs';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { runFlatProgram, webgpuZeros } from '../../webgpu/flat-program';
import { runManyOutputs, webgpuOutput } from '../../webgpu/many-outputs';
import type { FlatProgram } from '../../webgpu/program';
import type { AttentionAttributes, AttentionInputs } from './reference';
import {
  type AttentionVariant,
  attentionTensors,
  attentionThreads,
  attentionUniforms,
  attentionUniformValues,
  attentionVariant,
  hiddenScore,
  loadTile,
  scoreFunctions,
  tileRows,
  variantInputs,
  variantKey,
  vectorReader,
  vectorWriter,
} from './shader';
import { attentionSizes } from './sizes';

/**
 * The program of one variant. For training it leaves `statistics` [2, heads * queries]: the largest score of each query,
 * times log2(e), and 1 / sum.
 */
export function attentionProgram(variant: AttentionVariant, { training = false } = {}): FlatProgram {
  const { depth, valueDepth } = variant;
  const rows = tileRows(variant);
  const code = `
var<workgroup> tileK : array<vec4<f32>, ${rows * depth}>;
var<workgroup> tileV : array<vec4<f32>, ${rows * valueDepth}>;
${vectorReader('q', 'depth')}
${vectorReader('k', 'depth')}
${vectorReader('v', 'valueDepth')}
${vectorWriter('writeVector', 'result')}
${scoreFunctions(variant)}

fn main(index : i32) {
  let thread = index % ${attentionThreads};
  let blocks = (uniforms.queries + ${attentionThreads - 1}) / ${attentionThreads};
  let head = index / ${attentionThreads} / blocks;
  let query = index / ${attentionThreads} % blocks * ${attentionThreads} + thread;
  let live = head < uniforms.heads;
  var own = array<vec4<f32>, ${depth}>();
  var sums = array<vec4<f32>, ${valueDepth}>();
  if (live && query < uniforms.queries) {
    for (var at = 0; at < ${depth}; at++) {
      own[at] = qVector(head * uniforms.queries + query, at) * uniforms.scale;
    }
  }
  var largest = -3.4e38;
  var total = 0.0;
  for (var start = 0; start < uniforms.keys; start += ${rows}) {${loadTile('tileK', 'k', depth, rows, { first: 'start', count: 'uniforms.keys' })}${loadTile('tileV', 'v', valueDepth, rows, { first: 'start', count: 'uniforms.keys' })}
    workgroupBarrier();
    for (var row = 0; row < ${rows}; row++) {
      if (live && isVisible(query, start + row)) {
        var score = 0.0;
        for (var at = 0; at < ${depth}; at++) {
          score += dot(own[at], tileK[row * ${depth} + at]);
        }
        score = masked(score, head, query, start + row);
        // Written so that NaN is not taken for a forbidden key.
        if (!(score <= ${hiddenScore})) {
          let next = max(largest, score);
          let keep = exp(largest - next);
          let weight = exp(score - next);
          total = total * keep + weight;
          for (var at = 0; at < ${valueDepth}; at++) {
            sums[at] = sums[at] * keep + weight * tileV[row * ${valueDepth} + at];
          }
          largest = next;
        }
      }
    }
    workgroupBarrier();
  }
  if (live && query < uniforms.queries) {
    let inverse = select(1.0 / total, 0.0, total == 0.0);
    for (var at = 0; at < ${valueDepth}; at++) {
      writeVector((head * uniforms.queries + query) * uniforms.valueDepth, at, uniforms.valueDepth, sums[at] * inverse);
    }${
      training
        ? `
    statistics[head * uniforms.queries + query] = largest * ${Math.LOG2E};
    statistics[(uniforms.heads + head) * uniforms.queries + query] = inverse;`
        : ''
    }
  }
}
`;
  return {
    key: `attention.${training ? 'training.' : ''}${variantKey(variant)}`,
    inputs: variantInputs(variant),
    ...(training && { outputs: ['result', 'statistics'] }),
    uniforms: attentionUniforms,
    threads: attentionThreads,
    code,
  };
}

export function attentionWebgpu({
  inputs,
  attributes,
  backend,
  training,
}: WebgpuKernelCall<AttentionInputs, AttentionAttributes>): { outputs: tf.TensorInfo[]; kept: tf.TensorInfo[] } {
  const { heads, queries, keys, valueDepth } = attentionSizes(inputs);
  const shape = [...inputs.q.shape.slice(0, -1), valueDepth];
  const variant = attentionVariant(inputs, attributes);
  const groups = heads * Math.ceil(queries / attentionThreads);
  const uniforms = attentionUniformValues(inputs, attributes);
  const tensors = attentionTensors(inputs);
  // WebGPU has no empty bindings.
  const empty = [heads, queries, keys, valueDepth].includes(0);
  if (empty || !training) {
    const value = empty
      ? webgpuZeros(backend, shape)
      : runFlatProgram(backend, attentionProgram(variant), tensors, shape, groups, uniforms);
    return { outputs: [value], kept: training ? [webgpuZeros(backend, [2, heads * queries])] : [] };
  }
  const [value, statistics] = [shape, [2, heads * queries]].map((each) => webgpuOutput(backend, each));
  runManyOutputs(backend, attentionProgram(variant, { training }), tensors, [value, statistics], groups, uniforms);
  return { outputs: [value], kept: [statistics] };
}

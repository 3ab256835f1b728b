// The gradients of attention in two dispatches. The first has a thread per query: it walks over the keys once for the
// softmax and once for dq, and leaves three numbers per query for the second, which has a thread per key.
import type * as tf from '@tensorflow/tfjs';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { webgpuZeros } from '../../webgpu/flat-program';
import { runManyOutputs, webgpuOutput } from '../../webgpu/many-outputs';
import type { FlatProgram } from '../../webgpu/program';
import type { AttentionAttributes } from '../attention/reference';
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
} from '../attention/shader';
import { attentionSizes } from '../attention/sizes';
import type { AttentionGradInputs } from './reference';

const threads = attentionThreads;

function functions(variant: AttentionVariant): string {
  return `${vectorReader('q', 'depth')}
${vectorReader('k', 'depth')}
${vectorReader('v', 'valueDepth')}
${vectorReader('dy', 'valueDepth')}
${vectorWriter('writeVector', 'result')}
${scoreFunctions(variant)}`;
}

/** Score and slope of one pair, for a thread that owns `own` and `ownValue`, against row `row` of the tiles. */
function scoreAndSlope({ depth, valueDepth }: AttentionVariant, query: string, key: string): string {
  return `
        var score = 0.0;
        for (var at = 0; at < ${depth}; at++) {
          score += dot(own[at], tile[row * ${depth} + at]);
        }
        score = masked(score * uniforms.scale, head, ${query}, ${key});
        var slope = 0.0;
        for (var at = 0; at < ${valueDepth}; at++) {
          slope += dot(ownValue[at], tileValue[row * ${valueDepth} + at]);
        }`;
}

/** First lines: a thread owns row `mine` of `count` rows. */
function ownRows(variant: AttentionVariant, count: string, row: string, value: string): string {
  return `
  let thread = index % ${threads};
  let blocks = (${count} + ${threads - 1}) / ${threads};
  let head = index / ${threads} / blocks;
  let mine = index / ${threads} % blocks * ${threads} + thread;
  let live = head < uniforms.heads;
  var own = array<vec4<f32>, ${variant.depth}>();
  var ownValue = array<vec4<f32>, ${variant.valueDepth}>();
  if (live && mine < ${count}) {
    for (var at = 0; at < ${variant.depth}; at++) {
      own[at] = ${row}Vector(head * ${count} + mine, at);
    }
    for (var at = 0; at < ${variant.valueDepth}; at++) {
      ownValue[at] = ${value}Vector(head * ${count} + mine, at);
    }
  }`;
}

function tiles(variant: AttentionVariant, rows: number): string {
  return `
var<workgroup> tile : array<vec4<f32>, ${rows * variant.depth}>;
var<workgroup> tileValue : array<vec4<f32>, ${rows * variant.valueDepth}>;`;
}

/** dq [rows, depth], and per query `numbers`: the largest score, 1 / sum, and the mean slope. */
export function queryGradientProgram(variant: AttentionVariant): FlatProgram {
  const { depth, valueDepth } = variant;
  const rows = tileRows(variant);
  const part = { first: 'start', count: 'uniforms.keys' };
  const walk = (visit: string): string => `
  for (var start = 0; start < uniforms.keys; start += ${rows}) {${loadTile('tile', 'k', depth, rows, part)}${loadTile('tileValue', 'v', valueDepth, rows, part)}
    workgroupBarrier();
    for (var row = 0; row < ${rows}; row++) {
      if (live && isVisible(mine, start + row)) {${scoreAndSlope(variant, 'mine', 'start + row')}
        if (!(score <= ${hiddenScore})) {${visit}
        }
      }
    }
    workgroupBarrier();
  }`;
  const code = `${tiles(variant, rows)}
${functions(variant)}

fn main(index : i32) {${ownRows(variant, 'uniforms.queries', 'q', 'dy')}
  var largest = -3.4e38;
  var total = 0.0;
  var mean = 0.0;${walk(`
          let next = max(largest, score);
          let keep = exp(largest - next);
          let weight = exp(score - next);
          total = total * keep + weight;
          mean = mean * keep + weight * slope;
          largest = next;`)}
  let inverse = select(1.0 / total, 0.0, total == 0.0);
  mean *= inverse;
  var sums = array<vec4<f32>, ${depth}>();${walk(`
          let factor = exp(score - largest) * inverse * (slope - mean) * uniforms.scale;
          for (var at = 0; at < ${depth}; at++) {
            sums[at] += factor * tile[row * ${depth} + at];
          }`)}
  if (live && mine < uniforms.queries) {
    let place = head * uniforms.queries + mine;
    for (var at = 0; at < ${depth}; at++) {
      writeVector(place * uniforms.depth, at, uniforms.depth, sums[at]);
    }
    numbers[place * 3] = largest;
    numbers[place * 3 + 1] = inverse;
    numbers[place * 3 + 2] = mean;
  }
}
`;
  return {
    key: `attention.queryGradient.${variantKey(variant)}`,
    inputs: variantInputs(variant, ['dy']),
    outputs: ['result', 'numbers'],
    uniforms: attentionUniforms,
    threads,
    code,
  };
}

/** dk [rows, depth] and dv [rows, valueDepth]. */
export function keyGradientProgram(variant: AttentionVariant): FlatProgram {
  const { depth, valueDepth } = variant;
  const rows = tileRows(variant);
  const part = { first: 'start', count: 'uniforms.queries' };
  const code = `${tiles(variant, rows)}
${functions(variant)}
${vectorWriter('writeValue', 'dv')}

fn main(index : i32) {${ownRows(variant, 'uniforms.keys', 'k', 'v')}
  var sums = array<vec4<f32>, ${depth}>();
  var valueSums = array<vec4<f32>, ${valueDepth}>();
  for (var start = 0; start < uniforms.queries; start += ${rows}) {${loadTile('tile', 'q', depth, rows, part)}${loadTile('tileValue', 'dy', valueDepth, rows, part)}
    workgroupBarrier();
    for (var row = 0; row < ${rows}; row++) {
      if (live && isVisible(start + row, mine)) {${scoreAndSlope(variant, 'start + row', 'mine')}
        if (!(score <= ${hiddenScore})) {
          let place = (head * uniforms.queries + start + row) * 3;
          let weight = exp(score - numbers[place]) * numbers[place + 1];
          let factor = weight * (slope - numbers[place + 2]) * uniforms.scale;
          for (var at = 0; at < ${depth}; at++) {
            sums[at] += factor * tile[row * ${depth} + at];
          }
          for (var at = 0; at < ${valueDepth}; at++) {
            valueSums[at] += weight * tileValue[row * ${valueDepth} + at];
          }
        }
      }
    }
    workgroupBarrier();
  }
  if (live && mine < uniforms.keys) {
    let place = head * uniforms.keys + mine;
    for (var at = 0; at < ${depth}; at++) {
      writeVector(place * uniforms.depth, at, uniforms.depth, sums[at]);
    }
    for (var at = 0; at < ${valueDepth}; at++) {
      writeValue(place * uniforms.valueDepth, at, uniforms.valueDepth, valueSums[at]);
    }
  }
}
`;
  return {
    key: `attention.keyGradient.${variantKey(variant)}`,
    inputs: variantInputs(variant, ['dy', 'numbers']),
    outputs: ['result', 'dv'],
    uniforms: attentionUniforms,
    threads,
    code,
  };
}

export function attentionGradWebgpu({
  inputs,
  attributes,
  backend,
}: WebgpuKernelCall<AttentionGradInputs, AttentionAttributes>): { outputs: tf.TensorInfo[] } {
  const { q, k, v, dy } = inputs;
  const { heads, queries, keys, depth, valueDepth } = attentionSizes(inputs);
  // WebGPU has no empty bindings.
  if ([heads, queries, keys, depth, valueDepth].includes(0)) {
    return { outputs: [q, k, v].map(({ shape }) => webgpuZeros(backend, shape)) };
  }
  const variant = attentionVariant(inputs, attributes);
  const uniforms = attentionUniformValues(inputs, attributes);
  const [dq, dk, dv, numbers] = [q.shape, k.shape, v.shape, [heads * queries, 3]].map((shape) =>
    webgpuOutput(backend, shape),
  );
  const run = (program: FlatProgram, others: tf.TensorInfo[], outputs: tf.TensorInfo[], rows: number): void => {
    const groups = heads * Math.ceil(rows / threads);
    runManyOutputs(backend, program, attentionTensors(inputs, others), outputs, groups, uniforms);
  };
  run(queryGradientProgram(variant), [dy], [dq, numbers], queries);
  run(keyGradientProgram(variant), [dy, numbers], [dk, dv], keys);
  backend.disposeData(numbers.dataId);
  return { outputs: [dq, dk, dv] };
}

// The gradients of attention in one dispatch with two kinds of workgroups, neither of which waits for the other. One has a
// thread per query, which walks over the keys for dq; the other a thread per key, which walks over the queries for dk and
// dv. They know the softmax from what the forward pass kept, and the mean slope of a query from its result: it is y . dy.
// Where that is not there, or a shader may not have so many arrays, the queries go first, in a dispatch of their own.
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

function readers(variant: AttentionVariant): string {
  return `${vectorReader('q', 'depth')}
${vectorReader('k', 'depth')}
${vectorReader('v', 'valueDepth')}
${vectorReader('dy', 'valueDepth')}
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
  let blocks = (${count} + ${threads - 1}) / ${threads};
  let head = block / blocks;
  let mine = block % blocks * ${threads} + thread;
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

/** How the walks know the softmax of a query: from the forward pass, or from the walk before. */
type Source = 'forward' | 'walk';

/** A number for each of at most 32 rows stands beside the tiles. */
const meanVectors = 8;

function rowsOf(variant: AttentionVariant, source: Source): number {
  return tileRows(variant, source === 'forward' ? meanVectors : 0);
}

/** WGSL expressions: the weight of a score, for the query in row `place` of all, and the mean slope of that query. */
function weightOf(source: Source): string {
  return source === 'forward'
    ? `exp2(score * ${Math.LOG2E} - statistics[place]) * statistics[uniforms.heads * uniforms.queries + place]`
    : 'exp(score - numbers[place * 3]) * numbers[place * 3 + 1]';
}

/** The walk of a query over the keys: visits every score and slope. */
function walkOverKeys(variant: AttentionVariant, source: Source, visit: string): string {
  const rows = rowsOf(variant, source);
  const part = { first: 'start', count: 'uniforms.keys' };
  return `
  for (var start = 0; start < uniforms.keys; start += ${rows}) {${loadTile('tile', 'k', variant.depth, rows, part)}${loadTile('tileValue', 'v', variant.valueDepth, rows, part)}
    workgroupBarrier();
    for (var row = 0; row < ${rows}; row++) {
      if (live && isVisible(mine, start + row)) {${scoreAndSlope(variant, 'mine', 'start + row')}
        if (!(score <= ${hiddenScore})) {${visit}
        }
      }
    }
    workgroupBarrier();
  }`;
}

/** dq; a walk of its own finds the softmax where the forward pass left nothing. */
function queryGradient(variant: AttentionVariant, source: Source): string {
  const { depth, valueDepth } = variant;
  const softmax =
    source === 'forward'
      ? `
  var mean = 0.0;
  if (live && mine < uniforms.queries) {
    for (var at = 0; at < ${valueDepth}; at++) {
      mean += dot(ownValue[at], yVector(place, at));
    }
  }`
      : `
  var largest = -3.4e38;
  var total = 0.0;
  var mean = 0.0;${walkOverKeys(
    variant,
    source,
    `
          let next = max(largest, score);
          let keep = exp(largest - next);
          let weight = exp(score - next);
          total = total * keep + weight;
          mean = mean * keep + weight * slope;
          largest = next;`,
  )}
  let inverse = select(1.0 / total, 0.0, total == 0.0);
  mean *= inverse;`;
  const weight = source === 'forward' ? weightOf(source) : 'exp(score - largest) * inverse';
  const numbers =
    source === 'forward'
      ? ''
      : `
    numbers[place * 3] = largest;
    numbers[place * 3 + 1] = inverse;
    numbers[place * 3 + 2] = mean;`;
  return `
fn queryGradient(block : i32, thread : i32) {${ownRows(variant, 'uniforms.queries', 'q', 'dy')}
  let place = head * uniforms.queries + mine;${softmax}
  var sums = array<vec4<f32>, ${depth}>();${walkOverKeys(
    variant,
    source,
    `
          let factor = ${weight} * (slope - mean) * uniforms.scale;
          for (var at = 0; at < ${depth}; at++) {
            sums[at] += factor * tile[row * ${depth} + at];
          }`,
  )}
  if (live && mine < uniforms.queries) {
    for (var at = 0; at < ${depth}; at++) {
      writeQuery(place * uniforms.depth, at, uniforms.depth, sums[at]);
    }${numbers}
  }
}
${vectorWriter('writeQuery', 'dq')}`;
}

/** dk and dv: the walk of a key over the queries. */
function keyGradient(variant: AttentionVariant, source: Source): string {
  const { depth, valueDepth } = variant;
  const rows = rowsOf(variant, source);
  const part = { first: 'start', count: 'uniforms.queries' };
  const means =
    source === 'forward'
      ? `
    if (live && thread < ${rows} && start + thread < uniforms.queries) {
      var mean = 0.0;
      for (var at = 0; at < ${valueDepth}; at++) {
        mean += dot(tileValue[thread * ${valueDepth} + at], yVector(head * uniforms.queries + start + thread, at));
      }
      means[thread] = mean;
    }
    workgroupBarrier();`
      : '';
  return `
fn keyGradient(block : i32, thread : i32) {${ownRows(variant, 'uniforms.keys', 'k', 'v')}
  var sums = array<vec4<f32>, ${depth}>();
  var valueSums = array<vec4<f32>, ${valueDepth}>();
  for (var start = 0; start < uniforms.queries; start += ${rows}) {${loadTile('tile', 'q', depth, rows, part)}${loadTile('tileValue', 'dy', valueDepth, rows, part)}
    workgroupBarrier();${means}
    for (var row = 0; row < ${rows}; row++) {
      if (live && isVisible(start + row, mine)) {${scoreAndSlope(variant, 'start + row', 'mine')}
        if (!(score <= ${hiddenScore})) {
          let place = head * uniforms.queries + start + row;
          let weight = ${weightOf(source)};
          let factor = weight * (slope - ${source === 'forward' ? 'means[row]' : 'numbers[place * 3 + 2]'}) * uniforms.scale;
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
      writeKey(place * uniforms.depth, at, uniforms.depth, sums[at]);
    }
    for (var at = 0; at < ${valueDepth}; at++) {
      writeValue(place * uniforms.valueDepth, at, uniforms.valueDepth, valueSums[at]);
    }
  }
}
${vectorWriter('writeKey', 'dk')}
${vectorWriter('writeValue', 'dv')}`;
}

/** dq and dk [rows, depth] and dv [rows, valueDepth], from what the forward pass kept. */
export function attentionGradProgram(variant: AttentionVariant): FlatProgram {
  const rows = rowsOf(variant, 'forward');
  const code = `${tiles(variant, rows)}
var<workgroup> means : array<f32, ${rows}>;
${readers(variant)}
${vectorReader('y', 'valueDepth')}
${queryGradient(variant, 'forward')}
${keyGradient(variant, 'forward')}

fn main(index : i32, group : i32) {
  let thread = index % ${threads};
  let queryGroups = uniforms.heads * ((uniforms.queries + ${threads - 1}) / ${threads});
  if (group < queryGroups) {
    queryGradient(group, thread);
  } else {
    keyGradient(group - queryGroups, thread);
  }
}
`;
  return {
    key: `attention.gradient.${variantKey(variant)}`,
    inputs: variantInputs(variant, ['dy', 'y', 'statistics']),
    outputs: ['dq', 'dk', 'dv'],
    uniforms: attentionUniforms,
    threads,
    roles: true,
    code,
  };
}

/** dq, and per query `numbers`: the largest score, 1 / sum, and the mean slope. */
export function queryGradientProgram(variant: AttentionVariant): FlatProgram {
  return {
    key: `attention.queryGradient.${variantKey(variant)}`,
    inputs: variantInputs(variant, ['dy']),
    outputs: ['dq', 'numbers'],
    uniforms: attentionUniforms,
    threads,
    code: `${tiles(variant, tileRows(variant))}
${readers(variant)}
${queryGradient(variant, 'walk')}

fn main(index : i32) {
  queryGradient(index / ${threads}, index % ${threads});
}
`,
  };
}

/** dk and dv, from `numbers`. */
export function keyGradientProgram(variant: AttentionVariant): FlatProgram {
  return {
    key: `attention.keyGradient.${variantKey(variant)}`,
    inputs: variantInputs(variant, ['dy', 'numbers']),
    outputs: ['dk', 'dv'],
    uniforms: attentionUniforms,
    threads,
    code: `${tiles(variant, tileRows(variant))}
${readers(variant)}
${keyGradient(variant, 'walk')}

fn main(index : i32) {
  keyGradient(index / ${threads}, index % ${threads});
}
`,
  };
}

export function attentionGradWebgpu({
  inputs,
  attributes,
  backend,
}: WebgpuKernelCall<AttentionGradInputs, AttentionAttributes>): { outputs: tf.TensorInfo[] } {
  const { q, k, v, dy, y, statistics } = inputs;
  const { heads, queries, keys, depth, valueDepth } = attentionSizes(inputs);
  // WebGPU has no empty bindings.
  if ([heads, queries, keys, depth, valueDepth].includes(0)) {
    return { outputs: [q, k, v].map(({ shape }) => webgpuZeros(backend, shape)) };
  }
  const variant = attentionVariant(inputs, attributes);
  const uniforms = attentionUniformValues(inputs, attributes);
  const [dq, dk, dv] = [q, k, v].map(({ shape }) => webgpuOutput(backend, shape));
  const run = (program: FlatProgram, others: tf.TensorInfo[], outputs: tf.TensorInfo[], blocks: number): void =>
    runManyOutputs(backend, program, attentionTensors(inputs, others), outputs, heads * blocks, uniforms);
  const blocks = [queries, keys].map((rows) => Math.ceil(rows / threads));
  const whole = attentionGradProgram(variant);
  const arrays = whole.inputs.length + whole.outputs!.length;
  if (y && statistics && arrays <= backend.device.limits.maxStorageBuffersPerShaderStage) {
    run(whole, [dy, y, statistics], [dq, dk, dv], blocks[0] + blocks[1]);
  } else {
    const numbers = webgpuOutput(backend, [heads * queries, 3]);
    run(queryGradientProgram(variant), [dy], [dq, numbers], blocks[0]);
    run(keyGradientProgram(variant), [dy, numbers], [dk, dv], blocks[1]);
    backend.disposeData(numbers.dataId);
  }
  return { outputs: [dq, dk, dv] };
}

// Few rows take one dispatch with two kinds of workgroups: some have a row and find dx, some have columns and add up dgamma
// and dbeta. Many rows would make the columns long, so they take two: dx, with sums over the rows of each workgroup, and the
// sums over the workgroups.
import * as tf from '@tensorflow/tfjs';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { integers, webgpuZeros } from '../../webgpu/flat-program';
import { runManyOutputs, webgpuOutput } from '../../webgpu/many-outputs';
import type { FlatProgram } from '../../webgpu/program';
import { eachChannel, rowProgram, rowThreads } from '../../webgpu/row-program';
import type { LayerNormAttributes } from '../layer-norm/reference';
import { webgpuRowStatistics } from '../layer-norm/webgpu';
import type { LayerNormGradInputs } from './reference';

/** Rows up to which one dispatch does all: a thread of a column then reads 512 numbers, which takes less than a dispatch. */
const fewRows = 4096;

const sumColumns = 8;
const sumLanes = rowThreads / sumColumns;
/** Rows that a thread reads before it needs any of them. */
const rowsAhead = 4;

/** One workgroup per row, then one per 8 columns. */
export const layerNormGradWholeProgram = rowProgram({
  key: 'layerNormGrad.whole',
  inputs: ['x', 'gamma', 'dy', 'statistics'],
  outputs: ['result', 'dgamma', 'dbeta'],
  roles: true,
  memory: `
var<workgroup> gammaSums : array<f32, ${rowThreads}>;
var<workgroup> betaSums : array<f32, ${rowThreads}>;
`,
  body: `
  if (group < uniforms.rows) {
    let start = group * uniforms.channels;
    let mean = statistics[group];
    let scale = statistics[uniforms.rows + group];
    var sum = 0.0;
    var product = 0.0;
    ${eachChannel} {
      let a = dy[start + c] * gamma[c];
      sum += a;
      product += a * (x[start + c] - mean) * scale;
    }
    let meanA = sumOfThreads(thread, sum) / channels;
    let meanProduct = sumOfThreads(thread, product) / channels;
    ${eachChannel} {
      let h = (x[start + c] - mean) * scale;
      result[start + c] = scale * (dy[start + c] * gamma[c] - meanA - h * meanProduct);
    }
  } else {
    let column = (group - uniforms.rows) * ${sumColumns} + thread % ${sumColumns};
    let lane = thread / ${sumColumns};
    var gammaSum = 0.0;
    var betaSum = 0.0;
    if (column < uniforms.channels) {
      for (var first = lane; first < uniforms.rows; first += ${sumLanes * rowsAhead}) {
        for (var ahead = 0; ahead < ${rowsAhead}; ahead++) {
          let row = first + ahead * ${sumLanes};
          if (row < uniforms.rows) {
            let at = row * uniforms.channels + column;
            gammaSum += dy[at] * (x[at] - statistics[row]) * statistics[uniforms.rows + row];
            betaSum += dy[at];
          }
        }
      }
    }
    gammaSums[thread] = gammaSum;
    betaSums[thread] = betaSum;
    workgroupBarrier();
    for (var half = ${sumLanes / 2}; half > 0; half /= 2) {
      if (lane < half) {
        gammaSums[thread] += gammaSums[thread + half * ${sumColumns}];
        betaSums[thread] += betaSums[thread + half * ${sumColumns}];
      }
      workgroupBarrier();
    }
    if (lane == 0 && column < uniforms.channels) {
      dgamma[column] = gammaSums[thread];
      dbeta[column] = betaSums[thread];
    }
  }`,
});

/** Rows whose numbers a thread keeps at a time. */
const rowsAtOnce = 8;

/** Workgroups at most; then each takes more rows, so that the second dispatch has little to add. */
const mostGroups = 512;

/**
 * dx = (a - mean(a) - h mean(a h)) / std, with a = dy gamma and h the normalised x; `parts` [groups, 2, channels] gets the
 * sums of dy h and of dy over the rows of each workgroup. Every thread owns its channels in `parts`.
 */
export const layerNormGradProgram = rowProgram({
  key: 'layerNormGrad',
  inputs: ['x', 'gamma', 'dy', 'statistics'],
  outputs: ['result', 'parts'],
  uniforms: 'groupRows : i32, groups : i32,',
  manyRows: true,
  body: `
  let firstRow = min(group, uniforms.groups - 1) * uniforms.groupRows;
  let partStart = firstRow / uniforms.groupRows * 2 * uniforms.channels;
  // The bounds of these loops are the same for all threads, also where the last workgroup has fewer rows.
  for (var first = 0; first < uniforms.groupRows; first += ${rowsAtOnce}) {
    let count = min(uniforms.groupRows - first, ${rowsAtOnce});
    // Mean and 1 / std of a row, and the means of a and of a h.
    var numbers = array<vec4<f32>, ${rowsAtOnce}>();
    for (var r = 0; r < count; r++) {
      let row = min(firstRow + first + r, uniforms.rows - 1);
      let start = row * uniforms.channels;
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
      numbers[r] = vec4<f32>(mean, scale, meanA, meanProduct);
    }
    let live = min(count, uniforms.rows - firstRow - first);
    for (var c = thread; c < uniforms.channels; c += ${rowThreads}) {
      var gammaSum = 0.0;
      var betaSum = 0.0;
      for (var r = 0; r < live; r++) {
        let at = (firstRow + first + r) * uniforms.channels + c;
        let row = numbers[r];
        let h = (x[at] - row.x) * row.y;
        let slope = dy[at];
        result[at] = row.y * (slope * gamma[c] - row.z - h * row.w);
        gammaSum += slope * h;
        betaSum += slope;
      }
      if (first > 0) {
        gammaSum += parts[partStart + c];
        betaSum += parts[partStart + uniforms.channels + c];
      }
      parts[partStart + c] = gammaSum;
      parts[partStart + uniforms.channels + c] = betaSum;
    }
  }`,
});

const columns = 16;
const lanes = 16;

/** dgamma and dbeta: sums over the groups, in a tree. A workgroup handles 16 of the 2 channels columns of `parts`. */
export const sumPartsProgram: FlatProgram = {
  key: 'layerNormGrad.sums',
  inputs: ['parts'],
  outputs: ['dgamma', 'dbeta'],
  uniforms: 'groups : i32, channels : i32,',
  threads: columns * lanes,
  code: `
var<workgroup> sums : array<f32, ${columns * lanes}>;

fn main(index : i32) {
  let thread = index % ${columns * lanes};
  let lane = thread / ${columns};
  let column = index / ${columns * lanes} * ${columns} + thread % ${columns};
  let width = 2 * uniforms.channels;
  var sum = 0.0;
  if (column < width) {
    for (var group = lane; group < uniforms.groups; group += ${lanes}) {
      sum += parts[group * width + column];
    }
  }
  sums[thread] = sum;
  workgroupBarrier();
  for (var half = ${lanes / 2}; half > 0; half /= 2) {
    if (lane < half) {
      sums[thread] += sums[thread + half * ${columns}];
    }
    workgroupBarrier();
  }
  if (lane == 0 && column < uniforms.channels) {
    dgamma[column] = sums[thread];
  }
  if (lane == 0 && column >= uniforms.channels && column < width) {
    dbeta[column - uniforms.channels] = sums[thread];
  }
}
`,
};

export function layerNormGradWebgpu({
  inputs,
  attributes,
  backend,
}: WebgpuKernelCall<LayerNormGradInputs, LayerNormAttributes>): { outputs: tf.TensorInfo[] } {
  const { x, gamma, dy } = inputs;
  const [channels] = gamma.shape;
  const rows = tf.util.sizeFromShape(x.shape.slice(0, -1));
  if (rows * channels === 0) {
    return { outputs: [x.shape, gamma.shape, gamma.shape].map((shape) => webgpuZeros(backend, shape)) };
  }
  const statistics = inputs.statistics ?? webgpuRowStatistics(backend, x, attributes.epsilon);
  const tensors = [x, gamma, dy, statistics];
  const outputs = [x.shape, gamma.shape, gamma.shape].map((shape) => webgpuOutput(backend, shape));
  const sizes = [rows, channels].map((size) => integers(size));
  if (rows <= fewRows) {
    const groups = rows + Math.ceil(channels / sumColumns);
    runManyOutputs(backend, layerNormGradWholeProgram, tensors, outputs, groups, sizes);
  } else {
    const groupRows = Math.max(rowsAtOnce, Math.ceil(rows / mostGroups));
    const groups = Math.ceil(rows / groupRows);
    const parts = webgpuOutput(backend, [groups, 2, channels]);
    const counts = [groupRows, groups].map((size) => integers(size));
    runManyOutputs(backend, layerNormGradProgram, tensors, [outputs[0], parts], groups, [...sizes, ...counts]);
    const tiles = Math.ceil((2 * channels) / columns);
    const sums = [integers(groups), integers(channels)];
    runManyOutputs(backend, sumPartsProgram, [parts], outputs.slice(1), tiles, sums);
    backend.disposeData(parts.dataId);
  }
  if (inputs.statistics === undefined) backend.disposeData(statistics.dataId);
  return { outputs };
}

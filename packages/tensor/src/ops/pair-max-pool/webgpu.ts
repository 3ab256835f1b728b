// A workgroup finds the largest values of 16 channels of one stack: 16 threads share the places of a channel.
import * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend, WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { integers, runFlatProgram, webgpuZeros } from '../../webgpu/flat-program';
import type { FlatProgram } from '../../webgpu/program';
import type { PairMaxPoolInputs } from './reference';

/** Channels of a workgroup, and threads per channel. */
const columns = 16;
const lanes = 16;
const threads = columns * lanes;

/** WGSL: whether the pair of vertices `row` and `column` of stack `item` counts. */
export const countsPair = (masked: boolean): string =>
  masked ? 'mask[item * uniforms.side + row] != 0.0 && mask[item * uniforms.side + column] != 0.0' : 'true';

/** WGSL: both sums or extremes of the lanes of a channel end up with the first lane. */
const joinLanes = (join: (left: string, right: string) => string): string => `
  workgroupBarrier();
  for (var half = ${lanes / 2}; half > 0; half /= 2) {
    if (lane < half) {
      ${join('onValues[thread]', `onValues[thread + half * ${columns}]`)}
      ${join('offValues[thread]', `offValues[thread + half * ${columns}]`)}
    }
    workgroupBarrier();
  }`;

interface PairSweep {
  key: string;
  inputs: readonly string[];
  masked: boolean;
  start: string;
  /** WGSL that changes `on` or `off` by the place `at` of x. */
  visit: (part: 'on' | 'off') => string;
  join: (left: string, right: string) => string;
  /** WGSL expression of `value`, the joined one of a part, and `to`, its place. */
  finish: string;
}

/** A program that reduces the places of every channel to one number on the diagonal and one off it. */
export function pairSweepProgram({ key, inputs, masked, start, visit, join, finish }: PairSweep): FlatProgram {
  return {
    key: `${key}${masked ? '.masked' : ''}`,
    inputs: masked ? [...inputs, 'mask'] : inputs,
    uniforms: 'batch : i32, side : i32, channels : i32,',
    threads,
    code: `
var<workgroup> onValues : array<f32, ${threads}>;
var<workgroup> offValues : array<f32, ${threads}>;

fn main(index : i32) {
  let thread = index % ${threads};
  let group = index / ${threads};
  let slices = (uniforms.channels + ${columns - 1}) / ${columns};
  let lane = thread / ${columns};
  let channel = group % slices * ${columns} + thread % ${columns};
  let item = group / slices;
  let live = item < uniforms.batch && channel < uniforms.channels;
  let onAt = item * 2 * uniforms.channels + channel;
  let offAt = onAt + uniforms.channels;
  var on = ${start};
  var off = ${start};
  if (live) {
    for (var place = lane; place < uniforms.side * uniforms.side; place += ${lanes}) {
      let row = place / uniforms.side;
      let column = place % uniforms.side;
      let at = (item * uniforms.side * uniforms.side + place) * uniforms.channels + channel;
      if (${countsPair(masked)}) {
        if (row == column) {
          ${visit('on')}
        } else {
          ${visit('off')}
        }
      }
    }
  }
  onValues[thread] = on;
  offValues[thread] = off;${joinLanes(join)}
  if (live && lane == 0) {
    for (var part = 0; part < 2; part++) {
      let to = select(offAt, onAt, part == 0);
      let value = select(offValues[thread], onValues[thread], part == 0);
      result[to] = ${finish};
    }
  }
}
`,
  };
}

/** Below every value that counts; a part that keeps it has no place. */
const lowest = '-3.4028234e38';

export const pairMaxProgram = (masked: boolean): FlatProgram =>
  pairSweepProgram({
    key: 'pairMax',
    inputs: ['x'],
    masked,
    start: lowest,
    visit: (part) => `${part} = max(${part}, x[at]);`,
    join: (left, right) => `${left} = max(${left}, ${right});`,
    finish: `select(value, 0.0, value == ${lowest})`,
  });

/** Workgroups of a sweep. */
export function pairSweepGroups([batch, , , channels]: number[]): number {
  return batch * Math.ceil(channels / columns);
}

/** Keeps the result, by which the gradient finds the places. */
export function pairMaxPoolWebgpu({
  inputs: { x, mask },
  backend,
  training,
}: WebgpuKernelCall<PairMaxPoolInputs, object>): { outputs: tf.TensorInfo[]; kept: tf.TensorInfo[] } {
  const y = largestOfPairs(backend, x, mask);
  if (!training) return { outputs: [y], kept: [] };
  backend.incRef(y.dataId);
  return { outputs: [y], kept: [{ ...y }] };
}

function largestOfPairs(backend: WebgpuBackend, x: tf.TensorInfo, mask: tf.TensorInfo | undefined): tf.TensorInfo {
  const [batch, side, , channels] = x.shape;
  const shape = [batch, 2 * channels];
  if (tf.util.sizeFromShape(x.shape) === 0) return webgpuZeros(backend, shape);
  const inputs = mask === undefined ? [x] : [x, mask];
  const sizes = [batch, side, channels].map((size) => integers(size));
  return runFlatProgram(backend, pairMaxProgram(mask !== undefined), inputs, shape, pairSweepGroups(x.shape), sizes);
}

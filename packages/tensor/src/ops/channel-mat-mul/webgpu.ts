// The product of every channel in WGSL: a workgroup computes 8 x 8 places of 4 channels. Tiles of both factors go through
// workgroup memory; neighbouring threads load neighbouring channels.
import type * as tf from '@tensorflow/tfjs';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { integers, runFlatProgram, webgpuZeros } from '../../webgpu/flat-program';
import type { FlatProgram } from '../../webgpu/program';
import type { ChannelMatMulAttributes, ChannelMatMulInputs } from './reference';
import { channelProductSizes } from './sizes';

/** Rows and columns of a workgroup, steps per tile. */
const side = 8;
/** Channels of a workgroup. */
const lanes = 4;
const threads = side * side * lanes;

function loadTile(name: 'A' | 'B', outer: 'row' | 'column'): string {
  const limit = `${outer}s`;
  const value = name.toLowerCase();
  const stride = outer === 'row' ? 'aRow' : 'bColumn';
  return `
    {
      let ${outer} = ${outer}Start + place;
      let k = kStart + step;
      var value = 0.0;
      if (live && ${outer} < uniforms.${limit} && k < uniforms.inner) {
        value = ${value}[${value}Start + ${outer} * uniforms.${stride} + k * uniforms.${value}Inner];
      }
      tile${name}[thread] = value;
    }`;
}

/** One text for all sizes and transposes: strides travel as uniforms. */
export const channelMatMulProgram: FlatProgram = {
  key: 'channelMatMul',
  inputs: ['a', 'b'],
  uniforms:
    'batch : i32, rows : i32, columns : i32, inner : i32, channels : i32, ' +
    'aRow : i32, aInner : i32, bInner : i32, bColumn : i32,',
  threads,
  code: `
var<workgroup> tileA : array<f32, ${threads}>;
var<workgroup> tileB : array<f32, ${threads}>;

fn main(index : i32) {
  let thread = index % ${threads};
  let group = index / ${threads};
  let slices = (uniforms.channels + ${lanes - 1}) / ${lanes};
  let tilesAcross = (uniforms.columns + ${side - 1}) / ${side};
  let tilesDown = (uniforms.rows + ${side - 1}) / ${side};
  let channel = group % slices * ${lanes} + thread % ${lanes};
  let columnStart = group / slices % tilesAcross * ${side};
  let rowStart = group / (slices * tilesAcross) % tilesDown * ${side};
  let item = group / (slices * tilesAcross * tilesDown);
  let live = item < uniforms.batch && channel < uniforms.channels;
  let aStart = item * uniforms.rows * uniforms.inner * uniforms.channels + channel;
  let bStart = item * uniforms.inner * uniforms.columns * uniforms.channels + channel;
  // While loading, the thread stands for one place along rows or columns and one step.
  let place = thread / ${lanes} / ${side};
  let step = thread / ${lanes} % ${side};
  var sum = 0.0;
  for (var kStart = 0; kStart < uniforms.inner; kStart += ${side}) {${loadTile('A', 'row')}${loadTile('B', 'column')}
    workgroupBarrier();
    for (var k = 0; k < ${side}; k++) {
      sum += tileA[(place * ${side} + k) * ${lanes} + thread % ${lanes}] * tileB[(step * ${side} + k) * ${lanes} + thread % ${lanes}];
    }
    workgroupBarrier();
  }
  // While adding up, the same two numbers are its row and column.
  let row = rowStart + place;
  let column = columnStart + step;
  if (live && row < uniforms.rows && column < uniforms.columns) {
    result[((item * uniforms.rows + row) * uniforms.columns + column) * uniforms.channels + channel] = sum;
  }
}
`,
};

export function channelMatMulWebgpu({
  inputs,
  attributes,
  backend,
}: WebgpuKernelCall<ChannelMatMulInputs, ChannelMatMulAttributes>): { outputs: tf.TensorInfo[] } {
  const { a, b } = inputs;
  const { batch, rows, columns, inner, channels, aRow, aInner, bInner, bColumn } = channelProductSizes(
    inputs,
    attributes,
  );
  const shape = [batch, rows, columns, channels];
  // WebGPU has no empty bindings.
  if (inner === 0) return { outputs: [webgpuZeros(backend, shape)] };
  const groups = batch * Math.ceil(rows / side) * Math.ceil(columns / side) * Math.ceil(channels / lanes);
  const sizes = [batch, rows, columns, inner, channels, aRow, aInner, bInner, bColumn];
  const uniforms = sizes.map((size) => integers(size));
  return { outputs: [runFlatProgram(backend, channelMatMulProgram, [a, b], shape, groups, uniforms)] };
}

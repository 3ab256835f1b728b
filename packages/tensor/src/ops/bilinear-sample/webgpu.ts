// One invocation per value of the output.
import type * as tf from '@tensorflow/tfjs';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { elementProgram, integers, runElementProgram } from '../../webgpu/flat-program';
import type { FlatProgram } from '../../webgpu/program';
import type { BilinearSampleAttributes } from './cell';
import type { BilinearSampleInputs } from './reference';

/** WGSL: the two neighbours along one axis, their weights, and the slopes of these. */
export function cellFunctions({ zero, alignCorners }: BilinearSampleAttributes): string {
  return `
struct Cell {
  positions : vec2<i32>,
  weights : vec2<f32>,
  slopes : vec2<f32>,
}

fn findCell(coordinate : f32, size : i32) -> Cell {
  let last = f32(size - 1);
  let scale = 0.5 * ${alignCorners ? 'last' : 'f32(size)'};
  let place = coordinate * scale + 0.5 * last;
  let low = ${zero ? '-1.0' : '0.0'};
  let high = ${zero ? 'f32(size)' : 'last'};
  let held = min(max(place, low), high);
  ${zero ? 'let base = floor(held);' : 'let base = min(floor(held), max(last - 1.0, 0.0));'}
  let share = held - base;
  let first = clamp(i32(base), -1, size);
  let inside = vec2<f32>(f32(first >= 0 && first < size), ${zero ? 'f32(first + 1 < size)' : '1.0'});
  let slope = select(0.0, scale, place >= low && place <= high);
  var cell = Cell();
  cell.positions = vec2<i32>(clamp(first, 0, size - 1), clamp(first + 1, 0, size - 1));
  cell.weights = vec2<f32>(1.0 - share, share) * inside;
  cell.slopes = vec2<f32>(-slope, slope) * inside;
  return cell;
}

fn pixelAt(image : i32, row : i32, column : i32) -> i32 {
  return ((image * uniforms.height + row) * uniforms.width + column) * uniforms.channels;
}`;
}

export const sampleUniforms = 'points : i32, height : i32, width : i32, channels : i32,';

/** Part of the key of a shader that depends on the attributes. */
export const variantOf = ({ zero, alignCorners }: BilinearSampleAttributes): string =>
  `${zero ? 'zero' : 'clamp'}.${alignCorners ? 'corners' : 'edges'}`;

export function bilinearSampleProgram(attributes: BilinearSampleAttributes): FlatProgram {
  const functions = `${cellFunctions(attributes)}

fn sampled(index : i32) -> f32 {
  let point = index / uniforms.channels;
  let channel = index % uniforms.channels;
  let item = point / uniforms.points;
  let rows = findCell(coordinates[point * 2], uniforms.height);
  let columns = findCell(coordinates[point * 2 + 1], uniforms.width);
  var sum = 0.0;
  for (var a = 0; a < 2; a++) {
    for (var b = 0; b < 2; b++) {
      let at = pixelAt(item, rows.positions[a], columns.positions[b]) + channel;
      sum += rows.weights[a] * columns.weights[b] * image[at];
    }
  }
  return sum;
}`;
  const key = `bilinearSample.${variantOf(attributes)}`;
  return elementProgram(key, ['image', 'coordinates'], 'sampled(index)', { functions, uniforms: sampleUniforms });
}

export function bilinearSampleWebgpu({
  inputs: { image, coordinates },
  attributes,
  backend,
}: WebgpuKernelCall<BilinearSampleInputs, BilinearSampleAttributes>): { outputs: tf.TensorInfo[] } {
  const [n, height, width, channels] = image.shape;
  const points = coordinates.shape[1];
  const sizes = [points, height, width, channels].map((size) => integers(size));
  const program = bilinearSampleProgram(attributes);
  return { outputs: [runElementProgram(backend, program, [image, coordinates], [n, points, channels], sizes)] };
}

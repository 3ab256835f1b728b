// One invocation per coordinate.
import type * as tf from '@tensorflow/tfjs';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { elementProgram, integers, runElementProgram } from '../../webgpu/flat-program';
import type { FlatProgram } from '../../webgpu/program';
import type { BilinearSampleAttributes } from '../bilinear-sample/cell';
import { cellFunctions, sampleUniforms, variantOf } from '../bilinear-sample/webgpu';
import type { BilinearSamplePointGradInputs } from './reference';

export function bilinearSamplePointGradProgram(attributes: BilinearSampleAttributes): FlatProgram {
  const functions = `${cellFunctions(attributes)}

fn slopeAt(index : i32) -> f32 {
  let point = index / 2;
  let item = point / uniforms.points;
  let rows = findCell(coordinates[point * 2], uniforms.height);
  let columns = findCell(coordinates[point * 2 + 1], uniforms.width);
  let rowFactors = select(rows.weights, rows.slopes, index % 2 == 0);
  let columnFactors = select(columns.slopes, columns.weights, index % 2 == 0);
  var sum = 0.0;
  for (var a = 0; a < 2; a++) {
    for (var b = 0; b < 2; b++) {
      let at = pixelAt(item, rows.positions[a], columns.positions[b]);
      var product = 0.0;
      for (var channel = 0; channel < uniforms.channels; channel++) {
        product += image[at + channel] * dy[point * uniforms.channels + channel];
      }
      sum += rowFactors[a] * columnFactors[b] * product;
    }
  }
  return sum;
}`;
  const key = `bilinearSamplePointGrad.${variantOf(attributes)}`;
  const inputs = ['image', 'coordinates', 'dy'];
  return elementProgram(key, inputs, 'slopeAt(index)', { functions, uniforms: sampleUniforms });
}

export function bilinearSamplePointGradWebgpu({
  inputs: { image, coordinates, dy },
  attributes,
  backend,
}: WebgpuKernelCall<BilinearSamplePointGradInputs, BilinearSampleAttributes>): { outputs: tf.TensorInfo[] } {
  const [, height, width, channels] = image.shape;
  const sizes = [coordinates.shape[1], height, width, channels].map((size) => integers(size));
  const program = bilinearSamplePointGradProgram(attributes);
  return { outputs: [runElementProgram(backend, program, [image, coordinates, dy], coordinates.shape, sizes)] };
}

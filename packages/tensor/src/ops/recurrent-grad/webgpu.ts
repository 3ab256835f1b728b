// Per direction one dispatch for the loop, one for the gradient of the kernel, and one for those of the recurrent kernel and
// of the biases.
import * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend, WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { webgpuProduct } from '../../webgpu/batched-product';
import { elementProgram, integers, runElementProgram, runFlatProgram, webgpuZeros } from '../../webgpu/flat-program';
import { runManyOutputs, webgpuOutput } from '../../webgpu/many-outputs';
import { gateCounts, outputShape, type RecurrentAttributes } from '../recurrent/cells';
import { loopRows } from '../recurrent/loop-program';
import { backwardProgram, kernelTile, kernelTilesDown, recurrentKernelProgram } from './loop-program';
import type { RecurrentGradInputs } from './reference';

/** A gradient of initial states out of the results of the directions: each has its columns. */
const joinProgram = (directions: number) => {
  const place = 'uniforms.offset + index / uniforms.columns * uniforms.units + index % uniforms.units';
  const value =
    directions === 2
      ? `select(first[${place}], second[${place}], index % uniforms.columns >= uniforms.units)`
      : `first[${place}]`;
  const inputs = directions === 2 ? ['first', 'second'] : ['first'];
  const uniforms = 'offset : i32, columns : i32, units : i32,';
  return elementProgram(`recurrentState.${directions}`, inputs, value, { uniforms });
};

export const joinPrograms = [joinProgram(1), joinProgram(2)];

interface Direction {
  /** [dGates, kernel, recurrentKernel, bias, recurrentBias] */
  outputs: tf.TensorInfo[];
  /** Elements before the gradients of the initial states. */
  offset: number;
}

function runDirection(
  backend: WebgpuBackend,
  { x, dy, packed, carry, ...kernels }: Parameters<typeof recurrentGradWebgpu>[0]['inputs'],
  attributes: RecurrentAttributes,
  direction: number,
  columns: number,
): Direction {
  const { cell, output, reverse, gate, activation } = attributes;
  const recurrentKernel = direction === 0 ? kernels.recurrentKernel : kernels.backwardRecurrentKernel!;
  const [batch, steps, inputSize] = x.shape;
  const [units, width] = recurrentKernel.shape;
  const rows = batch * steps;
  const outputSize = tf.util.sizeFromShape(outputShape(attributes, batch, steps, columns));
  const offset = rows * (width + (cell === 'gruAfter' ? units : 0));
  const states = (cell === 'lstm' ? 2 : 1) * batch * units;
  const tileRows = loopRows(batch, units);
  const program = backwardProgram({ cell, output, gate, activation, carry: carry !== undefined });
  // WebGPU has no empty bindings: without results of the loop there are no gradients.
  const gradients =
    tf.util.sizeFromShape(packed!.shape) === 0
      ? webgpuZeros(backend, [offset + states])
      : runFlatProgram(
          backend,
          program,
          [packed!, dy, recurrentKernel, ...(carry ? [carry] : [])],
          [offset + states],
          Math.ceil(batch / tileRows),
          [batch, steps, units, columns, tileRows, reverse ? 1 : 0, outputSize, direction].map((value) =>
            integers(value),
          ),
        );
  // The first part of the array, under the shape of the gates.
  const dGates = { ...gradients, shape: [batch, steps, width] };
  const dRows = { ...gradients, shape: [rows, width] };
  const inputRows = { ...x, shape: [rows, inputSize] };
  const biases = cell === 'gruAfter' ? [[width], [width]] : [[width]];
  const sumShapes = [[units, width], ...biases];
  const sums = sumShapes.map((shape) => (rows === 0 ? webgpuZeros(backend, shape) : webgpuOutput(backend, shape)));
  if (rows > 0) {
    runManyOutputs(
      backend,
      recurrentKernelProgram(cell),
      [packed!, gradients],
      sums,
      kernelTilesDown(units) * Math.ceil(units / kernelTile) * gateCounts[cell],
      [batch, steps, units, outputSize, direction].map((value) => integers(value)),
    );
  }
  const outputs = [
    dGates,
    webgpuProduct(backend, { tensor: inputRows, transpose: true }, { tensor: dRows, transpose: false }, []),
    ...sums,
  ];
  return { outputs, offset };
}

export function recurrentGradWebgpu({
  inputs,
  attributes,
  backend,
}: WebgpuKernelCall<RecurrentGradInputs, RecurrentAttributes>): { outputs: tf.TensorInfo[] } {
  const { recurrentKernel, backwardRecurrentKernel, hidden, carry, x } = inputs;
  const [batch] = x.shape;
  const [units] = recurrentKernel.shape;
  const columns = backwardRecurrentKernel ? 2 * units : units;
  const directions = [runDirection(backend, inputs, attributes, 0, columns)];
  if (backwardRecurrentKernel) directions.push(runDirection(backend, inputs, attributes, 1, columns));
  const gradients = directions.map(({ outputs }) => outputs[0]);
  const { offset } = directions[0];
  // The loop left whole arrays: all their elements have to be in reach.
  const whole = gradients.map((tensor) => ({ ...tensor, shape: [offset + batch * units * 2] }));
  const state = (start: number): tf.TensorInfo =>
    runElementProgram(
      backend,
      joinPrograms[directions.length - 1],
      whole,
      [batch, columns],
      [integers(start), integers(columns), integers(units)],
    );
  const outputs = directions.flatMap((direction) => direction.outputs);
  if (hidden) outputs.push(state(offset));
  if (carry) outputs.push(state(offset + batch * units));
  return { outputs };
}

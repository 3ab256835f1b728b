// A product per direction for the inputs of all steps, then one dispatch for the time loop.
import * as tf from '@tensorflow/tfjs';
import type { KernelInputs } from '../../backends/wasm-kernel';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { webgpuProduct } from '../../webgpu/batched-product';
import { webgpuPart } from '../../webgpu/copies';
import { integers, runFlatProgram } from '../../webgpu/flat-program';
import { gateCounts, outputShape, type RecurrentAttributes } from './cells';
import { loopProgram, loopRows, widestLoop } from './loop-program';
import { directionsOf, type RecurrentInputs } from './reference';

/** True where the loop fits the workgroup memory that every device has, and both directions have the same inputs. */
export function fitsWebgpu({ recurrentKernel, recurrentBias, ...backward }: RecurrentInputs): boolean {
  const alike =
    backward.backwardKernel === undefined ||
    (recurrentBias === undefined) === (backward.backwardRecurrentBias === undefined);
  return recurrentKernel.shape[0] <= widestLoop && alike;
}

/** Kept for the gradient: one array with the result and everything that the loop program describes. */
export function recurrentWebgpu({
  inputs,
  attributes,
  backend,
  training,
}: WebgpuKernelCall<RecurrentInputs, RecurrentAttributes>): { outputs: tf.TensorInfo[]; kept: tf.TensorInfo[] } {
  const { x, hidden, carry } = inputs;
  const { cell, output, reverse, gate, activation } = attributes;
  const weights = directionsOf(inputs as KernelInputs<RecurrentInputs>);
  const [batch, steps, inputSize] = x.shape;
  const units = inputs.recurrentKernel.shape[0];
  const directions = weights.length as 1 | 2;
  const columns = units * directions;
  const shape = outputShape(attributes, batch, steps, columns);
  const rows = { ...x, shape: [batch * steps, inputSize] };
  // Without rows there is nothing to bind, and nothing is read: any array will do.
  const empty = batch * steps === 0;
  const projected = weights.map(({ kernel, recurrentKernel, bias }) =>
    empty
      ? recurrentKernel
      : webgpuProduct(backend, { tensor: rows, transpose: false }, { tensor: kernel, transpose: false }, [], { bias }),
  );
  const recurrentBias = inputs.recurrentBias !== undefined;
  const variant = { cell, output, gate, activation, training, directions, recurrentBias } as const;
  const program = loopProgram({ ...variant, hidden: hidden !== undefined, carry: carry !== undefined });
  const outputSize = tf.util.sizeFromShape(shape);
  const kept = gateCounts[cell] + (cell === 'simple' ? 1 : 2);
  const size = training ? outputSize + directions * batch * steps * units * kept : outputSize;
  const tileRows = loopRows(batch, units);
  const uniforms = [batch, steps, units, columns, tileRows, reverse ? 1 : 0, outputSize];
  const present = (tensor: tf.TensorInfo | undefined): tf.TensorInfo[] => (tensor ? [tensor] : []);
  const result = runFlatProgram(
    backend,
    program,
    [
      ...projected,
      ...weights.map(({ recurrentKernel }) => recurrentKernel),
      ...(recurrentBias ? weights.flatMap((each) => present(each.recurrentBias)) : []),
      ...present(hidden),
      ...present(carry),
    ],
    training ? [size] : shape,
    Math.ceil(batch / tileRows) * directions,
    uniforms.map((value) => integers(value)),
  );
  if (!empty) for (const tensor of projected) backend.disposeData(tensor.dataId);
  if (!training) return { outputs: [result], kept: [] };
  return { outputs: [webgpuPart(backend, result, 0, shape)], kept: [result] };
}

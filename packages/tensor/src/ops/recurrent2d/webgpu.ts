// One product for the inputs of all chains, one dispatch for all time loops, and one for the sum of both axes with `add`.
import * as tf from '@tensorflow/tfjs';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { webgpuProduct } from '../../webgpu/batched-product';
import { elementProgram, integers, runElementProgram } from '../../webgpu/flat-program';
import { runManyOutputs, webgpuOutput } from '../../webgpu/many-outputs';
import { widestLoop } from '../recurrent/loop-program';
import { columnsOf, type Recurrent2dAttributes } from './chains';
import { chainProgram, loopGroups, loopSequences } from './loop-program';
import type { Recurrent2dInputs } from './reference';

/** True where a sequence fits the workgroup memory that every device has. */
export function fitsWebgpu2d({ recurrentKernel }: Pick<Recurrent2dInputs, 'recurrentKernel'>): boolean {
  return recurrentKernel.shape[1]! <= widestLoop;
}

/** Adds up the vertical and the horizontal half of the channels. */
export const addHalvesProgram = elementProgram(
  'recurrent2dSum',
  ['states'],
  'states[index + index / uniforms.half * uniforms.half] + states[index + (index / uniforms.half + 1) * uniforms.half]',
  { uniforms: 'half : i32,' },
);

/** Kept for the gradient: the states of all chains side by side, then gates and `extra` of each, by pixel, as on WASM. */
export function recurrent2dWebgpu({
  inputs,
  attributes,
  backend,
  training,
}: WebgpuKernelCall<Recurrent2dInputs, Recurrent2dAttributes>): { outputs: tf.TensorInfo[]; kept: tf.TensorInfo[] } {
  const { x, kernel, recurrentKernel, bias, recurrentBias } = inputs;
  const { cell, union } = attributes;
  const grid = x.shape.slice(0, 3);
  const tokens = tf.util.sizeFromShape(grid);
  const [count, units, width] = recurrentKernel.shape;
  const states = webgpuOutput(backend, [...grid, count * units]);
  const keepsExtra = training && cell !== 'simple';
  const extra = keepsExtra ? webgpuOutput(backend, states.shape) : undefined;
  const gateShape = [...grid, count * width];
  // Without pixels there is nothing to bind, and nothing is computed.
  const projected =
    tokens === 0
      ? webgpuOutput(backend, gateShape)
      : webgpuProduct(
          backend,
          { tensor: { ...x, shape: [tokens, x.shape[3]] }, transpose: false },
          { tensor: kernel, transpose: false },
          [],
          { bias },
        );
  const present = (tensor: tf.TensorInfo | undefined): tf.TensorInfo[] => (tensor ? [tensor] : []);
  const program = chainProgram({ ...attributes, training, recurrentBias: recurrentBias !== undefined });
  const uniforms = [...grid, units, count * units, count * width, loopSequences(units)];
  runManyOutputs(
    backend,
    program,
    [...(training ? [] : [projected]), recurrentKernel, ...present(recurrentBias)],
    [states, ...(training ? [projected, ...present(extra)] : [])],
    loopGroups(grid, attributes, units),
    uniforms.map((value) => integers(value)),
  );
  const half = columnsOf(attributes, units);
  const value =
    union !== 'add' || tokens === 0
      ? { ...states, shape: [...grid, half] }
      : runElementProgram(backend, addHalvesProgram, [states], [...grid, half], [integers(half)]);
  const apart = value.dataId !== states.dataId;
  if (!training || cell === 'simple') backend.disposeData(projected.dataId);
  if (!training && apart) backend.disposeData(states.dataId);
  if (!training) return { outputs: [value], kept: [] };
  if (!apart) backend.incRef(states.dataId);
  const gates = { ...projected, shape: gateShape };
  return { outputs: [value], kept: cell === 'simple' ? [states] : [states, gates, extra!] };
}

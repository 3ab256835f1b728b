// One product for the inputs of all steps, then the time loop, per direction.
import type * as tf from '@tensorflow/tfjs';
import type { KernelInputs, WasmKernelCall } from '../../backends/wasm-kernel';
import type { WasmMemory } from '../../backends/wasm-memory';
import { cells, gateCounts, outputShape, type RecurrentAttributes, runsBackwards, squashings } from './cells';
import { directionsOf, type RecurrentInputs } from './reference';

/** Sizes of one call. */
export interface RecurrentSizes {
  batch: number;
  steps: number;
  inputs: number;
  units: number;
  directions: number;
  /** Units of all directions. */
  columns: number;
}

/** Kept for the gradient: all hidden states, then gates and `extra` of each direction. */
export function recurrentWasm({
  inputs,
  attributes,
  memory,
  training,
}: WasmKernelCall<RecurrentInputs, RecurrentAttributes>): { outputs: tf.TensorInfo[]; kept: tf.TensorInfo[] } {
  const directions = directionsOf(inputs as KernelInputs<RecurrentInputs>);
  const [batch, steps, inputSize] = inputs.x.shape;
  const units = inputs.recurrentKernel.shape[0];
  const sizes: RecurrentSizes = {
    batch,
    steps,
    inputs: inputSize,
    units,
    directions: directions.length,
    columns: units * directions.length,
  };
  const keepsSteps = training || attributes.output !== 'last';
  const hidden = memory.output(keepsSteps ? [batch, steps, sizes.columns] : [batch, sizes.columns]);
  const perDirection = directions.map((weights, direction) =>
    runDirection(memory, inputs, weights, sizes, attributes, direction, hidden, training),
  );
  // The gate of a simple cell is its state.
  const needed = attributes.cell === 'simple' ? [] : perDirection.flat();
  const kept = training ? [hidden, ...needed] : [];
  const value = result(memory, inputs, sizes, attributes, hidden, perDirection, training);
  for (const tensor of perDirection.flat()) if (!kept.includes(tensor)) memory.release(tensor);
  if (!training && value !== hidden) memory.release(hidden);
  return { outputs: [value], kept: kept.map((tensor) => (tensor === value ? memory.share(tensor) : tensor)) };
}

/** Returns [gates, extra] of one direction; the second is absent for a simple cell. */
function runDirection(
  memory: WasmMemory,
  { x, hidden, carry }: KernelInputs<RecurrentInputs>,
  { kernel, recurrentKernel, bias, recurrentBias }: ReturnType<typeof directionsOf<tf.TensorInfo>>[number],
  { batch, steps, inputs, units, columns }: RecurrentSizes,
  attributes: RecurrentAttributes,
  direction: number,
  y: tf.TensorInfo,
  training: boolean,
): tf.TensorInfo[] {
  const { kernels } = memory;
  const { cell, gate, activation } = attributes;
  const code = cells.indexOf(cell);
  const width = gateCounts[cell] * units;
  const rows = batch * steps;
  const gates = memory.output([batch, steps, width]);
  const extra = cell === 'simple' ? [] : [memory.output(training ? [batch, steps, units] : [batch, units])];
  const z = memory.pointer(gates);
  const gemmBytes = kernels.gemmWorkspace(1, rows, width, inputs, 0);
  const workspace = memory.workspace(Math.max(gemmBytes, kernels.recurrentWorkspace(code, batch, units)));
  const biasPointer = bias ? memory.pointer(bias) : 0;
  const source = memory.pointer(x);
  const weights = memory.pointer(kernel);
  // biome-ignore format: one line per matrix
  kernels.gemm(
    1, rows, width, inputs,
    source, 0, inputs * 4, 4,
    weights, 0, width * 4, 4,
    z, 0, width * 4,
    0, biasPointer, bias ? 1 : 0, 0, z, workspace,
  );
  const keepsSteps = y.shape.length === 3;
  const offset = direction * units * 4;
  const state = (tensor: tf.TensorInfo | undefined): number => (tensor ? memory.pointer(tensor) + offset : 0);
  // biome-ignore format: one line per array
  kernels.recurrentForward(
    code, batch, steps, units, runsBackwards(attributes, direction) ? 1 : 0, 0, 0, steps, 1, z, width * 4,
    memory.pointer(y) + offset, columns * 4, keepsSteps ? 0 : 1,
    extra.length > 0 ? memory.pointer(extra[0]) : 0, units * 4, training ? 0 : 1,
    state(hidden), state(carry), columns * 4,
    memory.pointer(recurrentKernel), recurrentBias ? memory.pointer(recurrentBias) : 0,
    squashings.indexOf(gate), squashings.indexOf(activation), workspace,
  );
  return [gates, ...extra];
}

/** Puts the result together; where it is all hidden states, or the last ones alone were made, nothing is copied. */
function result(
  memory: WasmMemory,
  { hidden, carry }: KernelInputs<RecurrentInputs>,
  { batch, steps, units, directions, columns }: RecurrentSizes,
  attributes: RecurrentAttributes,
  y: tf.TensorInfo,
  perDirection: tf.TensorInfo[][],
  training: boolean,
): tf.TensorInfo {
  const { output, cell } = attributes;
  if (output === 'sequence' || (y.shape.length === 2 && steps > 0)) return y;
  const value = memory.output(outputShape(attributes, batch, steps, columns));
  const target = memory.pointer(value);
  const rowBytes = columns * 4;
  const targetBatch = (value.shape.length === 2 ? 1 : value.shape[1]) * rowBytes;
  const copy = memory.kernels.copyRows;
  if (output === 'all') copy(batch, steps * rowBytes, memory.pointer(y), steps * rowBytes, target, targetBatch);
  const finalRow = output === 'all' ? target + steps * rowBytes : target;
  for (let direction = 0; direction < directions; direction++) {
    const offset = direction * units * 4;
    const last = runsBackwards(attributes, direction) ? 0 : steps - 1;
    const put = (source: number, sourceBatch: number, to: number): void =>
      copy(batch, units * 4, source, sourceBatch, to + offset, targetBatch);
    const initial = (state: tf.TensorInfo | undefined, to: number): void => {
      if (state) put(memory.pointer(state) + offset, rowBytes, to);
      else clearRows(memory, batch, units, to + offset, targetBatch);
    };
    if (steps === 0) initial(hidden, finalRow);
    else put(memory.pointer(y) + last * rowBytes + offset, steps * rowBytes, finalRow);
    if (output !== 'all' || cell !== 'lstm') continue;
    const stored = training ? steps : 1;
    const carries = memory.pointer(perDirection[direction][1]) + (training ? last * units * 4 : 0);
    if (steps === 0) initial(carry, finalRow + rowBytes);
    else put(carries, stored * units * 4, finalRow + rowBytes);
  }
  return value;
}

/** Zeros: a product over no terms. */
function clearRows({ kernels }: WasmMemory, rows: number, columns: number, target: number, rowBytes: number): void {
  kernels.gemm(1, rows, columns, 0, 0, 0, 0, 0, 0, 0, 0, 0, target, 0, rowBytes, 0, 0, 0, 0, target, 0);
}

// One product for the inputs of all chains, then the time loop of each; columns are sequences by their addresses alone.
import * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import { batchedProduct, operand } from '../mat-mul/batched-product';
import { cells, squashings } from '../recurrent/cells';
import { chainsOf, columnsOf, type Recurrent2dAttributes, sequencesOf } from './chains';
import type { Recurrent2dInputs } from './reference';

/**
 * How the loops find the sequences of an axis, in pixels: columns in groups (0 for none), from group to group, from sequence
 * to sequence, from step to step.
 */
export function layoutOf(
  [batch, height, width]: readonly number[],
  vertical: boolean,
): [inner: number, outerTokens: number, innerTokens: number, stepTokens: number] {
  if (!vertical) return [0, 0, width, 1];
  return batch > 1 ? [width, height * width, 1, width] : [0, 0, 1, width];
}

/** Kept for the gradient: the states of all chains side by side, then gates and `extra` of each, by pixel. */
export function recurrent2dWasm({
  inputs,
  attributes,
  memory,
  training,
}: WasmKernelCall<Recurrent2dInputs, Recurrent2dAttributes>): { outputs: tf.TensorInfo[]; kept: tf.TensorInfo[] } {
  const { kernels } = memory;
  const { x, kernel, recurrentKernel, bias, recurrentBias } = inputs;
  const { cell, union, gate, activation } = attributes;
  const grid = x.shape.slice(0, 3);
  const tokens = tf.util.sizeFromShape(grid);
  const [count, units, width] = recurrentKernel.shape;
  const columns = count * units;
  const longest = grid[0] * Math.max(grid[1], grid[2]);
  const states = memory.output([...grid, columns]);
  const gates = memory.output([...grid, count * width]);
  const extra = cell === 'simple' ? undefined : memory.output(training ? [...grid, columns] : [longest, units]);
  const sum = union === 'add' ? memory.output([...grid, columnsOf(attributes, units)]) : undefined;
  const z = memory.pointer(gates);
  batchedProduct(
    memory,
    [],
    { ...operand(memory, { ...x, shape: [tokens, x.shape[3]] }, false), tensor: undefined },
    operand(memory, kernel, false),
    { pointer: z, batch: [] },
    { bias: bias && memory.pointer(bias), biasAlong: 'columns', activation: 0, activated: z },
  );
  const code = cells.indexOf(cell);
  const loops = [true, false].map((vertical) =>
    kernels.recurrentWorkspace(code, sequencesOf(grid, vertical)[0], units),
  );
  const workspace = memory.workspace(Math.max(...loops));
  const y = memory.pointer(states);
  const kept = extra ? memory.pointer(extra) : 0;
  chainsOf(attributes).forEach(({ vertical, backwards }, chain) => {
    const [sequences, steps] = sequencesOf(grid, vertical);
    // biome-ignore format: one line per array
    kernels.recurrentForward(
      code, sequences, steps, units, backwards ? 1 : 0, ...layoutOf(grid, vertical),
      z + chain * width * 4, count * width * 4,
      y + chain * units * 4, columns * 4, 0,
      kept === 0 || !training ? kept : kept + chain * units * 4, training ? columns * 4 : units * 4, training ? 0 : 1,
      0, 0, 0,
      memory.pointer(recurrentKernel) + chain * units * width * 4,
      recurrentBias ? memory.pointer(recurrentBias) + chain * width * 4 : 0,
      squashings.indexOf(gate), squashings.indexOf(activation), workspace,
    );
  });
  if (sum) kernels.sumMiddle(tokens, 2, columns / 2, y, memory.pointer(sum), 1, workspace);
  const value = sum ?? states;
  // The gate of a simple cell is its state.
  const needed = [states, gates, extra].filter((tensor) => tensor !== undefined);
  const saved = !training ? [] : cell === 'simple' ? [states] : needed;
  for (const tensor of needed) if (tensor !== value && !saved.includes(tensor)) memory.release(tensor);
  return { outputs: [value], kept: saved.map((tensor) => (tensor === value ? memory.share(tensor) : tensor)) };
}

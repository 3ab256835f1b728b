import type * as tf from '@tensorflow/tfjs';
import type { KernelInputs, WasmKernelCall } from '../../backends/wasm-kernel';
import type { WasmMemory } from '../../backends/wasm-memory';
import { cells, gateCounts, type RecurrentAttributes, runsBackwards, squashings } from '../recurrent/cells';
import type { RecurrentGradInputs } from './reference';

export function recurrentGradWasm({
  inputs,
  attributes,
  memory,
}: WasmKernelCall<RecurrentGradInputs, RecurrentAttributes>): { outputs: tf.TensorInfo[] } {
  const states = [inputs.hidden, inputs.carry].map((state) => state && memory.output(state.shape));
  const outputs = [runDirection(memory, inputs, attributes, 0, states)];
  if (inputs.backwardRecurrentKernel) outputs.push(runDirection(memory, inputs, attributes, 1, states));
  return { outputs: [...outputs.flat(), ...states.filter((state) => state !== undefined)] };
}

/** Gradients of one direction; those of the initial states go into its columns of `states`. */
function runDirection(
  memory: WasmMemory,
  inputs: KernelInputs<RecurrentGradInputs>,
  attributes: RecurrentAttributes,
  direction: number,
  [dHidden, dCarry]: Array<tf.TensorInfo | undefined>,
): tf.TensorInfo[] {
  const { kernels } = memory;
  const { x, dy, sequence, hidden, carry } = inputs;
  const { cell, output, gate, activation } = attributes;
  const recurrentKernel = direction === 0 ? inputs.recurrentKernel : inputs.backwardRecurrentKernel!;
  const gates = direction === 0 ? inputs.gates : inputs.backwardGates;
  const extra = direction === 0 ? inputs.extra : inputs.backwardExtra;
  const [batch, steps, inputSize] = x.shape;
  const [units, width] = recurrentKernel.shape;
  const rows = batch * steps;
  const code = cells.indexOf(cell);
  const after = cell === 'gruAfter';
  const dz = memory.output([batch, steps, width]);
  const dKernel = memory.output([inputSize, width]);
  const dRecurrentKernel = memory.output([units, width]);
  const dBias = memory.output([width]);
  const dRecurrentBias = after ? [memory.output([width])] : [];
  const dInner = after ? memory.output([batch, steps, units]) : undefined;
  // Columns whose recurrent product is taken from the hidden state itself.
  const direct = gateCounts[cell] === 3 ? 2 * units : width;
  const workspace = memory.workspace(
    Math.max(
      kernels.recurrentWorkspace(code, batch, units),
      kernels.recurrentProductWorkspace(batch, steps, units, width),
      kernels.gemmWorkspace(1, inputSize, width, rows, 1),
      width * 4 * 32,
    ),
  );
  const offset = direction * units * 4;
  const columnBytes = sequence!.shape[2] * 4;
  const at = (tensor: tf.TensorInfo | undefined, shift = 0): number => (tensor ? memory.pointer(tensor) + shift : 0);
  const backwards = runsBackwards(attributes, direction) ? 1 : 0;
  const dyPointer = at(dy, offset);
  const dyBatch = (output === 'last' ? 1 : dy.shape[1]) * columnBytes;
  const final = output === 'sequence' ? 0 : dyPointer + (output === 'all' ? steps * columnBytes : 0);
  const y = at(sequence, offset);
  const weights = memory.pointer(recurrentKernel);
  const d = memory.pointer(dz);
  const inner = at(dInner);
  // biome-ignore format: one line per array
  kernels.recurrentBackward(
    code, batch, steps, units, backwards, 0, 0, steps, 1, at(gates), d, width * 4,
    y, columnBytes, at(extra), units * 4, inner, units * 4,
    at(hidden, offset), at(carry, offset), columnBytes,
    output === 'last' ? 0 : dyPointer, columnBytes, dyBatch - steps * columnBytes,
    final, output === 'all' && cell === 'lstm' ? final + columnBytes : 0, dyBatch,
    at(dHidden, offset), at(dCarry, offset),
    weights, squashings.indexOf(gate), squashings.indexOf(activation), workspace,
  );
  const bytes = width * 4;
  const source = memory.pointer(x);
  const target = memory.pointer(dKernel);
  // biome-ignore format: one line per matrix
  kernels.gemm(
    1, inputSize, width, rows,
    source, 0, 4, inputSize * 4,
    d, 0, bytes, 4,
    target, 0, bytes,
    0, 0, 0, 0, target, workspace,
  );
  const recurrentTarget = memory.pointer(dRecurrentKernel);
  const state = at(hidden, offset);
  const product = (n: number, gradient: number, step: number, to: number): void =>
    kernels.recurrentProduct(
      ...([batch, steps, units, n, backwards, 0, 0, steps, 1, y, columnBytes, gradient, step] as const),
      ...([state, columnBytes, to, bytes, workspace] as const),
    );
  product(direct, d, bytes, recurrentTarget);
  if (after) product(units, inner, units * 4, recurrentTarget + direct * 4);
  if (cell === 'gruBefore') {
    const to = recurrentTarget + direct * 4;
    // biome-ignore format: one line per matrix
    kernels.gemm(
      1, units, units, rows,
      at(extra), 0, 4, units * 4,
      d + direct * 4, 0, bytes, 4,
      to, 0, bytes,
      0, 0, 0, 0, to, workspace,
    );
  }
  const bias = memory.pointer(dBias);
  kernels.sumMiddle(1, rows, width, d, bias, 1, workspace);
  if (dInner) {
    const recurrentBias = memory.pointer(dRecurrentBias[0]);
    kernels.copyRows(1, direct * 4, bias, 0, recurrentBias, 0);
    kernels.sumMiddle(1, rows, units, inner, recurrentBias + direct * 4, 1, workspace);
    memory.release(dInner);
  }
  return [dz, dKernel, dRecurrentKernel, dBias, ...dRecurrentBias];
}

// Runs a fused step on the variables themselves and gives them their new values.
import * as tf from '@tensorflow/tfjs';
import type { WasmBackend, WasmHeap } from '../../backends/wasm-heap';
import { heapOf } from '../../backends/wasm-kernels';
import { tapeDepth } from '../../engine/tfjs-engine';
import { type OptimizerRule, runOptimizerStep, type StepOptions } from './wasm';

/** One variable, its gradient, and the variables that the rule keeps beside it. */
export interface VariableRow {
  weight: tf.Variable;
  gradient: tf.Tensor;
  states: readonly tf.Variable[];
  factors?: readonly [number, number];
}

/**
 * The heap on which a fused step can run now: the WASM backend is in use and no tape records (a tape needs stock ops). Our
 * kernels must be loaded.
 */
export function optimizerHeap(): WasmHeap | undefined {
  if (tf.getBackend() !== 'wasm' || tapeDepth() > 0) return undefined;
  return heapOf(tf.backend() as unknown as WasmBackend);
}

/** True when the kernel takes these tensors: all float32, gradients and states of the size of their weight. */
export function fitsStep(rows: readonly VariableRow[]): boolean {
  return rows.every(
    ({ weight, gradient, states }) =>
      !gradient.isDisposed &&
      gradient.dtype === 'float32' &&
      weight.dtype === 'float32' &&
      gradient.size === weight.size &&
      states.every((state) => !state.isDisposed && state.dtype === 'float32' && state.size === weight.size),
  );
}

function assign(heap: WasmHeap, variable: tf.Variable, info: tf.TensorInfo): void {
  if (variable.dataId === info.dataId) return;
  // A variable reads shape, dtype and data of what it is given, and counts one more reference; ours goes.
  variable.assign(info as tf.Tensor);
  heap.release(info);
}

/**
 * Updates all variables in one call. Weights get new memory, because clones, tapes and packed copies of stock ops may hold
 * the old one; states that nobody shares are overwritten.
 */
export function stepVariables(
  heap: WasmHeap,
  rule: OptimizerRule,
  rows: readonly VariableRow[],
  options: Omit<StepOptions, 'inPlace'>,
): void {
  if (rows.length === 0) return;
  const results = heap.run('OptimizerStep', () => runOptimizerStep(heap, rule, rows, { ...options, inPlace: true }));
  rows.forEach(({ weight, states }, index) => {
    const result = results[index];
    assign(heap, weight, result.weight);
    states.forEach((state, number) => {
      assign(heap, state, result.states[number]);
    });
  });
}

// Runs a fused step on the variables themselves and gives them their new values.
import * as tf from '@tensorflow/tfjs';
import type { WasmBackend, WasmHeap } from '../../backends/wasm-heap';
import { heapOf } from '../../backends/wasm-kernels';
import { hasWebgpuMembers, type WebgpuBackend } from '../../backends/webgpu-kernel';
import { tapeDepth } from '../../engine/tfjs-engine';
import type { VariableRow } from './variable-row';
import { type OptimizerRule, runOptimizerStep, type StepOptions } from './wasm';
import { webgpuOptimizerStep } from './webgpu';

/** A backend that updates many variables in one call. */
export interface StepRunner {
  /** Updates all variables, or answers false with nothing changed. */
  run(rule: OptimizerRule, rows: readonly VariableRow[], options: Omit<StepOptions, 'inPlace'>): boolean;
  /** The value of a scalar, where it is at hand. */
  read(scalar: tf.Tensor): number | undefined;
}

/**
 * What runs a fused step now: the WASM or WebGPU backend is in use and no tape records (a tape needs stock ops). Our kernels
 * must be loaded.
 */
export function stepRunner(): StepRunner | undefined {
  if (tapeDepth() > 0) return undefined;
  if (tf.getBackend() === 'wasm') {
    const heap = heapOf(tf.backend() as unknown as WasmBackend);
    return {
      run(rule, rows, options) {
        stepVariables(heap, rule, rows, options);
        return true;
      },
      read: (scalar) => scalar.dataSync()[0],
    };
  }
  if (tf.getBackend() === 'webgpu' && hasWebgpuMembers(tf.backend())) {
    const backend = tf.backend() as unknown as WebgpuBackend;
    return {
      run: (rule, rows, options) => webgpuOptimizerStep(backend, rule, rows, options),
      // What lies on the device can only be waited for.
      read: ({ dataId }) => (backend.tensorMap.get(dataId).values as ArrayLike<number> | null | undefined)?.[0],
    };
  }
  return undefined;
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
function stepVariables(
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

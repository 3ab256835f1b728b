// One call of the kernel for all variables: a table of pointers in the workspace, one row per variable.
import * as tf from '@tensorflow/tfjs';
import type { WasmMemory } from '../../backends/wasm-memory';

/** Update rules that the kernel knows, with their numbers there. */
export const optimizerRules = {
  adam: 0,
  descent: 1,
  momentum: 2,
  rootMeanSquare: 3,
  adagrad: 4,
  adadelta: 5,
  adamax: 6,
  average: 7,
} as const;

export type OptimizerRule = keyof typeof optimizerRules;

/** One variable of a step. */
export interface StepRow {
  weight: tf.TensorInfo;
  gradient: tf.TensorInfo;
  /** Running values beside the weight, at most three. */
  states: readonly tf.TensorInfo[];
  /** Two numbers of this row; their meaning is the rule's. */
  factors?: readonly [number, number];
}

export interface StepOptions {
  /** Numbers of the rule, at most eight. */
  settings: readonly number[];
  /** Largest root of the sum of all squared gradients; 0 or absent for no limit. */
  maxNorm?: number;
  /** States that nobody shares are overwritten where they are. Weights never are: stock ops keep packed copies of them. */
  inPlace?: boolean;
}

/** The new values of one row. A state that was overwritten is the tensor that came in. */
export interface StepResult {
  weight: tf.TensorInfo;
  states: tf.TensorInfo[];
}

const rowWords = 12;
/** What the kernel needs behind the table for the last values of a row, in words. */
const scratchWords = 52;
const settingWords = 8;

/** Updates all rows in one call of the kernel. */
export function runOptimizerStep(
  memory: WasmMemory,
  rule: OptimizerRule,
  rows: readonly StepRow[],
  { settings, maxNorm = 0, inPlace = false }: StepOptions,
): StepResult[] {
  const results = rows.map(({ weight, states }) => ({
    weight: memory.output(weight.shape),
    states: states.map((state) => (inPlace && memory.exclusive(state) ? state : memory.output(state.shape))),
  }));
  for (const { states } of results) for (const state of states) memory.changed(state);
  const words = rows.length * rowWords + scratchWords + settingWords;
  const integers = new Uint32Array(words);
  const floats = new Float32Array(integers.buffer);
  rows.forEach(({ weight, gradient, states, factors }, index) => {
    const at = index * rowWords;
    const result = results[index];
    integers[at] = tf.util.sizeFromShape(weight.shape);
    integers[at + 1] = memory.pointer(gradient);
    integers[at + 2] = memory.pointer(weight);
    integers[at + 3] = memory.pointer(result.weight);
    for (let number = 0; number < states.length; number++) {
      integers[at + 4 + 2 * number] = memory.pointer(states[number]);
      integers[at + 5 + 2 * number] = memory.pointer(result.states[number]);
    }
    if (factors !== undefined) floats.set(factors, at + 10);
  });
  const settingsAt = words - settingWords;
  floats.set(settings, settingsAt);
  const table = memory.workspace(words * 4);
  // Only now: outputs, the workspace and tensors of another backend all may have moved the memory.
  new Uint32Array(memory.buffer, table, words).set(integers);
  memory.kernels.updateVariables(optimizerRules[rule], rows.length, table, table + settingsAt * 4, maxNorm);
  return results;
}

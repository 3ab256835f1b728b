// The few members of the TensorFlow.js engine that this package needs and that its declarations hide or leave loose.
// They are read here and nowhere else.
import * as tf from '@tensorflow/tfjs';

/** Stores tensors until the backward pass has run. */
export type SaveForBackward = (tensors: tf.Tensor[]) => void;

/** A step of the tape written by hand: forward once, gradients computed per input and only on demand. */
export interface TapeStep {
  forwardFunc: (backend: unknown, save: SaveForBackward) => tf.Tensor | tf.Tensor[];
  backwardsFunc: (dy: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]) => Record<string, () => tf.Tensor>;
  inputs: tf.NamedTensorMap;
  attrs: tf.NamedAttrMap;
}

interface EngineInternals {
  state: { gradientDepth: number; kernelDepth: number };
  runKernelFunc?(step: TapeStep): tf.Tensor | tf.Tensor[];
}

function internals(): EngineInternals {
  return tf.engine() as unknown as EngineInternals;
}

/** Number of tapes that record right now: 0 outside of gradients, 2 and more while a gradient of a gradient is taken. */
export function tapeDepth(): number {
  const { gradientDepth, kernelDepth } = internals().state;
  return kernelDepth > 0 ? 0 : gradientDepth;
}

/** True while a tape records, inside of kernels too: what runs now will be differentiated. */
export function tapeRecords(): boolean {
  return internals().state.gradientDepth > 0;
}

/** True when the engine accepts hand-written tape steps, which fused gradients need. */
export function supportsTapeSteps(): boolean {
  return typeof internals().runKernelFunc === 'function';
}

/** Runs one hand-written step. Unlike `tf.customGrad` the gradients stay lazy: those nobody asks for are never computed. */
export function runTapeStep(step: TapeStep): tf.Tensor | tf.Tensor[] {
  const engine = internals();
  return engine.runKernelFunc!.call(engine, step);
}

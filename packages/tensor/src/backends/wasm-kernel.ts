// What a fused kernel for the WASM backend looks like from the side of an op.
import type * as tf from '@tensorflow/tfjs';
import type { WasmMemory } from './wasm-memory';

/** Tensor handles by input name. */
export type KernelInputs<Inputs> = { [Name in keyof Inputs]: tf.TensorInfo | Extract<Inputs[Name], undefined> };

/** One call of a WASM kernel. */
export interface WasmKernelCall<Inputs, Attributes> {
  inputs: KernelInputs<Inputs>;
  attributes: Attributes;
  /** The heap of TensorFlow.js: pointers, outputs, scratch memory and the kernels that work on it. */
  memory: WasmMemory;
  /** True when a backward pass will follow, so that the kernel has to keep what the gradient rule needs. */
  training: boolean;
}

/** Returns the outputs, followed by the tensors to keep for the gradient rule when `training` is set. */
export type WasmKernel<Inputs, Attributes> = (call: WasmKernelCall<Inputs, Attributes>) => {
  outputs: tf.TensorInfo[];
  kept?: tf.TensorInfo[];
};

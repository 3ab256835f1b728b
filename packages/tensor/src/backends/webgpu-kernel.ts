// What a fused kernel for the WebGPU backend looks like from the side of an op.
import type * as tf from '@tensorflow/tfjs';
import type { KernelInputs } from './wasm-kernel';

/** The program object that the WebGPU backend of TensorFlow.js compiles and caches by `shaderKey`. */
export interface WebgpuProgram {
  variableNames: string[];
  outputShape: number[];
  /** Must contain everything that changes the shader text; starts with `perceptrons.`. */
  shaderKey: string;
  workgroupSize: [number, number, number];
  dispatchLayout: { x: number[]; y?: number[]; z?: number[] };
  dispatch: [number, number, number];
  /** WGSL member declarations, for example `epsilon : f32,`. */
  uniforms?: string;
  size?: boolean;
  /** Values per element of the input arrays and of the result: 1, or 4 for arrays of vectors. */
  variableComponents?: number[];
  outputComponent?: number;
  getUserCode(): string;
}

/** Values of the uniforms, in the order of their declaration. */
export type WebgpuUniforms = Array<{ type: 'float32' | 'int32' | 'uint32'; data: number[] }>;

/** The one method of the WebGPU backend that kernels use. */
export interface WebgpuBackend {
  runWebGPUProgram(
    program: WebgpuProgram,
    inputs: tf.TensorInfo[],
    outputDtype: tf.DataType,
    uniforms?: WebgpuUniforms,
    output?: tf.TensorInfo,
  ): tf.TensorInfo;
  disposeData(dataId: object): boolean;
  incRef(dataId: object): void;
}

/** One call of a WebGPU kernel. */
export interface WebgpuKernelCall<Inputs, Attributes> {
  inputs: KernelInputs<Inputs>;
  attributes: Attributes;
  backend: WebgpuBackend;
  /** True when a backward pass will follow, so that the kernel has to keep what the gradient rule needs. */
  training: boolean;
}

/** Returns the outputs, followed by the tensors to keep for the gradient rule when `training` is set. */
export type WebgpuKernel<Inputs, Attributes> = (call: WebgpuKernelCall<Inputs, Attributes>) => {
  outputs: tf.TensorInfo[];
  kept?: tf.TensorInfo[];
};

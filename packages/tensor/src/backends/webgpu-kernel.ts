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

/** A buffer of the device. */
export interface WebgpuBuffer {
  readonly size: number;
  readonly usage: number;
}

/** What the backend knows of a tensor. */
export interface WebgpuTensorData {
  /** Values that were not sent to the device yet. */
  values?: tf.BackendValues | null;
  resource?: WebgpuBuffer | null;
  /** Type of the numbers in the buffer, whatever a tensor on it is called. */
  dtype: tf.DataType;
  refCount: number;
}

/** The members of the WebGPU backend that kernels use; `hasWebgpuMembers` checks them at start-up. */
export interface WebgpuBackend {
  readonly device: {
    readonly limits: Readonly<Record<string, number>>;
    readonly features: ReadonlySet<string>;
    createShaderModule(descriptor: object): object;
    createComputePipeline(descriptor: object): object;
  };
  readonly tensorMap: { get(dataId: object): WebgpuTensorData; has(dataId: object): boolean };
  readonly bufferManager: {
    acquireBuffer(size: number, usage: number): WebgpuBuffer;
    releaseBuffer(buffer: WebgpuBuffer): void;
  };
  /** Commands that were not handed to the device yet. */
  commandEncoder: {
    copyBufferToBuffer(from: WebgpuBuffer, fromByte: number, to: WebgpuBuffer, toByte: number, bytes: number): void;
  } | null;
  ensureCommandEncoderReady(): void;
  /** Copies are possible after it. */
  endComputePassEncoder(): void;
  /** Gives a tensor a buffer, with its values where it has some. */
  uploadToGPU(dataId: object): void;
  makeTensorInfo(shape: number[], dtype: tf.DataType, values?: tf.BackendValues): tf.TensorInfo;
  /** Binds the output, the inputs and the uniforms of a compiled program, in this order, and adds its dispatch. */
  recordAndSubmit(
    program: { pipeline: object; dispatch: number[] },
    output: tf.TensorInfo,
    inputs: tf.TensorInfo[],
    uniforms: WebgpuUniforms,
  ): void;
  runWebGPUProgram(
    program: WebgpuProgram,
    inputs: tf.TensorInfo[],
    outputDtype: tf.DataType,
    uniforms?: WebgpuUniforms,
    output?: tf.TensorInfo,
  ): tf.TensorInfo;
  disposeData(dataId: object, force?: boolean): boolean;
  incRef(dataId: object): void;
}

const members = [
  'recordAndSubmit',
  'uploadToGPU',
  'ensureCommandEncoderReady',
  'endComputePassEncoder',
  'runWebGPUProgram',
] satisfies Array<keyof WebgpuBackend>;

/** True for a backend that has what our kernels call. Some of it is private in the declarations of TensorFlow.js. */
export function hasWebgpuMembers(backend: object): boolean {
  return members.every((name) => typeof (backend as Record<string, unknown>)[name] === 'function');
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

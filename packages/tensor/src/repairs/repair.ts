// A repair of one stock kernel or gradient, with its proof as data: the test, the report and the documentation are made
// from the same lines.
import type * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../backends/wasm-heap';

/** What a stock computation gives before and after the repair. */
export interface Proof {
  /** The computation in words or as an expression. */
  expression: string;
  compute(): tf.Tensor;
  /** Result of the stock code: numbers, an error text, or a reason why it is not run. */
  stock: { values: number[] } | { throws: string } | { notRun: string };
  /** The right result. */
  right: number[];
  /** Largest error allowed, absolute; 1e-5 unless said otherwise. */
  tolerance?: number;
}

/** Arguments of a kernel as TensorFlow.js hands them over. */
export interface StockCall {
  inputs: Record<string, tf.TensorInfo>;
  attrs: tf.NamedAttrMap;
  backend: unknown;
}

/** A kernel as these repairs see it. */
export type StockKernel = (call: StockCall) => tf.TensorInfo | tf.TensorInfo[];

/** A stock kernel of the WASM backend that is replaced, or one that is missing. */
export interface KernelRepair {
  kernelName: string;
  /** What is wrong with the stock kernel, or why ours exists. */
  why: string;
  /** Computes the result; `stock` is the replaced kernel, and throws where there is none. */
  run(call: StockCall, heap: WasmHeap, stock: StockKernel): tf.TensorInfo | tf.TensorInfo[];
  proofs: Proof[];
}

/** A kernel of every backend that is right once its call is put right. */
export interface CallRepair {
  kernelName: string;
  why: string;
  /** The call as the stock kernel should get it. */
  rewrite(call: StockCall): StockCall;
  proofs: Proof[];
}

/** A stock kernel that is replaced on the named backends by calls of their own kernels. */
export interface BackendRepair {
  kernelName: string;
  backends: ReadonlyArray<'cpu' | 'wasm' | 'webgpu'>;
  why: string;
  /** Computes the result; `run` calls another kernel of the same backend, `stock` the replaced one. */
  run(call: StockCall, stock: StockKernel, kernels: OtherKernels): tf.TensorInfo | tf.TensorInfo[];
  proofs: Proof[];
}

/** Kernels of the backend at hand. What they return belongs to the caller, who passes it on or releases it. */
export interface OtherKernels {
  run(kernelName: string, inputs: Record<string, tf.TensorInfo>, attrs?: object): tf.TensorInfo;
  release(...tensors: tf.TensorInfo[]): void;
}

/** A stock gradient that is replaced on every backend. */
export interface GradientRepair {
  kernelName: string;
  why: string;
  /** Gets the stock configuration, where there is one, and returns the repaired one. */
  config(stock: tf.GradConfig | undefined): tf.GradConfig;
  proofs: Proof[];
}

/** A repair of the tape itself. */
export interface TapeRepair {
  name: string;
  why: string;
  /** Applies the repair and returns the function that takes it back; undefined where the engine has no such tape. */
  apply(): (() => void) | undefined;
  proofs: Proof[];
}

/** A method of a stock class that is replaced where our kernels run. */
export interface MethodRepair {
  /** Class and method, for the report. */
  name: string;
  why: string;
  /** Replaces the method and returns the function that puts it back; undefined where there is no such class. */
  apply(): (() => void) | undefined;
  proofs: Proof[];
}

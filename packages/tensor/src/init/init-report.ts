import type { BackendName } from './init-options';

/** The graphics adapter in words. */
export interface AdapterDescription {
  vendor: string;
  architecture: string;
  description: string;
  /** True for software adapters, which `auto` never chooses. */
  software: boolean;
}

/** What an open graphics device can do. */
export interface DeviceDescription {
  /** Optional features of WebGPU that the device has, for example `shader-f16`, `subgroups` and `timestamp-query`. */
  features: string[];
  /** Largest buffers, workgroups and counts of buffers in a shader, by their names in WebGPU. */
  limits: Record<string, number>;
}

/** What `init` found and did. */
export interface InitReport {
  backend: BackendName;
  /** Why this backend, and why not the ones before it. */
  reason: string;
  /** Instruction set of our WASM kernels. */
  simd: 'relaxed' | 'simd' | 'none';
  /** `shared` when TensorFlow.js runs its threaded build. */
  memory: 'plain' | 'shared' | 'none';
  /** `reference` when every op runs as a composition of stock ops. */
  kernels: 'fused' | 'reference';
  /** Threads that TensorFlow.js itself uses. */
  threads: number;
  /** Threads that share a large product of ours, with the one that calls; 1 where memory is not shared. */
  kernelThreads: number;
  /** Stock kernels and methods replaced, as `backend/kernel` and `backend/Class.method`. */
  overridden: string[];
  /** Stock gradients replaced. */
  patchedGradients: string[];
  adapter?: AdapterDescription;
  /** On WebGPU: kernels of `dense` are read as 16-bit numbers. */
  halfStorage?: boolean;
  /** On WebGPU: features and limits of the device. */
  device?: DeviceDescription;
  /** Everything that did not go as asked, in sentences. */
  warnings: string[];
}

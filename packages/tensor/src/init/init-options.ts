/** Backends that `init` can start. */
export type BackendName = 'webgpu' | 'wasm' | 'cpu';

/** How the WebGPU device is opened. */
export interface WebgpuOptions {
  powerPreference?: 'low-power' | 'high-performance';
  /** Optional device features, for example `shader-f16`; those the adapter lacks are left out and reported. */
  features?: string[];
  /**
   * `dense` reads its kernel as 16-bit numbers, packed once for every new value of the kernel, and adds up in float32. Halves
   * the traffic of kernels that are read often; takes half their size in addition. Values are rounded to 11 bits, and those
   * beyond 65504 to that. Gradients and updates stay float32. Needs no feature of the device. Default false.
   */
  halfStorage?: boolean;
  /** A ready GPUAdapter. */
  adapter?: unknown;
  /** A ready GPU object, as `navigator.gpu` is in browsers. */
  gpu?: unknown;
}

export interface InitOptions {
  /** Default `auto`: WebGPU on real hardware, else WASM, else the plain CPU backend. */
  backend?: 'auto' | BackendName;
  /** What `auto` should favour. `small-ops` passes over WebGPU, whose cost per op is ten times that of WASM. */
  prefer?: 'gpu' | 'small-ops';
  /** Replace stock kernels and gradients that are wrong, missing or slow. Default true. */
  patchStock?: boolean;
  /** Same bits on every machine: forces the plain SIMD kernels. Default false. */
  deterministic?: boolean;
  /** Where the `.wasm` files of `@tensorflow/tfjs-backend-wasm` are served; needed in browsers, not in Node. */
  wasmPaths?: string | Record<string, string>;
  /**
   * Threads that share large matrix products on WASM; results have the same bits for any number. It takes memory that
   * threads can share: a page served with the headers COOP `same-origin` and COEP `require-corp`, not Node. The helpers
   * start with the first large product, as workers from a `blob:` address. Default: half of the cores, at most 4.
   */
  threads?: number;
  webgpu?: WebgpuOptions;
}

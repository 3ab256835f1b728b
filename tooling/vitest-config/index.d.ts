/** Backends a suite runs on: the ones of the current vitest project, narrowed by PERCEPTRONS_BACKENDS (comma separated). */
export function testBackends(): Array<'cpu' | 'wasm' | 'webgpu'>;
/** Fails when `run` leaves a different number of tensors behind than it found. */
export function expectNoLeak(run: () => unknown): Promise<void>;
/** A suite that needs a WebGPU adapter. Without one it is reported as skipped, with the reason in its name. */
export function describeWebgpu(name: string, body: () => void): void;
/** Runs a computation on the WebGPU backend and counts the programs that it hands to the device. */
export function countDispatches(run: () => unknown): number;

/** What the global set-up of the WebGPU tests found. */
export interface WebgpuProbe {
  adapter: { vendor: string; architecture: string; description: string } | null;
  /** Why there is no adapter. */
  reason?: string;
  /** The adapter is the software driver that Chromium ships. */
  swiftshader: boolean;
}

declare module 'vitest' {
  export interface ProvidedContext {
    webgpu: WebgpuProbe;
  }
}

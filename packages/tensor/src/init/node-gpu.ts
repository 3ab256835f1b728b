// WebGPU in Node comes from Dawn, in the optional package `webgpu`. Browsers never get here.
import type { GpuLike } from './webgpu-device';

// In a variable, so that bundlers for browsers neither look for the package nor pack it.
const dawnPackage = 'webgpu';

/** True in Node and its like. */
export function isNode(): boolean {
  return typeof process === 'object' && process.versions?.node !== undefined;
}

/**
 * Loads Dawn.
 *
 * @returns its entry point, or the reason why there is none.
 */
export async function loadDawn(): Promise<GpuLike | string> {
  let dawn: { create(options: string[]): GpuLike; globals: Record<string, unknown> };
  try {
    dawn = await import(/* @vite-ignore */ /* webpackIgnore: true */ dawnPackage);
  } catch (cause) {
    return `Node has no WebGPU of its own and the package webgpu could not be loaded (${(cause as Error).message}); install it with: npm install webgpu`;
  }
  // The backend uses GPUBufferUsage and the like as globals.
  for (const [name, value] of Object.entries(dawn.globals)) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  return dawn.create([]);
}

/** Makes `navigator.gpu` answer: the backend of TensorFlow.js tests for it when it is imported and when it starts. */
export function publishGpu(gpu: GpuLike): void {
  const scope = globalThis as { navigator?: { gpu?: unknown } };
  if (scope.navigator?.gpu) return;
  if (scope.navigator) {
    Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true });
  } else {
    // Node 20 has no navigator; libraries read its user agent once it exists.
    const navigator = { gpu, userAgent: `Node.js/${process.versions.node.split('.')[0]}` };
    Object.defineProperty(scope, 'navigator', { value: navigator, configurable: true, writable: true });
  }
}

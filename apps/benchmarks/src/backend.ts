import * as tf from '@tensorflow/tfjs';
import type { BenchmarkBackend } from './harness/benchmark';

interface NodeWebgpu {
  create(flags: string[]): { requestAdapter: unknown };
  globals: Record<string, unknown>;
}

/** Starts a stock backend, without any of our code. @throws Error if it does not start. */
export async function startStock(backend: BenchmarkBackend | 'cpu'): Promise<void> {
  if (backend === 'webgpu') await provideWebgpu();
  if (backend === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  if (backend === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu');
  if (!(await tf.setBackend(backend))) throw new Error(`the stock backend ${backend} did not start`);
  await tf.ready();
}

/** Gives Node a `navigator.gpu`; must come before the stock WebGPU backend is imported. */
async function provideWebgpu(): Promise<void> {
  if ('gpu' in (globalThis.navigator ?? {})) return;
  const { create, globals } = (await import('webgpu')) as unknown as NodeWebgpu;
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: create([]) }, configurable: true });
}

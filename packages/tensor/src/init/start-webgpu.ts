import * as tf from '@tensorflow/tfjs';
import type { BackendStart } from './backend-start';
import type { InitOptions } from './init-options';

interface GpuLike {
  requestAdapter(options?: object): Promise<AdapterLike | null>;
}

interface AdapterLike {
  isFallbackAdapter?: boolean;
  info?: { vendor: string; architecture: string; description: string; isFallbackAdapter?: boolean };
}

const softwareAdapters = /swiftshader|llvmpipe|lavapipe/i;

/** Starts WebGPU. With `hardwareOnly`, a software adapter counts as absent. */
export async function startWebgpu({ webgpu = {} }: InitOptions, hardwareOnly: boolean): Promise<BackendStart> {
  const gpu = (webgpu.gpu ?? (globalThis.navigator as { gpu?: unknown } | undefined)?.gpu) as GpuLike | undefined;
  if (gpu === undefined) return failed('this environment has no WebGPU');
  const adapter = await gpu.requestAdapter({ powerPreference: webgpu.powerPreference });
  if (adapter === null) return failed('WebGPU offers no adapter');
  const { vendor = '', architecture = '', description = '' } = adapter.info ?? {};
  const software =
    adapter.isFallbackAdapter === true ||
    adapter.info?.isFallbackAdapter === true ||
    softwareAdapters.test(`${vendor} ${architecture} ${description}`);
  if (software && hardwareOnly) return failed(`the only WebGPU adapter is software (${description || vendor})`);
  await import('@tensorflow/tfjs-backend-webgpu');
  if (!(await tf.setBackend('webgpu').catch(() => false))) return failed('the WebGPU device could not be opened');
  await tf.ready();
  return {
    started: true,
    backend: 'webgpu',
    reason: `WebGPU adapter ${description || vendor || 'without a name'}`,
    adapter: { vendor, architecture, description, software },
    warnings: [],
  };
}

function failed(reason: string): BackendStart {
  return { started: false, backend: 'webgpu', reason };
}

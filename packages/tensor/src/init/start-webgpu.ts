import * as tf from '@tensorflow/tfjs';
import type { BackendStart } from './backend-start';
import { watchDevice } from './device-loss';
import type { InitOptions, WebgpuOptions } from './init-options';
import type { AdapterDescription } from './init-report';
import { isNode, loadDawn, publishGpu } from './node-gpu';
import { requireOneCopy } from './require-one-copy';
import {
  type AdapterLike,
  type DeviceLike,
  describeAdapter,
  describeDevice,
  type GpuLike,
  openDevice,
} from './webgpu-device';

/** The backend that this module started, while its device lives. */
let own: { backend: object; adapter: AdapterDescription; lost: boolean } | undefined;

/**
 * Starts the WebGPU backend of TensorFlow.js on a device of our own, with the limits that the adapter offers. A backend
 * that already runs is kept, since its tensors live on its device.
 *
 * @param hardwareOnly A software adapter counts as absent.
 * @throws BackendError `tensor/duplicate-tfjs` if the backend package uses another copy of TensorFlow.js.
 */
export async function startWebgpu({ webgpu = {} }: InitOptions, hardwareOnly: boolean): Promise<BackendStart> {
  const running = tf.engine().registry.webgpu as object | undefined;
  if (running !== undefined && !(own?.backend === running && own.lost)) return keep(running, webgpu, hardwareOnly);
  const gpu = await findGpu(webgpu);
  if (typeof gpu === 'string') return failed(gpu);
  const adapter = await findAdapter(gpu, webgpu, hardwareOnly);
  if (adapter === null) return failed(`WebGPU offers no adapter; ${adapterAdvice()}`);
  const description = describeAdapter(adapter);
  if (description.software && hardwareOnly) {
    return failed(`the only WebGPU adapter is software (${nameOf(description)}); backend "webgpu" would use it`);
  }
  publishGpu(gpu);
  const backendPackage = await loadBackendPackage();
  if (typeof backendPackage === 'string') return failed(backendPackage);
  return start(adapter, description, backendPackage, webgpu.features ?? []);
}

async function findGpu({ gpu, adapter }: WebgpuOptions): Promise<GpuLike | string> {
  const given = gpu ?? (globalThis.navigator as { gpu?: unknown } | undefined)?.gpu;
  if (given) return given as GpuLike;
  if (isNode()) return loadDawn();
  if (adapter !== undefined) return { requestAdapter: async () => adapter as AdapterLike };
  return 'this environment has no WebGPU (navigator.gpu); use a browser that has it, on a page served over https or from localhost';
}

async function findAdapter(gpu: GpuLike, options: WebgpuOptions, hardwareOnly: boolean): Promise<AdapterLike | null> {
  if (options.adapter !== undefined) return options.adapter as AdapterLike;
  const found = await gpu.requestAdapter({ powerPreference: options.powerPreference ?? 'high-performance' });
  return found ?? (hardwareOnly ? null : gpu.requestAdapter({ forceFallbackAdapter: true }));
}

function adapterAdvice(): string {
  return isNode()
    ? 'Dawn needs a Vulkan, Metal or Direct3D 12 driver: install the driver of the graphics card, or a software one such as lavapipe or SwiftShader'
    : 'update the browser and the graphics driver, and see whether hardware acceleration is switched on';
}

type BackendPackage = typeof import('@tensorflow/tfjs-backend-webgpu');

async function loadBackendPackage(): Promise<BackendPackage | string> {
  try {
    return await import('@tensorflow/tfjs-backend-webgpu');
  } catch (cause) {
    return `the package @tensorflow/tfjs-backend-webgpu could not be loaded (${(cause as Error).message}); install it`;
  }
}

async function start(
  adapter: AdapterLike,
  description: AdapterDescription,
  { WebGPUBackend }: BackendPackage,
  features: readonly string[],
): Promise<BackendStart> {
  let opened: Awaited<ReturnType<typeof openDevice>>;
  try {
    opened = await openDevice(adapter, features);
  } catch (cause) {
    return failed(`the device of ${nameOf(description)} could not be opened (${(cause as Error).message})`);
  }
  const { device, missing } = opened;
  const backend = new WebGPUBackend(device as never, adapter.info as never);
  requireOneCopy(backend, '@tensorflow/tfjs-backend-webgpu', tf.version_core);
  // The package has registered its own factory, which would open a device with the lowest limits.
  if ('webgpu' in tf.engine().registryFactory) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => backend, 3);
  await tf.setBackend('webgpu');
  await tf.ready();
  const state = { backend, adapter: description, lost: false };
  own = state;
  watchDevice(device, backend, () => {
    state.lost = true;
  });
  const warnings = missing.map((feature) => `The WebGPU adapter lacks the feature ${feature}.`);
  return succeeded(backend, description, warnings);
}

/** Uses the backend that runs already. */
async function keep(running: object, options: WebgpuOptions, hardwareOnly: boolean): Promise<BackendStart> {
  const known = own?.backend === running ? own.adapter : undefined;
  const adapter = known ?? describeAdapter({ info: (running as { adapterInfo?: AdapterLike['info'] }).adapterInfo });
  if (adapter.software && hardwareOnly) return failed(`the running WebGPU adapter is software (${nameOf(adapter)})`);
  const warnings: string[] = [];
  if (known === undefined)
    warnings.push('The WebGPU backend was already running on a device opened elsewhere; it is kept.');
  const { halfStorage, ...deviceOptions } = options;
  if (Object.values(deviceOptions).some((value) => value !== undefined)) {
    warnings.push('The webgpu options came too late: the WebGPU backend was already running.');
  }
  await tf.setBackend('webgpu');
  await tf.ready();
  return succeeded(running, adapter, warnings);
}

function nameOf({ vendor, architecture, description }: AdapterDescription): string {
  return description || [vendor, architecture].filter(Boolean).join(' ') || 'an adapter without a name';
}

function succeeded(backend: object, adapter: AdapterDescription, warnings: string[]): BackendStart {
  const { device = {} } = backend as { device?: Partial<DeviceLike> };
  if (isNode()) warnings.push('In Node, WebGPU tensors cannot be read with dataSync(): use await tensor.data().');
  return {
    started: true,
    backend: 'webgpu',
    reason: `WebGPU runs on ${nameOf(adapter)}`,
    adapter,
    device: describeDevice(device),
    warnings,
  };
}

function failed(reason: string): BackendStart {
  return { started: false, backend: 'webgpu', reason };
}

// The parts of the WebGPU interface that start-up touches, and what it asks of a device.
import type { AdapterDescription } from './init-report';

export interface GpuLike {
  requestAdapter(options?: object): Promise<AdapterLike | null>;
}

interface AdapterInfoLike {
  vendor: string;
  architecture: string;
  description: string;
  isFallbackAdapter?: boolean;
}

export interface AdapterLike {
  isFallbackAdapter?: boolean;
  info?: AdapterInfoLike;
  features: ReadonlySet<string>;
  limits: Record<string, number>;
  requestDevice(descriptor: object): Promise<DeviceLike>;
}

export interface DeviceLike {
  /** Settles when the device cannot be used any more. */
  lost: Promise<unknown>;
}

const softwareNames = /swiftshader|llvmpipe|lavapipe|basic render/i;

/** Says what an adapter is, and whether it computes in software. */
export function describeAdapter({
  isFallbackAdapter,
  info,
}: Pick<AdapterLike, 'isFallbackAdapter' | 'info'>): AdapterDescription {
  const { vendor = '', architecture = '', description = '' } = info ?? {};
  const software =
    isFallbackAdapter === true ||
    info?.isFallbackAdapter === true ||
    softwareNames.test(`${vendor} ${architecture} ${description}`);
  return { vendor, architecture, description, software };
}

// The device gets what the adapter has. The stock backend asks for all of these but the last, without which a kernel may
// use eight storage buffers.
const raisedLimits = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
  'maxStorageBuffersPerShaderStage',
];

// What the stock backend uses where it is there.
const usualFeatures = ['timestamp-query', 'bgra8unorm-storage'];

/**
 * Opens a device with the limits of its adapter.
 *
 * @param features Features to ask for; `missing` lists those that the adapter lacks.
 */
export async function openDevice(
  adapter: AdapterLike,
  features: readonly string[],
): Promise<{ device: DeviceLike; missing: string[] }> {
  const requiredLimits = Object.fromEntries(
    raisedLimits.filter((name) => adapter.limits[name] !== undefined).map((name) => [name, adapter.limits[name]]),
  );
  const wanted = new Set([...usualFeatures, ...features]);
  const requiredFeatures = [...wanted].filter((feature) => adapter.features.has(feature));
  const device = await adapter.requestDevice({ requiredFeatures, requiredLimits });
  return { device, missing: features.filter((feature) => !adapter.features.has(feature)) };
}

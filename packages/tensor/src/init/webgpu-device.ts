// The parts of the WebGPU interface that start-up touches, and what it asks of a device.
import type { AdapterDescription, DeviceDescription } from './init-report';

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
  lost: Promise<{ reason?: string; message?: string } | undefined>;
  features?: ReadonlySet<string>;
  limits?: Record<string, number>;
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

// The device gets what the adapter has. The stock backend leaves the number of storage buffers at eight and the sizes of
// a workgroup along y and z at their defaults.
const raisedLimits = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeInvocationsPerWorkgroup',
  'maxStorageBuffersPerShaderStage',
];

// Asked for where they are there: the first two are used by the stock backend, the others may serve shaders of your own.
const usualFeatures = ['timestamp-query', 'bgra8unorm-storage', 'shader-f16', 'subgroups'];

/** Says what an open device can do. */
export function describeDevice({ features = new Set(), limits = {} }: Partial<DeviceLike>): DeviceDescription {
  const known = raisedLimits.filter((name) => typeof limits[name] === 'number');
  return {
    features: [...features].sort(),
    limits: Object.fromEntries(known.map((name) => [name, limits[name]])),
  };
}

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

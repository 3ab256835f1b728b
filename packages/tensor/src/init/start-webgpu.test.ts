// What can be tested without a device: how adapters are judged, and what is said where there is none.
import { describe, expect, it } from 'vitest';
import { BackendError } from '../errors/perceptrons-error';
import { watchDevice } from './device-loss';
import { init } from './init';
import { type AdapterLike, describeAdapter, openDevice } from './webgpu-device';

const limits = { maxBufferSize: 1024, maxStorageBuffersPerShaderStage: 12, maxTextureDimension1D: 1 };

function fakeAdapter(changes: Partial<AdapterLike> = {}): AdapterLike {
  return {
    info: { vendor: 'acme', architecture: 'gen-1', description: '' },
    features: new Set(['timestamp-query', 'shader-f16']),
    limits,
    requestDevice: async () => {
      throw new Error('out of order');
    },
    ...changes,
  };
}

const fakeGpu = (...adapters: (AdapterLike | null)[]) => ({ requestAdapter: async () => adapters.shift() ?? null });

describe('describeAdapter', () => {
  it.each([
    ['google', 'swiftshader', ''],
    ['mesa', '', 'llvmpipe (LLVM 15.0.7, 256 bits)'],
    ['', '', 'SwiftShader driver 5.0.0'],
    ['microsoft', '', 'Microsoft Basic Render Driver'],
  ])('knows the software adapter %j %j %j', (vendor, architecture, description) => {
    const info = { vendor, architecture, description };
    expect(describeAdapter({ info })).toEqual({ ...info, software: true });
  });

  it('believes adapters that call themselves a fallback', () => {
    const info = { vendor: 'acme', architecture: '', description: '' };
    expect(describeAdapter({ info: { ...info, isFallbackAdapter: true } }).software).toBe(true);
    expect(describeAdapter({ info, isFallbackAdapter: true }).software).toBe(true);
    expect(describeAdapter({ info }).software).toBe(false);
    expect(describeAdapter({})).toEqual({ vendor: '', architecture: '', description: '', software: false });
  });
});

describe('openDevice', () => {
  it('asks for the limits of the adapter and for the features that it has', async () => {
    let asked: unknown;
    const requestDevice = async (descriptor: object) => {
      asked = descriptor;
      return { lost: new Promise<undefined>(() => {}) };
    };
    const { missing } = await openDevice(fakeAdapter({ requestDevice }), ['shader-f16', 'subgroups']);
    expect(missing).toEqual(['subgroups']);
    // shader-f16 would have come without asking, too.
    expect(asked).toEqual({
      requiredFeatures: ['timestamp-query', 'shader-f16'],
      requiredLimits: { maxBufferSize: 1024, maxStorageBuffersPerShaderStage: 12 },
    });
  });
});

describe('a lost device', () => {
  it('makes the ops of its backend throw, with the reason and what to do', async () => {
    let lose: (info: { reason: string; message: string }) => void = () => undefined;
    const lost = new Promise<{ reason: string; message: string }>((resolve) => {
      lose = resolve;
    });
    const backend = { runWebGPUProgram: () => 'a result', write: () => 'a handle' };
    let told = false;
    watchDevice({ lost }, backend, () => {
      told = true;
    });
    expect(backend.runWebGPUProgram()).toBe('a result');
    lose({ reason: 'unknown', message: 'the driver restarted' });
    await lost;
    expect(told).toBe(true);
    expect(() => backend.runWebGPUProgram()).toThrow(/lost \(unknown: the driver restarted\).*Call init\(\) again/);
    expect(() => backend.runWebGPUProgram()).toThrow(expect.objectContaining({ code: 'tensor/device-lost' }));
    expect(backend.write()).toBe('a handle');
  });
});

describe('init with webgpu', () => {
  it('says how to get an adapter where there is none', async () => {
    const run = init({ backend: 'webgpu', webgpu: { gpu: fakeGpu() } });
    await expect(run).rejects.toThrow(/"webgpu" cannot be used: WebGPU offers no adapter; Dawn needs a Vulkan/);
    await expect(run).rejects.toSatisfy(BackendError.isInstance);
  });

  it('says which device could not be opened', async () => {
    const run = init({ backend: 'webgpu', webgpu: { gpu: fakeGpu(fakeAdapter()) } });
    await expect(run).rejects.toThrow(/device of acme gen-1 could not be opened \(out of order\)/);
  });

  it('falls back from a software adapter, and from none, when it may choose', async () => {
    const info = { vendor: 'google', architecture: 'swiftshader', description: '' };
    const software = await init({ webgpu: { gpu: fakeGpu(fakeAdapter({ info })) } });
    expect(software.backend).toBe('wasm');
    expect(software.reason).toContain('the only WebGPU adapter is software (google swiftshader)');
    const none = await init({ webgpu: { gpu: fakeGpu() } });
    expect(none.reason).toContain('WebGPU offers no adapter');
    const broken = await init({ webgpu: { adapter: fakeAdapter() } });
    expect(broken.reason).toContain('could not be opened');
  });
});

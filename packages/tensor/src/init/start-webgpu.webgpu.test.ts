import { describeWebgpu } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { random } from '../index';
import { init, restore } from './init';

const read = async (tensor: tf.Tensor) => {
  const values = Array.from(await tensor.data());
  tensor.dispose();
  return values;
};

interface OpenBackend {
  device: { limits: Record<string, number>; destroy(): void; lost: Promise<unknown> };
}
const device = () => (tf.backend() as unknown as OpenBackend).device;

describeWebgpu('init with webgpu', () => {
  it('loads Dawn where there is no navigator.gpu, and opens a device with the limits of the adapter', async () => {
    Reflect.deleteProperty(globalThis.navigator ?? {}, 'gpu');
    const report = await init({ backend: 'webgpu', webgpu: { features: ['timestamp-query', 'no-such-feature'] } });
    expect(tf.getBackend()).toBe('webgpu');
    expect(report).toMatchObject({ backend: 'webgpu', kernels: 'fused', simd: 'none' });
    expect(report.adapter?.vendor).not.toBe('');
    expect(report.warnings).toContain('The WebGPU adapter lacks the feature no-such-feature.');
    expect(report.warnings.join()).toContain('dataSync()');
    const adapter = await (navigator as unknown as { gpu: GpuAccess }).gpu.requestAdapter();
    for (const limit of ['maxStorageBuffersPerShaderStage', 'maxBufferSize', 'maxComputeWorkgroupStorageSize']) {
      expect(device().limits[limit], limit).toBe(adapter.limits[limit]);
      expect(report.device?.limits[limit], limit).toBe(adapter.limits[limit]);
    }
    const wanted = ['shader-f16', 'subgroups', 'timestamp-query'].filter((feature) => adapter.features.has(feature));
    expect(report.device?.features).toEqual(expect.arrayContaining(wanted));
  });

  it('keeps the running device, and the tensors on it, when it is called again', async () => {
    await init({ backend: 'webgpu' });
    const before = device();
    const tensor = tf.add(tf.ones([2]), 1);
    const report = await init({ backend: 'webgpu', webgpu: { powerPreference: 'low-power' } });
    expect(device()).toBe(before);
    expect(report.warnings.join()).toContain('came too late');
    expect(await read(tensor)).toEqual([2, 2]);
  });

  it('is chosen by itself on a graphics card only', async () => {
    const { adapter } = await init({ backend: 'webgpu' });
    const report = await init();
    expect(report.backend).toBe(adapter?.software ? 'wasm' : 'webgpu');
    if (adapter?.software) expect(report.reason).toContain('software');
  });

  it('opens a new device after the old one was lost', async () => {
    await init({ backend: 'webgpu' });
    const before = device();
    // Small tensors that were never on the device are computed without it.
    const weight = tf.add(tf.ones([2000]), 1);
    before.destroy();
    await before.lost;
    // Every reader of `lost` has its own promise.
    await new Promise((resolve) => setTimeout(resolve));
    expect(() => tf.add(weight, 1)).toThrow(expect.objectContaining({ code: 'tensor/device-lost' }));
    expect(() => tf.add(tf.ones([2000]), 1)).toThrow(/Call init\(\) again for a new device/);
    await expect((async () => weight.data())()).rejects.toThrow('The WebGPU device was lost');
    await init({ backend: 'webgpu' });
    expect(device()).not.toBe(before);
    expect(await read(tf.add(tf.ones([2]), 1))).toEqual([2, 2]);
  });

  it('names the stock kernels it replaced, keeps those of the application, and brings the others back', async () => {
    await init({ backend: 'webgpu', patchStock: false });
    restore();
    const names = ['AddN', 'ArgMax', 'BatchMatMul', 'Cumsum', 'PadV2', 'Prod'];
    const stock = names.map((name) => tf.getKernel(name, 'webgpu'));
    const own = { ...tf.getKernel('LinSpace', 'webgpu') };
    tf.unregisterKernel('LinSpace', 'webgpu');
    tf.registerKernel(own);
    const report = await init({ backend: 'webgpu' });
    expect(report.overridden).toEqual(expect.arrayContaining(names.map((name) => `webgpu/${name}`)));
    expect(report.overridden).toContain('webgpu/Unique');
    expect(report.overridden).not.toContain('webgpu/LinSpace');
    expect(report.warnings.join()).toContain('The kernel LinSpace of webgpu was registered by the application');
    expect(tf.getKernel('AddN', 'webgpu')).not.toBe(stock[0]);
    restore();
    expect(names.map((name) => tf.getKernel(name, 'webgpu'))).toEqual(stock);
    expect(tf.getKernel('Unique', 'webgpu')).toBeUndefined();
    expect(tf.getKernel('LinSpace', 'webgpu')).toBe(own);
  });

  it('gives random numbers the values of every other backend', async () => {
    await init({ backend: 'webgpu' });
    expect(await read(random.bits(1, [100]))).toEqual([...new Int32Array(random.bitsArray(1, 100).buffer)]);
    expect(await read(random.normal(1, [10, 10]))).toEqual([...random.normalArray(1, 100)]);
    expect(await read(random.bernoulli(1, [50]))).toEqual([...random.bernoulliArray(1, 50)]);
    const logits = tf.tensor2d([-99, 0, 0, -99], [2, 2]);
    expect(await read(random.categorical(1, [2], { logits }))).toEqual([1, 0]);
    logits.dispose();
  });
});

interface GpuAccess {
  requestAdapter(): Promise<{ limits: Record<string, number>; features: ReadonlySet<string> }>;
}

import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { BackendError, ConfigError } from '../errors/perceptrons-error';
import { init, lastReport, restore } from './init';
import { requireOneCopy } from './require-one-copy';

afterEach(() => restore());

describe('init', () => {
  it('starts the backend asked for and says why', async () => {
    const report = await init({ backend: 'wasm' });
    expect(tf.getBackend()).toBe('wasm');
    expect(report).toMatchObject({ backend: 'wasm', reason: 'WebAssembly runs here', warnings: [] });
    expect(lastReport()).toBe(report);
  });

  it('passes over WebGPU when asked for small ops, and says so', async () => {
    const report = await init({ prefer: 'small-ops' });
    expect(report.backend).toBe('wasm');
    expect(report.reason).toContain('webgpu: not tried');
  });

  it('refuses an unknown backend by name', async () => {
    await expect(init({ backend: 'metal' as 'cpu' })).rejects.toThrow(
      /"metal" is unknown. Choose auto, webgpu, wasm or cpu/,
    );
    await expect(init({ backend: 'metal' as 'cpu' })).rejects.toSatisfy(ConfigError.isInstance);
  });

  it('takes two calls at once one after the other', async () => {
    const [first, second] = await Promise.all([init({ backend: 'wasm' }), init({ backend: 'cpu' })]);
    expect([first.backend, second.backend]).toEqual(['wasm', 'cpu']);
    expect(first.warnings).toEqual([]);
    expect(lastReport()).toBe(second);
    expect(tf.getBackend()).toBe('cpu');
  });

  it('forgets its report on restore', async () => {
    await init({ backend: 'cpu' });
    restore();
    expect(lastReport()).toBeUndefined();
  });
});

describe('stock kernels', () => {
  const matMulKernel = () => tf.getKernel('BatchMatMul', 'wasm');

  it('come back as the same objects, whatever happened in between', async () => {
    await init({ backend: 'wasm', patchStock: false });
    restore();
    const [kernel, gradient] = [matMulKernel(), tf.getGradient('BatchMatMul')];
    await init({ backend: 'wasm' });
    await init({ backend: 'wasm' });
    expect(matMulKernel()).not.toBe(kernel);
    expect(lastReport()?.overridden).toContain('wasm/BatchMatMul');
    expect(lastReport()?.patchedGradients).toContain('BatchMatMul');
    restore();
    expect(matMulKernel()).toBe(kernel);
    expect(tf.getGradient('BatchMatMul')).toBe(gradient);
    expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBeUndefined();
    expect(tf.getKernel('PerceptronsDense', 'wasm')).toBeUndefined();
  });

  it('run in one thread where memory cannot be shared, and the report says so', async () => {
    expect(await init({ backend: 'wasm' })).toMatchObject({ memory: 'plain', kernelThreads: 1, warnings: [] });
    const asked = await init({ backend: 'wasm', threads: 3 });
    expect(asked).toMatchObject({ kernelThreads: 1, warnings: [expect.stringContaining('One thread instead of 3')] });
    await expect(init({ threads: 0 })).rejects.toMatchObject({
      code: 'tensor/threads',
      message: expect.stringContaining('a whole number from 1 to 32, it is 0'),
    });
  });

  it('stay on wish', async () => {
    const report = await init({ backend: 'wasm', patchStock: false });
    expect(report).toMatchObject({ kernels: 'fused', overridden: [], patchedGradients: [] });
  });

  it('are left alone where the application registered its own, and the report says so', async () => {
    await init({ backend: 'wasm', patchStock: false });
    restore();
    const stock = matMulKernel();
    const own = { ...stock, setupFunc: undefined };
    tf.unregisterKernel('BatchMatMul', 'wasm');
    tf.registerKernel(own);
    const report = await init({ backend: 'wasm' });
    expect(matMulKernel()).toBe(own);
    expect(report.overridden).not.toContain('wasm/BatchMatMul');
    expect(report.warnings).toEqual([
      'The kernel BatchMatMul of wasm was registered by the application and stays as it is.',
    ]);
    restore();
    expect(matMulKernel()).toBe(own);
    tf.unregisterKernel('BatchMatMul', 'wasm');
    tf.registerKernel(stock);
  });

  it('serve again after the backend was removed and registered anew', async () => {
    await init({ backend: 'wasm' });
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory, 2);
    const report = await init({ backend: 'wasm' });
    expect(report.kernels).toBe('fused');
    const product = tf.matMul([[1, 2]], [[3], [4]]);
    expect([...product.dataSync()]).toEqual([11]);
    product.dispose();
  });
});

describe('kernels of the cpu backend that stand in on wasm', () => {
  it('are named in the report, work, leave nothing behind and go away again', async () => {
    await init({ backend: 'wasm', patchStock: false });
    restore();
    const cpuKernels = tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName);
    const missing = cpuKernels.filter((name) => tf.getKernel(name, 'wasm') === undefined);
    const [product, concat] = [tf.getKernel('BatchMatMul', 'cpu'), tf.getKernel('Concat', 'wasm')];
    const report = await init({ backend: 'wasm' });
    for (const name of missing) expect(report.overridden).toContain(`wasm/${name}`);
    expect(report.overridden).toContain('cpu/BatchMatMul');
    expect(new Set(report.overridden).size).toBe(report.overridden.length);
    const before = { ...tf.memory(), buffers: tf.backend().numDataIds() };
    for (let round = 0; round < 3; round++) {
      tf.tidy(() => {
        const z = tf.spectral.fft(tf.complex([1, 2, 3, 4], [0, 0, 0, 0]));
        expect([...z.dataSync()]).toEqual([10, 0, -2, 2, -2, 0, -2, -2]);
        expect([...tf.real(tf.spectral.ifft(tf.clone(z))).dataSync()]).toEqual([1, 2, 3, 4]);
      });
    }
    expect({ ...tf.memory(), buffers: tf.backend().numDataIds() }).toEqual(before);
    restore();
    expect(missing.filter((name) => tf.getKernel(name, 'wasm') !== undefined)).toEqual([]);
    expect(tf.getKernel('BatchMatMul', 'cpu')).toBe(product);
    expect(tf.getKernel('Concat', 'wasm')).toBe(concat);
  });

  it('give way to kernels that the application registered', async () => {
    await init({ backend: 'wasm', patchStock: false });
    restore();
    const own: tf.KernelConfig = { kernelName: 'FFT', backendName: 'wasm', kernelFunc: () => [] };
    tf.registerKernel(own);
    const report = await init({ backend: 'wasm' });
    expect(tf.getKernel('FFT', 'wasm')).toBe(own);
    expect(report.overridden).not.toContain('wasm/FFT');
    expect(report.overridden).toContain('wasm/IFFT');
    restore();
    expect(tf.getKernel('FFT', 'wasm')).toBe(own);
    tf.unregisterKernel('FFT', 'wasm');
  });
});

describe('requireOneCopy', () => {
  it('names both versions when the backend belongs to another copy', () => {
    expect(() => requireOneCopy({}, '@tensorflow/tfjs-backend-wasm', '4.21.0')).toThrow(
      `@tensorflow/tfjs-core ${tf.version_core} (used by @perceptrons/tensor) and the copy used by @tensorflow/tfjs-backend-wasm 4.21.0`,
    );
    expect(() => requireOneCopy({}, 'x', '4.22.0')).toThrow(BackendError);
  });
});

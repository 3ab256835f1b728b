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

  it('forgets its report on restore', async () => {
    await init({ backend: 'cpu' });
    restore();
    expect(lastReport()).toBeUndefined();
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

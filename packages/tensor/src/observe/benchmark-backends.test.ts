import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { benchmarkBackends, init, lastReport, restore } from '../index';

afterEach(() => restore());

describe('benchmarkBackends', () => {
  it('runs on every backend named, says which is fastest, and goes back to the one before', async () => {
    await init({ backend: 'cpu', patchStock: false });
    const tensors = tf.memory().numTensors;
    const seen: string[] = [];
    const comparison = await benchmarkBackends(
      ({ x }) => {
        seen.push(tf.getBackend());
        return tf.matMul(x, x);
      },
      { backends: ['wasm', 'cpu'], rounds: 3, setUp: () => ({ x: tf.ones<tf.Rank.R2>([160, 160]) }) },
    );
    // One run to warm up, one that is watched, three that are timed.
    expect(seen).toEqual([...Array(5).fill('wasm'), ...Array(5).fill('cpu')]);
    expect(comparison.backends.map(({ kernels, rounds }) => [kernels, rounds.length])).toEqual([
      [1, 3],
      [1, 3],
    ]);
    const [first, second] = comparison.backends;
    expect(comparison.fastest).toBe(first.backend);
    expect(first.medianMilliseconds).toBeLessThanOrEqual(second.medianMilliseconds);
    expect(first.longest).toEqual({ kernel: 'BatchMatMul', share: 1 });
    expect(comparison.why).toContain(`${first.backend} takes`);
    expect(String(comparison)).toMatch(/middle half.*\n-+/);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(lastReport()).toMatchObject({ backend: 'cpu', overridden: [] });
  });

  it('passes errors on, takes down what was set up, and stops when told', async () => {
    await init({ backend: 'cpu' });
    const tensors = tf.memory().numTensors;
    let down = 0;
    const options = {
      backends: ['wasm'] as const,
      setUp: () => tf.ones([2]),
      tearDown: () => {
        down++;
      },
    };
    const failing = () => {
      throw new Error('mine');
    };
    await expect(benchmarkBackends(failing, options)).rejects.toThrow('mine');
    await expect(benchmarkBackends(() => 0, { ...options, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    await expect(benchmarkBackends(() => 0, { rounds: 0 })).rejects.toThrow('positive integer, it is 0');
    expect([down, tf.memory().numTensors, tf.getBackend()]).toEqual([1, tensors, 'cpu']);
  });

  it('leaves out what does not start', async () => {
    const comparison = await benchmarkBackends(() => tf.ones([2]), {
      backends: ['webgpu', 'cpu'],
      rounds: 1,
      init: { webgpu: { gpu: { requestAdapter: async () => null } } },
    });
    expect(comparison.absent.map(({ backend }) => backend)).toEqual(['webgpu']);
    expect(comparison.why).toContain('no other backend starts here');
    await expect(
      benchmarkBackends(() => 0, {
        backends: ['webgpu'],
        init: { webgpu: { gpu: { requestAdapter: async () => null } } },
      }),
    ).rejects.toThrow(/no backend starts here \(webgpu: /);
  });
});

import { describeWebgpu } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { benchmarkBackends, findLeaks, init, layerNorm, memory, profile } from '../index';
import { verify } from '../verify';

describeWebgpu('observation on webgpu', () => {
  beforeAll(async () => {
    await init({ backend: 'webgpu' });
  });

  it('times kernels by timestamp queries', async () => {
    const x = tf.ones([4, 8]);
    const { result, ops, kernels } = await profile(() => layerNorm(x, tf.ones([8]), tf.zeros([8])));
    const timed = ops.find(({ name }) => name === 'PerceptronsLayerNorm')!;
    expect(timed.calls).toBe(1);
    const { supportTimestampQuery } = tf.backend() as unknown as { supportTimestampQuery: boolean };
    if (supportTimestampQuery) expect(timed.gpuMilliseconds).toBeGreaterThanOrEqual(0);
    else expect(timed.gpuMilliseconds).toBeUndefined();
    expect(kernels.every(({ milliseconds }) => milliseconds >= 0)).toBe(true);
    expect(await result.data()).toHaveLength(32);
    tf.dispose([x, result]);
  });

  it('finds leaks, tells memory, verifies and compares', async () => {
    const { leaks, result } = await findLeaks(async () => {
      const kept = tf.square(tf.ones([3]));
      await kept.data();
    });
    expect(result).toBeUndefined();
    expect(leaks.map(({ kernel }) => kernel).sort()).toEqual(['Square', 'data']);
    tf.dispose(leaks.flatMap(({ tensors }) => tensors));
    expect(memory().heap).toBeUndefined();
    const report = await verify({ ops: ['LayerNorm'], cases: 1 });
    expect(report.ops[0].maximalError).toBeLessThan(1e-4);
    const comparison = await benchmarkBackends(() => tf.tidy(() => tf.square(tf.ones([3]))), {
      backends: ['webgpu'],
      rounds: 1,
    });
    expect(comparison.fastest).toBe('webgpu');
    expect(tf.getBackend()).toBe('webgpu');
  });
});

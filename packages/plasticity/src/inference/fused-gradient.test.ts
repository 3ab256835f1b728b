// Adam on the fused kernel against Adam in float64.
import { init, restore } from '@perceptrons/tensor';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plasticNetwork } from '../networks/plastic-network';
import { mlpRule } from '../rules/mlp-rule';
import { parametersOf } from '../rules/rule';
import { smallExperiment, taylor } from './__fixtures__/small-experiments';
import { inferPlasticity } from './infer-plasticity';
import type { InferenceOptions } from './inference-options';

/** Weights of the kernel are float32; Adam divides by the size of gradients, which keeps errors relative. */
const TOLERANCE = 1e-4;

const network = plasticNetwork({ sizes: [2, 5, 1] });
const truth = taylor([
  [[1, 0, 0, 1], 1],
  [[0, 0, 1, 0], -0.1],
]);
const experiments = Array.from({ length: 3 }, (_, seed) =>
  smallExperiment({ network, rule: truth, trials: 20, longest: 3, seed, inputDeviation: 1 }),
);
const series = taylor([], ([x, y, w, r]) => x + y + w + r <= 2);
const shared = { network, experiments, optimizer: 'adam', epochs: 4, learningRate: 0.01 } as const;
const cases: { name: string; options: InferenceOptions }[] = [
  { name: 'a series, a step for each experiment', options: { ...shared, rule: series, penalty: { l1: 0.01 } } },
  { name: 'the mean of the published code', options: { ...shared, rule: series, lossMean: 'reference' } },
  {
    name: 'fitted first weights, one step for all',
    options: { ...shared, rule: series, batch: 'full', initialWeights: 'fit' },
  },
  { name: 'a perceptron', options: { ...shared, rule: mlpRule({ units: 4, seed: 1 }) } },
];

describe.each(testBackends())('Adam on %s', (backend) => {
  beforeAll(async () => void (await init({ backend: backend as 'cpu' | 'wasm' })));
  afterAll(() => restore());

  it.each(cases)("finds with 'auto' what 'js' finds: $name", async ({ options }) => {
    const expected = await inferPlasticity({ ...options, backend: 'js' });
    const before = tf.memory();
    const found = await inferPlasticity({ ...options, backend: 'auto' });
    expect([tf.memory().numTensors, tf.memory().numBytes]).toEqual([before.numTensors, before.numBytes]);
    if (backend === 'cpu') expect(found).toEqual(expected);
    expect(Math.abs(found.loss / expected.loss - 1)).toBeLessThan(TOLERANCE);
    parametersOf(found.rule).forEach((value, place) => {
      expect(Math.abs(value - parametersOf(expected.rule)[place])).toBeLessThan(TOLERANCE);
    });
    expected.initialWeights?.forEach((value, place) => {
      expect(Math.abs(value - found.initialWeights![place])).toBeLessThan(TOLERANCE);
    });
  });

  it('frees the experiments where it is stopped', async () => {
    const before = tf.memory();
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    const run = inferPlasticity({
      ...shared,
      rule: series,
      backend: 'auto',
      onProgress,
      signal: controller.signal,
    });
    await expect(run).rejects.toMatchObject({ code: 'plasticity/aborted' });
    expect(tf.memory().numTensors).toBe(before.numTensors);
  });

  it("takes 'wasm' where the kernel is, and says what is missing elsewhere", async () => {
    const run = inferPlasticity({ ...shared, rule: series, epochs: 1, backend: 'wasm' });
    if (backend === 'wasm') expect((await run).iterations).toBe(1);
    else await expect(run).rejects.toMatchObject({ code: 'plasticity/no-kernel', argument: 'backend' });
  });
});

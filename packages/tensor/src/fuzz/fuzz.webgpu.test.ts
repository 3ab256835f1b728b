// Public ops on WebGPU, on generated shapes and finite values, against their definitions in stock ops on cpu.
import { describeWebgpu } from '@perceptrons/vitest-config';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { init, restore } from '../index';
import { disagreements } from './agreement';
import { withValues } from './computation';
import { plans } from './plans';

/** The same every time, so that a failure is found again. */
const seed = 2026;
/** Generated calls per op. A software adapter compiles every program of a product anew. */
const runs: Readonly<Record<string, number>> = {
  gelu: 6,
  layerNorm: 6,
  channelMatMul: 6,
  bilinearSample: 4,
  logSoftmax: 6,
  softmaxCrossEntropy: 6,
  attention: 2,
  matMul: 2,
  lstm: 2,
};
/** WGSL leaves the accuracy of exp, sqrt and division to the device. */
const tolerance = { values: 2e-4, gradients: 1e-3 };

describeWebgpu('generated calls on webgpu', () => {
  beforeAll(async () => {
    await init({ backend: 'webgpu' });
  });
  afterAll(() => restore());

  it.each(Object.keys(runs))('%s', async (name) => {
    // WGSL lets a device take it that there is no NaN and no infinity.
    const computation = plans[name].chain((chosen) => withValues(chosen, false));
    const agrees = fc.asyncProperty(computation, async (generated) => {
      expect(await disagreements(generated, 'webgpu', tolerance)).toEqual([]);
    });
    await fc.assert(agrees, { seed, numRuns: runs[name] });
  });
});

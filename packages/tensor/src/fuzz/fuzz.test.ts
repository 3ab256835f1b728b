// Public ops on generated shapes and values against their definitions in stock ops on cpu.
import { testBackends } from '@perceptrons/vitest-config';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { init, restore } from '../index';
import { disagreements } from './agreement';
import { withValues } from './computation';
import { plans } from './plans';

/** The same every time, so that a failure is found again. */
const seed = 2026;
const runs = 25;
const tolerance = { values: 1e-5, gradients: 3e-5 };

describe.each(testBackends())('generated calls on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });
  afterAll(() => restore());

  it.each(Object.entries(plans))('%s', async (_name, plan) => {
    const computation = plan.chain((chosen) => withValues(chosen, true));
    const agrees = fc.asyncProperty(computation, async (generated) => {
      expect(await disagreements(generated, backend, tolerance)).toEqual([]);
    });
    await fc.assert(agrees, { seed, numRuns: runs });
  });
});

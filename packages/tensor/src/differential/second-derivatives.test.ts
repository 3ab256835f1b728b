// Second derivatives of every stock op are right, or throw an error that names a kernel: against differences of float64
// formulas where there are any, else of float32 gradients.
import { testBackends } from '@perceptrons/vitest-config';
import { beforeAll, describe, expect, it } from 'vitest';
import { init } from '../init/init';
import { differentialCases } from './all-cases';
import { noSecondDerivative } from './known-differences';
import { byFormula, byGradients, byTape, hasSecondDerivative, largestError } from './second-order';

/** Differences of float32 gradients carry errors of 1e-7 / step and of step^2. */
const tolerance = 5e-3;
const step = 3e-3;

const cases = differentialCases.filter(hasSecondDerivative);
const kernels = [...new Set(cases.map(({ kernel }) => kernel))].sort();

async function expectRight(one: (typeof cases)[number]): Promise<void> {
  const small = one.gradient!.every((index) => one.inputs[index].values.length <= 40);
  const actual = await byTape(one);
  const expected = one.oracle !== undefined && small ? byFormula(one) : await byGradients(one, step);
  expect(largestError(actual, expected), one.name).toBeLessThan(tolerance);
}

describe.each(testBackends())('second derivatives on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it.each(kernels)('of %s', async (kernel) => {
    for (const one of cases.filter((other) => other.kernel === kernel)) {
      if (noSecondDerivative[kernel] === undefined) await expectRight(one);
      else await expect(byTape(one), one.name).rejects.toThrow(/gradient function not found for \w+|Gradient of \w+/);
    }
  });

  it('lists no op that has no cases', () => {
    expect(Object.keys(noSecondDerivative).filter((kernel) => !kernels.includes(kernel))).toEqual([]);
  });
});

// Runs cases on a backend and on the cpu backend, and sorts what came out.
import * as tf from '@tensorflow/tfjs';
import { init, restore } from '../index';
import { differences, firstDifference } from './compare';
import type { DifferentialCase } from './differential-case';
import type { KnownDifferences } from './known-differences';
import { type Outcome, runCase } from './run-case';

type BackendName = 'cpu' | 'wasm' | 'webgpu';

/** Outcomes of all cases on one backend, after `init`. */
export async function runOn(backend: BackendName, cases: readonly DifferentialCase[]): Promise<Map<string, Outcome>> {
  await init({ backend });
  const outcomes = new Map<string, Outcome>();
  for (const one of cases) outcomes.set(one.name, await runCase(one));
  restore();
  return outcomes;
}

/** The outcome with the float64 values of the formula in the place of those of the cpu backend. */
export function withOracle(one: DifferentialCase, outcome: Outcome): Outcome {
  if (one.oracle === undefined) return outcome;
  const results = one.oracle(...one.inputs.map(({ values }) => Array.from(values as ArrayLike<number>)));
  const shapes = expectedShapes(one);
  const outputs = results.map((values, index) => ({ shape: shapes[index], dtype: 'float32' as const, values }));
  if ('error' in outcome.outputs) return { ...outcome, outputs };
  // The formula knows values only; type and shape come from the backend unless the number of values betrays it.
  const given = outcome.outputs;
  return {
    ...outcome,
    outputs: outputs.map((output, index) => ({
      ...output,
      shape: given[index].values.length === output.values.length ? given[index].shape : output.shape,
      dtype: given[index].dtype,
    })),
  };
}

function expectedShapes(one: DifferentialCase): number[][] {
  return tf.tidy(() =>
    [one.run(...one.inputs.map(({ values, shape, dtype }) => tf.tensor(values, shape, dtype)))]
      .flat()
      .map(({ shape }) => shape),
  );
}

/** What is wrong with an outcome on some backend. */
export function judge(one: DifferentialCase, actual: Outcome, cpu: Outcome, tolerance: number): string[] {
  return differences(actual, withOracle(one, cpu), one.tolerance ?? tolerance);
}

/** The forward values of the cpu backend against the formula. */
export function judgeCpu(one: DifferentialCase, cpu: Outcome, tolerance: number): string[] {
  if (one.oracle === undefined || 'error' in cpu.outputs) return [];
  const inputs = one.inputs.map(({ values }) => Array.from(values as ArrayLike<number>));
  return one.oracle(...inputs).flatMap((expected, index) => {
    const { values } = (cpu.outputs as Array<{ values: ArrayLike<number> }>)[index];
    return firstDifference(values, expected, one.tolerance ?? tolerance) ?? [];
  });
}

/** Complaints about differences that are not listed and about listed ones that are gone. */
export function complaints(
  cases: readonly DifferentialCase[],
  found: (one: DifferentialCase) => string[],
  known: KnownDifferences,
): string[] {
  return cases.flatMap((one) => {
    const lines = found(one);
    if (known[one.name] === undefined) return lines.map((line) => `${one.name}: ${line}`);
    return lines.length > 0 ? [] : [`${one.name} does not differ any more: delete it from known-differences.ts`];
  });
}

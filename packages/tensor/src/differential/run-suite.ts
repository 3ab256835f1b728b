// Runs cases on a backend and on the cpu backend, and sorts what came out.
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
function withOracle(one: DifferentialCase, cpu: Outcome, actual: Outcome): Outcome {
  if (one.oracle === undefined || 'error' in cpu.outputs) return cpu;
  const given = cpu.outputs;
  const judged = 'error' in actual.outputs ? [] : actual.outputs;
  const results = one.oracle(...one.inputs.map(({ values }) => Array.from(values as ArrayLike<number>)));
  const outputs = results.map((values, index) => ({
    values,
    dtype: given[index].dtype,
    // The formula knows values only. Where their number shows that the cpu backend is wrong, the shape is not judged.
    shape: given[index].values.length === values.length ? given[index].shape : (judged[index]?.shape ?? []),
  }));
  return { ...cpu, outputs };
}

/** What is wrong with an outcome on some backend. */
export function judge(one: DifferentialCase, actual: Outcome, cpu: Outcome, tolerance: number): string[] {
  return differences(actual, withOracle(one, cpu, actual), one.tolerance ?? tolerance);
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

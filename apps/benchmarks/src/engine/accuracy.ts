// The largest errors of every op against float64, on the backend that is measured and on cpu for comparison.
import { init } from '@perceptrons/tensor';
import { type OpError, verify } from '@perceptrons/tensor/verify';
import type { Accuracy, BenchmarkBackend, ErrorPair } from '../harness/benchmark';

const pairOf = ({ maximalError, absoluteError }: { maximalError: number; absoluteError: number }): ErrorPair => ({
  relative: maximalError,
  absolute: absoluteError,
});

/** Values and gradients of an op, each with its error. */
function entriesOf({ op, gradients, ...values }: OpError): Array<{ op: string; of: string; error: ErrorPair }> {
  return [
    { op, of: 'values', error: pairOf(values) },
    ...gradients.map((gradient) => ({ op, of: `d/d${gradient.input}`, error: pairOf(gradient) })),
  ];
}

/**
 * Runs `verify()` on both backends in this process.
 *
 * @param cases Cases per op; the same ones on both.
 * @returns A row for the values of each op and one for each of its gradients, in the order of the op table.
 */
export async function measureAccuracy(backend: BenchmarkBackend, cases?: number): Promise<Accuracy[]> {
  const rows = new Map<string, Accuracy>();
  for (const name of [backend, 'cpu'] as const) {
    await init({ backend: name });
    const { ops } = await verify({ cases });
    for (const { op, of, error } of ops.flatMap(entriesOf)) {
      const key = `${op} ${of}`;
      const row = rows.get(key) ?? { op, of, errors: {} };
      row.errors[name] = error;
      rows.set(key, row);
    }
  }
  return [...rows.values()].sort((a, b) => a.op.localeCompare(b.op));
}

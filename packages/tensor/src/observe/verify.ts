import * as tf from '@tensorflow/tfjs';
import type { DefinedOp } from '../engine/op-table';
import { ConfigError } from '../errors/perceptrons-error';
import { opCases } from '../generated/op-cases';
import { definedOps } from '../index';
import { makeInputs, toTensor } from '../testing/case-inputs';
import type { OpCase, OpCases, OracleTensor } from '../testing/op-cases';
import { alignedTable } from './tables';

/** Options of `verify`. */
export interface VerifyOptions {
  /** Names of ops in the table, such as "LayerNorm". Default: all. */
  ops?: readonly string[];
  /** Cases per op, spread over all that there are: shapes below, at and above the width of vectors and tiles. Default 6. */
  cases?: number;
  /** Stops before the next case; its reason is thrown. */
  signal?: AbortSignal;
  /** Called after each op. */
  onOp?(op: OpError): void;
}

/** The error of one op on this backend. */
export interface OpError {
  readonly op: string;
  /** Whether a fused kernel ran, or the composition of stock ops. */
  readonly kernel: 'fused' | 'reference';
  /** Largest difference from float64, relative to the largest value of the output; NaN when a value is not a number that should be. */
  readonly maximalError: number;
  /** Shapes of the inputs at which it occurred. */
  readonly worst: string;
  readonly cases: number;
}

/** What `verify` found. */
export interface VerifyReport {
  readonly backend: string;
  /** The largest error first. */
  readonly ops: OpError[];
  /** A table. */
  toString(): string;
}

/**
 * Runs the ops of this package on the current backend and compares them with plain loops in float64, the same ones that its
 * tests use. Inputs are seeded: the same backend always gives the same report.
 *
 * Values are compared, gradients are not; ops that compute gradients are in the table like all others. Stock kernels are
 * not examined. Takes about a second on wasm.
 *
 * @throws ConfigError `tensor/verify-op` for an op that has no cases, `tensor/verify-cases` for a number below 1.
 */
export async function verify({ ops, cases = 6, signal, onOp }: VerifyOptions = {}): Promise<VerifyReport> {
  if (!Number.isInteger(cases) || cases < 1) {
    throw new ConfigError({
      code: 'tensor/verify-cases',
      argument: 'cases',
      message: `verify: cases must be a positive integer, it is ${cases}.`,
    });
  }
  const known = new Map(opCases.map((each) => [each.op, each]));
  const unknown = ops?.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new ConfigError({
      code: 'tensor/verify-op',
      argument: 'ops',
      message: `verify: the op "${unknown}" has no cases. Known are ${[...known.keys()].join(', ')}.`,
    });
  }
  const table = new Map(definedOps().map((op) => [op.name, op]));
  const errors: OpError[] = [];
  for (const name of ops ?? known.keys()) {
    const error = await verifyOp(table.get(name)!, known.get(name)!, cases, signal);
    onOp?.(error);
    errors.push(error);
  }
  // Errors that are not numbers come first.
  errors.sort((a, b) => (Number.isNaN(a.maximalError) ? -1 : b.maximalError - a.maximalError));
  const backend = tf.getBackend();
  return { backend, ops: errors, toString: () => verifyText(backend, errors) };
}

async function verifyOp(op: DefinedOp, cases: OpCases<object>, count: number, signal?: AbortSignal): Promise<OpError> {
  let maximalError = 0;
  let worst = '';
  const chosen = spread(cases, count);
  for (const { testCase, index } of chosen) {
    signal?.throwIfAborted();
    const error = await caseError(op, cases, testCase, index);
    if (!(error <= maximalError) || worst === '') {
      maximalError = error;
      worst = Object.entries(testCase.shapes)
        .map(([name, shape]) => `${name} [${shape}]`)
        .join(', ');
    }
    if (Number.isNaN(error)) break;
  }
  const kernel = tf.getKernel(`Perceptrons${op.name}`, tf.getBackend()) ? 'fused' : 'reference';
  return { op: op.name, kernel, maximalError, worst, cases: chosen.length };
}

/** Cases at equal distances, without those that have no element: there is nothing to compare in them. */
function spread({ cases }: OpCases<object>, count: number): Array<{ testCase: OpCase<object>; index: number }> {
  const usable = cases
    .map((testCase, index) => ({ testCase, index }))
    .filter(({ testCase }) => !Object.values(testCase.shapes).some((shape) => shape.includes(0)));
  if (usable.length <= count) return usable;
  return Array.from({ length: count }, (_, i) => usable[Math.floor(((i + 0.5) * usable.length) / count)]);
}

async function caseError(
  op: DefinedOp,
  cases: OpCases<object>,
  testCase: OpCase<object>,
  seed: number,
): Promise<number> {
  const numbers = makeInputs(cases, testCase, seed);
  const expected = cases.oracle(numbers, testCase.attributes);
  const inputs = Object.fromEntries(Object.entries(numbers).map(([name, input]) => [name, toTensor(input)]));
  const outputs = tf.tidy(() => [op.run(inputs, testCase.attributes)].flat());
  try {
    const values = await Promise.all(outputs.map((output) => output.data()));
    return Math.max(...expected.map((each, i) => relativeError(values[i], each)));
  } finally {
    tf.dispose([inputs, outputs]);
  }
}

function relativeError(actual: ArrayLike<number>, { values }: OracleTensor): number {
  if (actual.length !== values.length) return Number.NaN;
  let largest = 0;
  let error = 0;
  for (let i = 0; i < values.length; i++) {
    if (Object.is(actual[i], values[i]) || (Number.isNaN(actual[i]) && Number.isNaN(values[i]))) continue;
    // Infinities agree in the line above or are an error.
    if (!Number.isFinite(actual[i]) || !Number.isFinite(values[i])) return Number.NaN;
    largest = Math.max(largest, Math.abs(values[i]));
    error = Math.max(error, Math.abs(actual[i] - values[i]));
  }
  return error === 0 ? 0 : error / Math.max(largest, 1e-30);
}

function verifyText(backend: string, ops: readonly OpError[]): string {
  const rows = ops.map(({ op, kernel, maximalError, worst, cases }) => [
    op,
    kernel,
    maximalError.toExponential(1),
    String(cases),
    worst,
  ]);
  return `Largest errors against float64 on ${backend}, relative to the largest value\n${alignedTable(['op', 'kernel', 'error', 'cases', 'worst at'], rows)}`;
}

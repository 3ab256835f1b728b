import * as tf from '@tensorflow/tfjs';
import type { DefinedOp } from '../engine/op-table';
import { ConfigError } from '../errors/perceptrons-error';
import { opCases } from '../generated/op-cases';
import * as library from '../index';
import { makeInputs, toTensor } from '../testing/case-inputs';
import type { OpCase, OpCases } from '../testing/op-cases';
import { type ErrorSize, errorSize, isWorse } from './error-size';
import { alignedTable } from './tables';
import { gradientErrors } from './verify-gradients';

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
  /** Largest difference from float64. */
  readonly absoluteError: number;
  /** Shapes of the inputs at which it occurred. */
  readonly worst: string;
  readonly cases: number;
  /** One for each input that has a gradient; none for ops that are gradients themselves. */
  readonly gradients: readonly GradientError[];
}

/** The error of the gradient of sum(weights * output) by one input, at a few of its elements in each case. */
export interface GradientError {
  readonly input: string;
  /** Relative to the largest value of the gradient, or to a hundredth of the largest gradient by any input if that is more. */
  readonly maximalError: number;
  readonly absoluteError: number;
  readonly worst: string;
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
 * Values are compared with the loops, gradients with central differences of the loops, which are right to 1e-8. Ops that
 * compute gradients are in the table like all others. Stock kernels are not examined. Takes a second or two on wasm.
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
  const table = opTable();
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

/** The ops by name. Looks at every export of the library: a bundler would leave out the ops that an application does not use. */
function opTable(): Map<string, DefinedOp> {
  const used = Object.values(library).some((each) => each === library.definedOps);
  return new Map(used ? library.definedOps().map((op) => [op.name, op]) : []);
}

/** The worst of several cases. */
interface Worst extends ErrorSize {
  shapes: string;
}

function keepWorse(worst: Worst | undefined, size: ErrorSize, shapes: string): Worst {
  return worst === undefined || isWorse(worst, size) ? { ...size, shapes } : worst;
}

async function verifyOp(op: DefinedOp, cases: OpCases<object>, count: number, signal?: AbortSignal): Promise<OpError> {
  let values: Worst | undefined;
  const gradients = new Map<string, Worst>();
  const chosen = spread(cases, count);
  for (const { testCase, index } of chosen) {
    signal?.throwIfAborted();
    const shapes = Object.entries(testCase.shapes)
      .map(([name, shape]) => `${name} [${shape}]`)
      .join(', ');
    const found = await caseErrors(op, cases, testCase, index);
    values = keepWorse(values, found.values, shapes);
    for (const [input, size] of found.gradients) gradients.set(input, keepWorse(gradients.get(input), size, shapes));
    if (Number.isNaN(values.relative)) break;
  }
  const kernel = tf.getKernel(`Perceptrons${op.name}`, tf.getBackend()) ? 'fused' : 'reference';
  return {
    op: op.name,
    kernel,
    maximalError: values?.relative ?? 0,
    absoluteError: values?.absolute ?? 0,
    worst: values?.shapes ?? '',
    cases: chosen.length,
    gradients: [...gradients].map(([input, { relative, absolute, shapes }]) => ({
      input,
      maximalError: relative,
      absoluteError: absolute,
      worst: shapes,
    })),
  };
}

/** Cases at equal distances, without those that have no element: there is nothing to compare in them. */
function spread({ cases }: OpCases<object>, count: number): Array<{ testCase: OpCase<object>; index: number }> {
  const usable = cases
    .map((testCase, index) => ({ testCase, index }))
    .filter(({ testCase }) => !Object.values(testCase.shapes).some((shape) => shape.includes(0)));
  if (usable.length <= count) return usable;
  return Array.from({ length: count }, (_, i) => usable[Math.floor(((i + 0.5) * usable.length) / count)]);
}

async function caseErrors(
  op: DefinedOp,
  cases: OpCases<object>,
  testCase: OpCase<object>,
  seed: number,
): Promise<{ values: ErrorSize; gradients: Map<string, ErrorSize> }> {
  const numbers = makeInputs(cases, testCase, seed);
  const expected = cases.oracle(numbers, testCase.attributes);
  const inputs = Object.fromEntries(Object.entries(numbers).map(([name, input]) => [name, toTensor(input)]));
  const outputs = tf.tidy(() => [op.run(inputs, testCase.attributes)].flat());
  try {
    const read = await Promise.all(outputs.map((output) => output.data()));
    const sizes = expected.map(({ values }, index) => errorSize(read[index], values));
    const values = sizes.reduce((worst, size) => (isWorse(worst, size) ? size : worst));
    const gradients = await gradientErrors(op, cases, testCase, numbers, expected[0].values.length);
    return { values, gradients };
  } finally {
    tf.dispose([inputs, outputs]);
  }
}

function verifyText(backend: string, ops: readonly OpError[]): string {
  const row = (op: string, of: string, kernel: string, size: OpError | GradientError, cases: number): string[] => [
    op,
    of,
    kernel,
    size.maximalError.toExponential(1),
    size.absoluteError.toExponential(1),
    String(cases),
    size.worst,
  ];
  const rows = ops.flatMap((each) => [
    row(each.op, 'values', each.kernel, each, each.cases),
    ...each.gradients.map((gradient) => row('', `d/d${gradient.input}`, '', gradient, each.cases)),
  ]);
  const heads = ['op', 'of', 'kernel', 'relative', 'absolute', 'cases', 'worst at'];
  return `Largest errors against float64 on ${backend}, relative to the largest value and absolute\n${alignedTable(heads, rows)}`;
}

// The bases of all permutation-equivariant linear maps between vertices and pairs, in plain numbers: what the layers
// compute, entry by entry and in float64.
import { ConfigError } from '@perceptrons/tensor';

/** Orders of the tensors that a linear layer of an invariant graph network reads and writes. */
export interface MapOrders {
  /** 1: a value for each vertex; 2: for each ordered pair. */
  inputOrder: 1 | 2;
  /** 0: one value for the graph; 1: for each vertex; 2: for each ordered pair. */
  outputOrder: 0 | 1 | 2;
}

/** `inf`: sums are divided by the number of terms in them. `none`: plain sums. */
export type BasisNormalization = 'inf' | 'none';

/** Sums over an input, from which every operation takes its values. */
interface Sums {
  /** Order 2: X_ij. Order 1: v_i. */
  at(i: number, j: number): number;
  diagonal: Float64Array;
  rows: Float64Array;
  columns: Float64Array;
  /** Sum of the diagonal; of order 1 the sum of all. */
  trace: number;
  total: number;
}

interface Operation {
  name: string;
  /** The sum is divided by n to this power. */
  power: 0 | 1 | 2;
  value(sums: Sums, i: number, j: number): number;
}

const same = (i: number, j: number, value: number): number => (i === j ? value : 0);

/** In the order of the reference implementation, which is the order of the coefficients in its files. */
const operations: Record<string, readonly Operation[]> = {
  '2to2': [
    { name: 'diagonal on the diagonal', power: 0, value: (s, i, j) => same(i, j, s.diagonal[i]) },
    { name: 'trace on the diagonal', power: 1, value: (s, i, j) => same(i, j, s.trace) },
    { name: 'row sums on the diagonal', power: 1, value: (s, i, j) => same(i, j, s.rows[i]) },
    { name: 'column sums on the diagonal', power: 1, value: (s, i, j) => same(i, j, s.columns[i]) },
    { name: 'total on the diagonal', power: 2, value: (s, i, j) => same(i, j, s.total) },
    { name: 'column sums along rows', power: 1, value: (s, i) => s.columns[i] },
    { name: 'row sums along rows', power: 1, value: (s, i) => s.rows[i] },
    { name: 'column sums along columns', power: 1, value: (s, _, j) => s.columns[j] },
    { name: 'row sums along columns', power: 1, value: (s, _, j) => s.rows[j] },
    { name: 'identity', power: 0, value: (s, i, j) => s.at(i, j) },
    { name: 'transpose', power: 0, value: (s, i, j) => s.at(j, i) },
    { name: 'diagonal along rows', power: 0, value: (s, i) => s.diagonal[i] },
    { name: 'diagonal along columns', power: 0, value: (s, _, j) => s.diagonal[j] },
    { name: 'trace everywhere', power: 1, value: (s) => s.trace },
    { name: 'total everywhere', power: 2, value: (s) => s.total },
  ],
  '2to1': [
    { name: 'diagonal', power: 0, value: (s, i) => s.diagonal[i] },
    { name: 'trace', power: 1, value: (s) => s.trace },
    { name: 'row sums', power: 1, value: (s, i) => s.rows[i] },
    { name: 'column sums', power: 1, value: (s, i) => s.columns[i] },
    { name: 'total', power: 2, value: (s) => s.total },
  ],
  '1to2': [
    { name: 'values on the diagonal', power: 0, value: (s, i, j) => same(i, j, s.diagonal[i]) },
    { name: 'sum on the diagonal', power: 1, value: (s, i, j) => same(i, j, s.trace) },
    { name: 'values along columns', power: 0, value: (s, _, j) => s.diagonal[j] },
    { name: 'values along rows', power: 0, value: (s, i) => s.diagonal[i] },
    { name: 'sum everywhere', power: 1, value: (s) => s.trace },
  ],
  '1to1': [
    { name: 'values', power: 0, value: (s, i) => s.diagonal[i] },
    { name: 'sum', power: 1, value: (s) => s.trace },
  ],
  '2to0': [
    { name: 'trace', power: 1, value: (s) => s.trace },
    { name: 'total', power: 2, value: (s) => s.total },
  ],
  '1to0': [{ name: 'sum', power: 1, value: (s) => s.trace }],
};

function operationsOf({ inputOrder, outputOrder }: MapOrders): readonly Operation[] {
  const found = operations[`${inputOrder}to${outputOrder}`];
  if (found) return found;
  throw new ConfigError({
    code: 'graph/map-orders',
    argument: 'inputOrder',
    message: `There is no basis of maps from order ${inputOrder} to order ${outputOrder}. Known are 2 to 2, 1 or 0, and 1 to 2, 1 or 0.`,
  });
}

/** Names of the operations of a basis, in the order of the coefficients: 15, 5, 5, 2, 2 and 1 of them. */
export function basisNames(orders: MapOrders): string[] {
  return operationsOf(orders).map(({ name }) => name);
}

/**
 * Applies every operation of a basis to one input.
 *
 * @param values [n, n] row by row for input order 2, [n] for order 1.
 * @param options.normalization Default `none`.
 * @returns One output for each operation: [n, n], [n] or [1] by the output order.
 * Source: Maron et al., "Invariant and Equivariant Graph Networks" (ICLR 2019), appendix A; the order is that of its code.
 */
export function applyBasis(
  values: ArrayLike<number>,
  { inputOrder, outputOrder, normalization = 'none' }: MapOrders & { normalization?: BasisNormalization },
): Float64Array[] {
  const n = inputOrder === 2 ? Math.sqrt(values.length) : values.length;
  if (!Number.isInteger(n) || n < 1) {
    throw new ConfigError({
      code: 'graph/not-square',
      argument: 'values',
      message: `There are ${values.length} values. An input of order 2 has n * n of them, row by row, and one of order 1 has n, with n at least 1.`,
    });
  }
  const sums = sumsOf(values, n, inputOrder);
  const [rows, columns] = [outputOrder === 0 ? 1 : n, outputOrder === 2 ? n : 1];
  return operationsOf({ inputOrder, outputOrder }).map(({ power, value }) => {
    const divisor = normalization === 'inf' ? n ** power : 1;
    return Float64Array.from({ length: rows * columns }, (_, place) => {
      return value(sums, Math.floor(place / columns), place % columns) / divisor;
    });
  });
}

/**
 * The operations of a basis as matrices, for graphs of one size: column `p` is what the operation makes of the input that
 * has 1 at place `p` and 0 elsewhere.
 *
 * @returns One matrix for each operation, [n^outputOrder, n^inputOrder] row by row.
 * @throws ConfigError `graph/map-orders`.
 */
export function equivariantBasis(
  options: MapOrders & { nodeCount: number; normalization?: BasisNormalization },
): Float64Array[] {
  const { inputOrder, outputOrder, nodeCount } = options;
  const inputs = nodeCount ** inputOrder;
  const outputs = nodeCount ** outputOrder;
  const matrices = operationsOf(options).map(() => new Float64Array(inputs * outputs));
  for (let place = 0; place < inputs; place++) {
    const unit = new Float64Array(inputs);
    unit[place] = 1;
    applyBasis(unit, options).forEach((column, operation) => {
      for (let row = 0; row < outputs; row++) matrices[operation][row * inputs + place] = column[row];
    });
  }
  return matrices;
}

/**
 * Number of linearly independent operations of a basis on graphs of one size. All are independent from
 * n = inputOrder + outputOrder vertices on; smaller graphs have fewer, the partitions of inputOrder + outputOrder things
 * into at most n parts.
 */
export function basisRank(options: MapOrders & { nodeCount: number }): number {
  const rows = equivariantBasis(options).map((matrix) => Float64Array.from(matrix));
  let rank = 0;
  for (let column = 0; column < (rows[0]?.length ?? 0) && rank < rows.length; column++) {
    let pivot = rank;
    for (let row = rank + 1; row < rows.length; row++) {
      if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row;
    }
    // Entries are small whole numbers, so that what elimination leaves of a dependent row is rounding.
    if (Math.abs(rows[pivot][column]) < 1e-9) continue;
    [rows[rank], rows[pivot]] = [rows[pivot], rows[rank]];
    for (let row = rank + 1; row < rows.length; row++) {
      const factor = rows[row][column] / rows[rank][column];
      if (factor === 0) continue;
      for (let at = column; at < rows[row].length; at++) rows[row][at] -= factor * rows[rank][at];
    }
    rank++;
  }
  return rank;
}

function sumsOf(values: ArrayLike<number>, n: number, order: 1 | 2): Sums {
  const diagonal = new Float64Array(n);
  const rows = new Float64Array(n);
  const columns = new Float64Array(n);
  let trace = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    diagonal[i] = order === 2 ? values[i * n + i] : values[i];
    trace += diagonal[i];
    for (let j = 0; order === 2 && j < n; j++) {
      rows[i] += values[i * n + j];
      columns[j] += values[i * n + j];
      total += values[i * n + j];
    }
  }
  const at = order === 2 ? (i: number, j: number) => values[i * n + j] : (i: number) => values[i];
  return { at, diagonal, rows, columns, trace, total };
}

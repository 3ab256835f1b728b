// Large products in pieces: whole products of a stack, or rows, or columns of one. The steps of the inner axis stay whole,
// and pieces begin where tiles of the kernel begin, so every number is computed as one thread computes it.
import type { KernelExports } from '../generated/kernel-exports';
import type { KernelPieces } from './kernel-pool';

/** Arguments of `gemm` by position. */
export const gemmArgument = {
  count: 0,
  m: 1,
  n: 2,
  k: 3,
  a: 4,
  aBatch: 5,
  aRow: 6,
  b: 8,
  bBatch: 9,
  bColumn: 11,
  c: 12,
  cBatch: 13,
  cRow: 14,
  bias: 16,
  biasMode: 17,
  y: 19,
  scratch: 20,
} as const;

/** Arguments of `gemmPacked` behind b lie this much lower: one pointer stands for b and its three strides. */
const PACKED_SHIFT = 3;

/** Multiplications and additions below which one thread is as fast: waking a thread takes as long. */
export const LEAST_WORK = 1e7;
/** The same of one piece. */
export const PIECE_WORK = 1e6;
/** Multiples of this begin a tile: tiles have 4 rows, or 6 where multiplications and additions are fused. */
const ROW_STEP = 12;
/** The same for columns. */
const COLUMN_STEP = 8;
const LEAST_ROWS = 48;
/** A piece with fewer columns spends much of its time on packing the rows again. */
const LEAST_COLUMNS = 128;

const { count, m, n, k, a, aBatch, aRow, b, bBatch, bColumn, c, cBatch, cRow, bias, biasMode, y, scratch } =
  gemmArgument;

/** Half-open ranges of nearly equal numbers of `step`s that cover `size`; none is shorter than `least`. */
export function ranges(size: number, step: number, least: number, wanted: number): Array<[from: number, to: number]> {
  const parts = Math.max(1, Math.min(wanted, Math.floor(size / least)));
  const steps = Math.floor(size / step);
  return Array.from({ length: parts }, (_, part) => [
    Math.floor((part * steps) / parts) * step,
    part === parts - 1 ? size : Math.floor(((part + 1) * steps) / parts) * step,
  ]);
}

/** Multiplications and additions of a call of `gemm` or `gemmPacked`; 0 for a vector, which takes another way. */
export function productWork(values: readonly number[]): number {
  return values[m] < 2 || values[n] < 2 ? 0 : 2 * values[count] * values[m] * values[n] * values[k];
}

/** True where a call of `gemm` is cut into rows, so that the panels of its right matrix are best packed once for all. */
export function cutsRows(values: readonly number[], threads: number): boolean {
  return !cutsStack(values, threads) && values[m] >= 2 * LEAST_ROWS;
}

function cutsStack(values: readonly number[], threads: number): boolean {
  // With a stride of 0 the products are added up, in order.
  return values[cBatch] !== 0 && values[count] >= 2 * threads;
}

/**
 * Cuts a call of `gemm` for `threads` threads.
 *
 * @returns undefined where there is nothing to cut.
 */
export function splitGemm(
  values: readonly number[],
  threads: number,
  { gemmWorkspace }: Pick<KernelExports, 'gemmWorkspace'>,
): KernelPieces | undefined {
  const wanted = Math.min(4 * threads, Math.floor(productWork(values) / PIECE_WORK));
  const cuts = cutsStack(values, threads)
    ? ranges(values[count], 1, 1, wanted).map(([from, to]) => part(values, from, to, stack))
    : cutsRows(values, threads)
      ? ranges(values[m], ROW_STEP, LEAST_ROWS, wanted).map(([from, to]) => part(values, from, to, rows))
      : ranges(values[n], COLUMN_STEP, LEAST_COLUMNS, wanted).map(([from, to]) => part(values, from, to, columns));
  if (cuts.length < 2) return undefined;
  const sizes = cuts.map((piece) => gemmWorkspace(piece[count], piece[m], piece[n], piece[k], piece[aBatch]));
  return { pieces: cuts, scratch: { argument: scratch, bytes: Math.max(...sizes) } };
}

/** Cuts a call of `gemmPacked`, whose panels hold all columns: by products of the stack, or by rows. */
export function splitGemmPacked(
  values: readonly number[],
  threads: number,
  kernels: Pick<KernelExports, 'gemmWorkspace'>,
): KernelPieces | undefined {
  const behind = b + 1;
  const whole = [...values.slice(0, behind), 0, 0, 0, ...values.slice(behind)];
  if (!cutsStack(whole, threads) && !cutsRows(whole, threads)) return undefined;
  const split = splitGemm(whole, threads, kernels);
  return (
    split && {
      pieces: split.pieces.map((piece) => [...piece.slice(0, behind), ...piece.slice(behind + PACKED_SHIFT)]),
      scratch: { argument: scratch - PACKED_SHIFT, bytes: split.scratch!.bytes },
    }
  );
}

/** What changes from one piece to the next: an argument, and what it moves by per product, row or column. */
interface Cut {
  size: number;
  moves(values: readonly number[]): Array<[argument: number, step: number]>;
}

const stack: Cut = {
  size: count,
  moves: (values) => [
    [a, values[aBatch]],
    [b, values[bBatch]],
    [c, values[cBatch]],
    [y, values[cBatch]],
  ],
};
const rows: Cut = {
  size: m,
  moves: (values) => [
    [a, values[aRow]],
    [c, values[cRow]],
    [y, values[cRow]],
    [bias, values[biasMode] === 2 ? 4 : 0],
  ],
};
const columns: Cut = {
  size: n,
  moves: (values) => [
    [b, values[bColumn]],
    [c, 4],
    [y, 4],
    [bias, values[biasMode] === 1 ? 4 : 0],
  ],
};

function part(values: readonly number[], from: number, to: number, { size, moves }: Cut): number[] {
  const piece = [...values];
  piece[size] = to - from;
  for (const [argument, step] of moves(values)) piece[argument] += from * step;
  return piece;
}

// C (+)= A B for the few rows of one time step, with B packed once for all steps.
import { ROWS } from '../generated/micro-kernels';
import { multiplyBlock, packedBytes } from '../gemm/gemm';
import { packRows, roundUp } from '../gemm/pack';
import { vectorTimesColumns, vectorTimesRows } from '../gemm/vector-matrix';

/** Steps of k per pass, as `packMatrix` has them. */
const K_BLOCK: usize = 256;

/** Rows of the batch that go through all time steps together, a multiple of ROWS. */
export const ROW_BLOCK: usize = 48;

/** Floats that `addProduct` needs for the rows of A. */
export function panelSize(batch: usize): usize {
  const rows = batch < ROW_BLOCK ? roundUp(batch, ROWS) : ROW_BLOCK;
  return rows * K_BLOCK;
}

/**
 * C (+)= A B. A single row streams B as it is; more rows use `packed`, which `packMatrix` wrote. A and C have contiguous
 * columns. `scratch` holds 256 bytes, and the packed rows behind them.
 */
export function addProduct(
  rows: usize, n: usize, k: usize, a: usize, aRow: usize, b: usize, bRow: usize, bColumn: usize, packed: usize,
  c: usize, cRow: usize, accumulate: bool, scratch: usize,
): void {
  if (rows == 1) {
    if (bColumn == 4) vectorTimesRows(n, k, a, 4, b, bRow, c, accumulate);
    else vectorTimesColumns(n, k, a, 4, b, bRow, bColumn, c, accumulate);
    return;
  }
  const panels = scratch + 256;
  for (let from: usize = 0; from < k; from += K_BLOCK) {
    const depth = k - from < K_BLOCK ? k - from : K_BLOCK;
    packRows(a + from * 4, rows, depth, aRow, 4, panels);
    multiplyBlock(rows, n, depth, panels, packed, c, cRow, accumulate || from > 0, scratch);
    packed += packedBytes(n, depth);
  }
}

// C[m,n] (+)= A[m,k] B[k,n] for a row of matrices, with bias and activation on the way out.
import { finishRows } from '../activation';
import { tile1, tile2, tile3, tile4, tile5, tile6 } from '../generated/micro-kernels';
import { packColumns, packRows } from './pack';
import { vectorTimesColumns, vectorTimesRows } from './vector-matrix';

/** Steps of k per pass: a panel of B (8 KiB) stays in the first-level cache. */
const K_BLOCK: usize = 256;
/** Rows of A per pass: the packed block (96 KiB) stays in the second-level cache. */
const ROW_BLOCK: usize = 96;
/** A shared A is packed once for the whole batch up to this many floats. */
const SHARED_LIMIT: usize = 1 << 18;

@inline
function roundUp(value: usize, step: usize): usize {
  return ((value + step - 1) / step) * step;
}

@inline
function sharesRows(count: usize, m: usize, k: usize, aBatch: usize): bool {
  return aBatch == 0 && count > 1 && k <= K_BLOCK && roundUp(m, 6) * k <= SHARED_LIMIT;
}

/** Bytes of workspace that `gemm` needs for these sizes. */
export function gemmWorkspace(count: usize, m: usize, n: usize, k: usize, aBatch: usize): usize {
  const depth = k < K_BLOCK ? k : K_BLOCK;
  const rows = sharesRows(count, m, k, aBatch) ? roundUp(m, 6) : (m < ROW_BLOCK ? roundUp(m, 6) : ROW_BLOCK);
  return 4 * (depth * roundUp(n, 8) + depth * rows + 64);
}

/**
 * Row, column and batch strides are in bytes; C has contiguous columns. A batch stride of 0 on A or B repeats that
 * operand, on C it adds the products up. After the last step of k each row gets its bias (`biasMode` 1: one value per
 * column, 2: one per row, 0: none) and activation; `c` keeps the value before the activation and `y` gets the one
 * after, and both may be the same.
 */
export function gemm(
  count: usize, m: usize, n: usize, k: usize,
  a: usize, aBatch: usize, aRow: usize, aColumn: usize,
  b: usize, bBatch: usize, bRow: usize, bColumn: usize,
  c: usize, cBatch: usize, cRow: usize,
  accumulate: bool, bias: usize, biasMode: i32, activation: i32, y: usize,
  workspace: usize,
): void {
  const panelsOfB = workspace + 256;
  const depth = k < K_BLOCK ? k : K_BLOCK;
  const panelsOfA = panelsOfB + depth * roundUp(n, 8) * 4;
  const shareA = sharesRows(count, m, k, aBatch);
  const shareB = bBatch == 0 && k <= K_BLOCK;
  const single = m == 1 || (n == 1 && cRow == 4);
  if (shareA && !single) packRows(a, m, k, aRow, aColumn, panelsOfA);
  for (let item: usize = 0; item < count; ++item) {
    const add = accumulate || (cBatch == 0 && item > 0);
    if (k == 0) {
      if (!add) for (let row: usize = 0; row < m; ++row) memory.fill(c + row * cRow, 0, n * 4);
    } else if (m == 1) {
      if (bColumn == 4) vectorTimesRows(n, k, a, aColumn, b, bRow, c, add);
      else vectorTimesColumns(n, k, a, aColumn, b, bRow, bColumn, c, add);
    } else if (single) {
      if (aRow == 4) vectorTimesRows(m, k, b, bRow, a, aColumn, c, add);
      else vectorTimesColumns(m, k, b, bRow, a, aColumn, aRow, c, add);
    } else {
      let from: usize = 0;
      while (from < k) {
        const steps = k - from < K_BLOCK ? k - from : K_BLOCK;
        if (!shareB || item == 0) packColumns(b + from * bRow, n, steps, bRow, bColumn, panelsOfB);
        let row: usize = 0;
        while (row < m) {
          const height = m - row < ROW_BLOCK ? m - row : ROW_BLOCK;
          let packed = panelsOfA;
          if (shareA) packed += row * steps * 4;
          else packRows(a + row * aRow + from * aColumn, height, steps, aRow, aColumn, packed);
          multiplyBlock(height, n, steps, packed, panelsOfB, c + row * cRow, cRow, add || from > 0, workspace);
          if (from + steps == k && (biasMode != 0 || activation != 0)) {
            finishRows(row, height, n, c, y, cRow, bias, biasMode, activation);
          }
          row += height;
        }
        from += steps;
      }
    }
    if ((k == 0 || single) && (biasMode != 0 || activation != 0)) finishRows(0, m, n, c, y, cRow, bias, biasMode, activation);
    a += aBatch;
    b += bBatch;
    c += cBatch;
    y += cBatch;
  }
}

/** All tiles of one block of rows; `scratch` holds a 6x8 tile for the last, narrow panel. */
function multiplyBlock(
  m: usize, n: usize, k: usize, panelsOfA: usize, panelsOfB: usize, c: usize, cRow: usize, accumulate: bool, scratch: usize,
): void {
  let column: usize = 0;
  while (column < n) {
    const wide = n - column >= 8;
    let packed = panelsOfA;
    let to = c + column * 4;
    let row: usize = 0;
    while (row < m) {
      const height: usize = m - row < 6 ? m - row : 6;
      if (wide) {
        if (height == 6) tile6(k, packed, panelsOfB, to, cRow, accumulate);
        else edgeTile(height, k, packed, panelsOfB, to, cRow, accumulate);
      } else {
        if (height == 6) tile6(k, packed, panelsOfB, scratch, 32, false);
        else edgeTile(height, k, packed, panelsOfB, scratch, 32, false);
        copyNarrow(height, n - column, scratch, to, cRow, accumulate);
      }
      packed += k * 24;
      to += 6 * cRow;
      row += 6;
    }
    panelsOfB += k * 32;
    column += 8;
  }
}

function edgeTile(rows: usize, k: usize, a: usize, b: usize, c: usize, cRow: usize, accumulate: bool): void {
  switch (rows as i32) {
    case 1: tile1(k, a, b, c, cRow, accumulate); break;
    case 2: tile2(k, a, b, c, cRow, accumulate); break;
    case 3: tile3(k, a, b, c, cRow, accumulate); break;
    case 4: tile4(k, a, b, c, cRow, accumulate); break;
    default: tile5(k, a, b, c, cRow, accumulate);
  }
}

function copyNarrow(rows: usize, columns: usize, scratch: usize, c: usize, cRow: usize, accumulate: bool): void {
  for (let row: usize = 0; row < rows; ++row) {
    for (let column: usize = 0; column < columns; ++column) {
      const value = load<f32>(scratch + row * 32 + column * 4);
      const to = c + row * cRow + column * 4;
      store<f32>(to, accumulate ? load<f32>(to) + value : value);
    }
  }
}

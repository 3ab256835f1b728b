// C[m,n] (+)= A[m,k] B[k,n] for a row of matrices, with bias and activation on the way out.
import { finishRows } from '../activation';
import { narrowTile, ROWS, rowTiles, shortTiles, TALL, tallTiles, tile } from '../generated/micro-kernels';
import { loadPart, storePart } from '../simd';
import { multiplyFewColumns, NARROW, narrowWorkspace } from './narrow';
import { packColumns, packTallRows, ROW_PITCH, roundUp, shortPanels } from './pack';
import { vectorTimesColumns, vectorTimesRows } from './vector-matrix';

/** Steps of k per pass: a panel of B (8 KiB) stays in the first-level cache. */
const K_BLOCK: usize = 256;
/** Rows of A per pass, a multiple of TALL: the packed block (about 100 KiB) stays in the second-level cache. */
const ROW_BLOCK: usize = (100 / TALL) * TALL;
/** A shared A is packed once for the whole batch up to this many floats. */
const SHARED_LIMIT: usize = 1 << 18;
/** With fewer rows it does not pay to turn the columns of a narrow B. */
const FEWEST_ROWS: usize = 4;
/** Bytes of B that stay in the first-level cache: such a B with contiguous columns is read where it is. */
const DIRECT_LIMIT: usize = 1 << 14;

@inline
function sharesRows(count: usize, m: usize, k: usize, aBatch: usize): bool {
  return aBatch == 0 && count > 1 && k <= K_BLOCK && roundUp(m, TALL) * k <= SHARED_LIMIT;
}

/** Bytes of workspace that `gemm` needs for these sizes. */
export function gemmWorkspace(count: usize, m: usize, n: usize, k: usize, aBatch: usize): usize {
  const depth = k < K_BLOCK ? k : K_BLOCK;
  const rows = m < ROW_BLOCK || sharesRows(count, m, k, aBatch) ? roundUp(m, TALL) : ROW_BLOCK;
  return 4 * (depth * roundUp(n, 8) + depth * rows + 64) + (n <= NARROW ? narrowWorkspace(k) : 0);
}

/** Bytes of a whole matrix B in panels. */
export function packedBytes(n: usize, k: usize): usize {
  return k * roundUp(n, 8) * 4;
}

/** All panels of B for `gemmPacked`: block after block of k. Strides are in bytes. */
export function packMatrix(n: usize, k: usize, b: usize, bRow: usize, bColumn: usize, target: usize): void {
  for (let from: usize = 0; from < k; from += K_BLOCK) {
    const steps = k - from < K_BLOCK ? k - from : K_BLOCK;
    packColumns(b + from * bRow, n, steps, bRow, bColumn, target);
    target += packedBytes(n, steps);
  }
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
  const single = m == 1 || (n == 1 && cRow == 4);
  const few = n <= NARROW && aColumn == 4 && m >= FEWEST_ROWS;
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
    } else if (few) {
      multiplyFewColumns(m, n, k, a, aRow, b, bRow, bColumn, c, cRow, add, workspace);
    } else {
      break;
    }
    finishRows(0, m, n, c, y, cRow, bias, biasMode, activation);
    a += aBatch;
    b += bBatch;
    c += cBatch;
    y += cBatch;
  }
  if (k == 0 || single || few) return;
  const direct = bColumn == 4 && (m <= TALL || k * bRow <= DIRECT_LIMIT);
  multiplyMatrices(
    count, m, n, k, a, aBatch, aRow, aColumn, b, bBatch, bRow, bColumn, c, cBatch, cRow,
    accumulate, bias, biasMode, activation, y, direct ? DIRECT : PACKING, workspace,
  );
}

/** The same with the panels that `packMatrix` wrote in place of B, for all products; m, n and k are not 0. */
export function gemmPacked(
  count: usize, m: usize, n: usize, k: usize,
  a: usize, aBatch: usize, aRow: usize, aColumn: usize,
  panels: usize,
  c: usize, cBatch: usize, cRow: usize,
  accumulate: bool, bias: usize, biasMode: i32, activation: i32, y: usize,
  workspace: usize,
): void {
  multiplyMatrices(
    count, m, n, k, a, aBatch, aRow, aColumn, panels, 0, 0, 0, c, cBatch, cRow,
    accumulate, bias, biasMode, activation, y, PACKED, workspace,
  );
}

// Where panels of B come from: packed here, packed before, or B itself but for a last panel of fewer than 8 columns.
const PACKING: i32 = 0;
const PACKED: i32 = 1;
const DIRECT: i32 = 2;

function multiplyMatrices(
  count: usize, m: usize, n: usize, k: usize,
  a: usize, aBatch: usize, aRow: usize, aColumn: usize,
  b: usize, bBatch: usize, bRow: usize, bColumn: usize,
  c: usize, cBatch: usize, cRow: usize,
  accumulate: bool, bias: usize, biasMode: i32, activation: i32, y: usize,
  source: i32, workspace: usize,
): void {
  const ownPanels = workspace + 256;
  const depth = k < K_BLOCK ? k : K_BLOCK;
  const panelsOfA = ownPanels + depth * roundUp(n, 8) * 4;
  const shareA = sharesRows(count, m, k, aBatch);
  const shareB = bBatch == 0 && k <= K_BLOCK;
  const wide = n & ~7;
  if (shareA) {
    for (let row: usize = 0; row < m; row += ROW_BLOCK) {
      const height = m - row < ROW_BLOCK ? m - row : ROW_BLOCK;
      packTallRows(a + row * aRow, height, k, aRow, aColumn, panelsOfA + row * k * 4);
    }
  }
  for (let item: usize = 0; item < count; ++item) {
    const add = accumulate || (cBatch == 0 && item > 0);
    for (let from: usize = 0; from < k; from += K_BLOCK) {
      const steps = k - from < K_BLOCK ? k - from : K_BLOCK;
      let panels = ownPanels, panel = steps * 32, step: usize = 32, last = ownPanels + steps * wide * 4;
      if (source == PACKED) {
        panels = b + packedBytes(n, from);
        last = panels + steps * wide * 4;
      } else if (source == DIRECT) {
        panels = b + from * bRow;
        panel = 32;
        step = bRow;
        last = ownPanels;
        if (wide < n) packColumns(panels + wide * 4, n - wide, steps, bRow, 4, last);
      } else if (!shareB || item == 0) {
        packColumns(b + from * bRow, n, steps, bRow, bColumn, panels);
      }
      let row: usize = 0;
      while (row < m) {
        const height = m - row < ROW_BLOCK ? m - row : ROW_BLOCK;
        let packed = panelsOfA;
        if (shareA) packed += row * steps * 4;
        else packTallRows(a + row * aRow + from * aColumn, height, steps, aRow, aColumn, packed);
        const target = c + row * cRow;
        multiplyTall(height, n, wide, steps, packed, panels, panel, step, last, target, cRow, add || from > 0, workspace);
        if (from + steps == k) finishRows(row, height, n, c, y, cRow, bias, biasMode, activation);
        row += height;
      }
    }
    a += aBatch;
    b += bBatch;
    c += cBatch;
    y += cBatch;
  }
}

/**
 * One block of rows that `packTallRows` packed: panels of TALL rows, then some of one row less. B has panels of 8 columns,
 * `panel` bytes apart and with `step` bytes from one step of k to the next; `last` is its narrow panel.
 */
function multiplyTall(
  m: usize, n: usize, wide: usize, k: usize, panelsOfA: usize, b: usize, panel: usize, step: usize, last: usize,
  c: usize, cRow: usize, accumulate: bool, scratch: usize,
): void {
  const aStep: usize = TALL * 4;
  const short = shortPanels(m);
  const rows = m - short * (TALL - 1);
  const tiles = rows / TALL;
  const rest = rows - tiles * TALL;
  const restOfA = panelsOfA + tiles * k * aStep;
  const restOfC = tiles * TALL * cRow;
  let to = c;
  for (let column: usize = 0; column < wide; column += 8) {
    if (tiles > 0) tallTiles(tiles, k, panelsOfA, aStep, b, step, to, cRow, accumulate);
    if (short > 0) shortTiles(short, k, restOfA, aStep, b, step, to + restOfC, cRow, accumulate);
    if (rest > 0) tile(rest, k, restOfA, aStep, b, step, to + restOfC, cRow, accumulate);
    b += panel;
    to += 32;
  }
  if (wide == n) return;
  const columns = n - wide;
  multiplyNarrow(TALL, TALL, rows, columns, k, panelsOfA, last, to, cRow, accumulate, scratch);
  if (short > 0) multiplyNarrow(TALL - 1, TALL, m - rows, columns, k, restOfA, last, to + restOfC, cRow, accumulate, scratch);
}

/** All tiles of one block of rows that `packRows` packed; `scratch` holds a tile for the last, narrow panel of B. */
export function multiplyBlock(
  m: usize, n: usize, k: usize, panelsOfA: usize, panelsOfB: usize, c: usize, cRow: usize, accumulate: bool, scratch: usize,
): void {
  const tiles = m / ROWS;
  const rest = m - tiles * ROWS;
  const restOfA = panelsOfA + tiles * k * ROW_PITCH;
  const restOfC = tiles * ROWS * cRow;
  const wide = n & ~7;
  for (let column: usize = 0; column < wide; column += 8) {
    if (tiles > 0) rowTiles(tiles, k, panelsOfA, ROW_PITCH, panelsOfB, 32, c, cRow, accumulate);
    if (rest > 0) tile(rest, k, restOfA, ROW_PITCH, panelsOfB, 32, c + restOfC, cRow, accumulate);
    panelsOfB += k * 32;
    c += 32;
  }
  if (wide < n) multiplyNarrow(ROWS, ROWS, m, n - wide, k, panelsOfA, panelsOfB, c, cRow, accumulate, scratch);
}

/**
 * The last panel, 1 to 7 columns, in tiles of `height` rows from panels with room for `pitch`: they go through `scratch`, but
 * for the tallest of 4 columns.
 */
function multiplyNarrow(
  height: usize, pitch: usize, m: usize, n: usize, k: usize, panelsOfA: usize, b: usize, c: usize, cRow: usize, accumulate: bool,
  scratch: usize,
): void {
  const aStep = pitch * 4;
  for (let left = m; left > 0; left -= left < height ? left : height) {
    const rows = left < height ? left : height;
    if (n == 4 && rows == TALL) {
      narrowTile(1, k, panelsOfA, aStep, b, 32, c, cRow, accumulate);
    } else {
      if (n < 4 && rows == TALL) narrowTile(1, k, panelsOfA, aStep, b, 32, scratch, 32, false);
      else tile(rows, k, panelsOfA, aStep, b, 32, scratch, 32, false);
      copyNarrow(rows, n, scratch, c, cRow, accumulate);
    }
    panelsOfA += k * aStep;
    c += height * cRow;
  }
}

function copyNarrow(rows: usize, columns: usize, scratch: usize, c: usize, cRow: usize, accumulate: bool): void {
  const rest = columns & 3;
  for (let row: usize = 0; row < rows; ++row) {
    let from = scratch, to = c;
    if (columns >= 4) {
      const value = v128.load(from);
      v128.store(to, accumulate ? f32x4.add(v128.load(to), value) : value);
      from += 16;
      to += 16;
    }
    if (rest > 0) {
      const value = v128.load(from);
      storePart(to, accumulate ? f32x4.add(loadPart(to, rest), value) : value, rest);
    }
    scratch += 32;
    c += cRow;
  }
}

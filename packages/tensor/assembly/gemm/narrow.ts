// Products with at most four columns: rows of A are read where they lie, the columns of B as rows of vectors.
import { loadPart, madd, storePart } from '../simd';

/** Most columns of such a product. */
export const NARROW: usize = 4;
/** Steps of k per pass: the turned columns of B (16 KiB) stay in the first-level cache. */
const BLOCK: usize = 1024;

/** Bytes of workspace for the columns of B. */
export function narrowWorkspace(k: usize): usize {
  return lineBytes(k < BLOCK ? k : BLOCK) * NARROW;
}

/** Bytes of one turned column: whole vectors. */
@inline
function lineBytes(steps: usize): usize {
  return ((steps + 3) & ~3) * 4;
}

/** C[m,n] (+)= A[m,k] B[k,n] with n from 1 to 4 and contiguous rows of A. Strides are in bytes; C has contiguous columns. */
export function multiplyFewColumns(
  m: usize, n: usize, k: usize, a: usize, aRow: usize, b: usize, bRow: usize, bColumn: usize, c: usize, cRow: usize,
  accumulate: bool, workspace: usize,
): void {
  for (let from: usize = 0; from < k; from += BLOCK) {
    const steps = k - from < BLOCK ? k - from : BLOCK;
    turnColumns(n, steps, b + from * bRow, bRow, bColumn, workspace);
    const add = accumulate || from > 0;
    let row = a + from * 4, to = c;
    let left = m;
    for (; left >= 2; left -= 2) {
      twoRows(n, steps, row, row + aRow, workspace, to, to + cRow, add);
      row += 2 * aRow;
      to += 2 * cRow;
    }
    if (left > 0) twoRows(n, steps, row, row, workspace, to, to, add);
  }
}

/** Columns of B, each followed by zeros up to a whole vector; columns that B lacks are zeros. */
function turnColumns(n: usize, steps: usize, b: usize, bRow: usize, bColumn: usize, target: usize): void {
  const bytes = lineBytes(steps);
  memory.fill(target, 0, bytes * NARROW);
  for (let column: usize = 0; column < n; ++column) {
    let from = b;
    for (let to = target, end = target + steps * 4; to < end; to += 4) {
      store<f32>(to, load<f32>(from));
      from += bRow;
    }
    b += bColumn;
    target += bytes;
  }
}

/** Two rows of C. A last row alone is computed twice and stored twice: both sums are taken before either is stored. */
function twoRows(n: usize, k: usize, p: usize, q: usize, lines: usize, c: usize, d: usize, accumulate: bool): void {
  const bytes = lineBytes(k);
  let b0 = lines, b1 = b0 + bytes, b2 = b1 + bytes, b3 = b2 + bytes;
  let c0 = f32x4.splat(0), c1 = f32x4.splat(0), c2 = f32x4.splat(0), c3 = f32x4.splat(0);
  let d0 = f32x4.splat(0), d1 = f32x4.splat(0), d2 = f32x4.splat(0), d3 = f32x4.splat(0);
  while (k > 0) {
    const whole = k >= 4;
    const x = whole ? v128.load(p) : loadPart(p, k), y = whole ? v128.load(q) : loadPart(q, k);
    let v = v128.load(b0);
    c0 = madd(x, v, c0);
    d0 = madd(y, v, d0);
    v = v128.load(b1);
    c1 = madd(x, v, c1);
    d1 = madd(y, v, d1);
    v = v128.load(b2);
    c2 = madd(x, v, c2);
    d2 = madd(y, v, d2);
    v = v128.load(b3);
    c3 = madd(x, v, c3);
    d3 = madd(y, v, d3);
    if (!whole) break;
    p += 16;
    q += 16;
    b0 += 16;
    b1 += 16;
    b2 += 16;
    b3 += 16;
    k -= 4;
  }
  let first = sumEach(c0, c1, c2, c3), second = sumEach(d0, d1, d2, d3);
  if (accumulate) {
    first = f32x4.add(n == NARROW ? v128.load(c) : loadPart(c, n), first);
    second = f32x4.add(n == NARROW ? v128.load(d) : loadPart(d, n), second);
  }
  if (n == NARROW) {
    v128.store(c, first);
    v128.store(d, second);
  } else {
    storePart(c, first, n);
    storePart(d, second, n);
  }
}

/** The sums of the lanes of four vectors. */
@inline
function sumEach(v0: v128, v1: v128, v2: v128, v3: v128): v128 {
  const low = f32x4.add(v128.shuffle<f32>(v0, v1, 0, 4, 1, 5), v128.shuffle<f32>(v0, v1, 2, 6, 3, 7));
  const high = f32x4.add(v128.shuffle<f32>(v2, v3, 0, 4, 1, 5), v128.shuffle<f32>(v2, v3, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(low, high, 0, 1, 4, 5), v128.shuffle<f32>(low, high, 2, 3, 6, 7));
}

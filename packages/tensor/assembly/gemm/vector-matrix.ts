// Products with one row: no packing, the matrix is streamed once.
import { loadPart, madd, storePart, sumLanes } from '../simd';

/** c[n] (+)= x[k] B[k,n] with contiguous columns of B: four rows of B per pass over c. */
export function vectorTimesRows(n: usize, k: usize, x: usize, xStride: usize, b: usize, bRow: usize, c: usize, accumulate: bool): void {
  if (!accumulate) memory.fill(c, 0, n * 4);
  const vectorBytes = (n & ~3) * 4;
  const rest = n & 3;
  let step: usize = 0;
  for (; step + 4 <= k; step += 4) {
    const x0 = v128.load32_splat(x), x1 = v128.load32_splat(x + xStride);
    const x2 = v128.load32_splat(x + 2 * xStride), x3 = v128.load32_splat(x + 3 * xStride);
    const b1 = b + bRow, b2 = b1 + bRow, b3 = b2 + bRow;
    for (let at: usize = 0; at < vectorBytes; at += 16) {
      let sum = madd(x0, v128.load(b + at), v128.load(c + at));
      sum = madd(x1, v128.load(b1 + at), sum);
      sum = madd(x2, v128.load(b2 + at), sum);
      v128.store(c + at, madd(x3, v128.load(b3 + at), sum));
    }
    if (rest > 0) {
      let sum = madd(x0, loadPart(b + vectorBytes, rest), loadPart(c + vectorBytes, rest));
      sum = madd(x1, loadPart(b1 + vectorBytes, rest), sum);
      sum = madd(x2, loadPart(b2 + vectorBytes, rest), sum);
      storePart(c + vectorBytes, madd(x3, loadPart(b3 + vectorBytes, rest), sum), rest);
    }
    x += 4 * xStride;
    b += 4 * bRow;
  }
  for (; step < k; ++step) {
    const x0 = v128.load32_splat(x);
    for (let at: usize = 0; at < vectorBytes; at += 16) v128.store(c + at, madd(x0, v128.load(b + at), v128.load(c + at)));
    if (rest > 0) storePart(c + vectorBytes, madd(x0, loadPart(b + vectorBytes, rest), loadPart(c + vectorBytes, rest)), rest);
    x += xStride;
    b += bRow;
  }
}

/** c[n] (+)= x[k] B[k,n] with any strides; fast where the steps of B and x are contiguous. */
export function vectorTimesColumns(
  n: usize, k: usize, x: usize, xStride: usize, b: usize, bRow: usize, bColumn: usize, c: usize, accumulate: bool,
): void {
  for (let column: usize = 0; column < n; ++column) {
    const sum = bRow == 4 && xStride == 4 ? dotContiguous(k, x, b) : dotScattered(k, x, xStride, b, bRow);
    store<f32>(c, accumulate ? load<f32>(c) + sum : sum);
    c += 4;
    b += bColumn;
  }
}

function dotContiguous(k: usize, x: usize, b: usize): f32 {
  let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0), sum2 = f32x4.splat(0), sum3 = f32x4.splat(0);
  let left = k;
  while (left >= 16) {
    sum0 = madd(v128.load(x), v128.load(b), sum0);
    sum1 = madd(v128.load(x, 16), v128.load(b, 16), sum1);
    sum2 = madd(v128.load(x, 32), v128.load(b, 32), sum2);
    sum3 = madd(v128.load(x, 48), v128.load(b, 48), sum3);
    x += 64;
    b += 64;
    left -= 16;
  }
  while (left >= 4) {
    sum0 = madd(v128.load(x), v128.load(b), sum0);
    x += 16;
    b += 16;
    left -= 4;
  }
  if (left > 0) sum1 = madd(loadPart(x, left), loadPart(b, left), sum1);
  return sumLanes(f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3)));
}

function dotScattered(k: usize, x: usize, xStride: usize, b: usize, bStride: usize): f32 {
  let sum: f32 = 0;
  for (let step: usize = 0; step < k; ++step) {
    sum += load<f32>(x) * load<f32>(b);
    x += xStride;
    b += bStride;
  }
  return sum;
}

// Sums that stay accurate for millions of values: 8 lanes over blocks of 256, blocks added pairwise.
import { loadPart, storePart, sumLanes } from './simd';

const BLOCK: usize = 256;

function sumBlock(n: usize, x: usize): f32 {
  let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0);
  for (; n >= 8; n -= 8) {
    sum0 = f32x4.add(sum0, v128.load(x));
    sum1 = f32x4.add(sum1, v128.load(x, 16));
    x += 32;
  }
  if (n >= 4) {
    sum0 = f32x4.add(sum0, v128.load(x));
    x += 16;
    n -= 4;
  }
  if (n > 0) sum1 = f32x4.add(sum1, loadPart(x, n));
  return sumLanes(f32x4.add(sum0, sum1));
}

/** Sum of n contiguous values, halves first. */
function sumPairwise(n: usize, x: usize): f32 {
  if (n <= BLOCK) return sumBlock(n, x);
  const half = ((n / 2 + BLOCK - 1) / BLOCK) * BLOCK;
  return sumPairwise(half, x) + sumPairwise(n - half, x + half * 4);
}

function addRow(n: usize, target: usize, source: usize): void {
  for (; n >= 4; n -= 4) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
    target += 16;
    source += 16;
  }
  if (n > 0) storePart(target, f32x4.add(loadPart(target, n), loadPart(source, n)), n);
}

/** target[inner] = sum of `count` rows, halves first; `scratch` takes one row per level (30 rows are plenty). */
function sumRows(count: usize, inner: usize, x: usize, target: usize, scratch: usize): void {
  if (count <= 64) {
    memory.copy(target, x, inner * 4);
    for (let row: usize = 1; row < count; ++row) addRow(inner, target, x + row * inner * 4);
    return;
  }
  const half = count / 2;
  sumRows(half, inner, x, target, scratch);
  sumRows(count - half, inner, x + half * inner * 4, scratch, scratch + inner * 4);
  addRow(inner, target, scratch);
}

/** y[outer, inner] = scale * sum over the middle axis of x[outer, count, inner]. */
export function sumMiddle(outer: usize, count: usize, inner: usize, x: usize, y: usize, scale: f32, scratch: usize): void {
  for (let item: usize = 0; item < outer; ++item) {
    if (count == 0) memory.fill(y, 0, inner * 4);
    else if (inner == 1) store<f32>(y, sumPairwise(count, x));
    else sumRows(count, inner, x, y, scratch);
    if (scale != 1) {
      for (let at: usize = 0; at < inner * 4; at += 4) store<f32>(y + at, load<f32>(y + at) * scale);
    }
    x += count * inner * 4;
    y += inner * 4;
  }
}

/** y[segments, inner] = sum of the rows of x[count, inner] whose id names the segment; other ids are left out. */
export function segmentSum(count: usize, inner: usize, segments: i32, x: usize, ids: usize, y: usize): void {
  memory.fill(y, 0, (segments as usize) * inner * 4);
  for (let row: usize = 0; row < count; ++row) {
    const id = load<i32>(ids + row * 4);
    if (id >= 0 && id < segments) addRow(inner, y + (id as usize) * inner * 4, x + row * inner * 4);
  }
}

// Layer normalisation over contiguous rows.
import { loadPart, madd, storePart, sumLanes } from './simd';

// One index and fixed pointers: compilers spend a move per turn on every pointer that is moved along.

/** Sum of n values, 16 lanes. */
function sum(n: usize, x: usize): f32 {
  let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0), sum2 = f32x4.splat(0), sum3 = f32x4.splat(0);
  let at: usize = 0;
  for (; at < (n & ~15) * 4; at += 64) {
    sum0 = f32x4.add(sum0, v128.load(x + at));
    sum1 = f32x4.add(sum1, v128.load(x + at, 16));
    sum2 = f32x4.add(sum2, v128.load(x + at, 32));
    sum3 = f32x4.add(sum3, v128.load(x + at, 48));
  }
  for (; at < (n & ~3) * 4; at += 16) sum0 = f32x4.add(sum0, v128.load(x + at));
  if ((n & 3) > 0) sum1 = f32x4.add(sum1, loadPart(x + at, n & 3));
  return sumLanes(f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3)));
}

/** Sum of (x - mean)^2 over n values. */
function squaredDeviations(n: usize, x: usize, mean: f32): f32 {
  const centre = f32x4.splat(mean);
  let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0), sum2 = f32x4.splat(0), sum3 = f32x4.splat(0);
  let at: usize = 0;
  for (; at < (n & ~15) * 4; at += 64) {
    const d0 = f32x4.sub(v128.load(x + at), centre), d1 = f32x4.sub(v128.load(x + at, 16), centre);
    const d2 = f32x4.sub(v128.load(x + at, 32), centre), d3 = f32x4.sub(v128.load(x + at, 48), centre);
    sum0 = madd(d0, d0, sum0);
    sum1 = madd(d1, d1, sum1);
    sum2 = madd(d2, d2, sum2);
    sum3 = madd(d3, d3, sum3);
  }
  for (; at < (n & ~3) * 4; at += 16) {
    const d = f32x4.sub(v128.load(x + at), centre);
    sum0 = madd(d, d, sum0);
  }
  const rest = n & 3;
  if (rest > 0) {
    const inside = i32x4.gt_s(i32x4.splat(rest as i32), i32x4(0, 1, 2, 3));
    const d = v128.and(f32x4.sub(loadPart(x + at, rest), centre), inside);
    sum1 = madd(d, d, sum1);
  }
  return sumLanes(f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3)));
}

/** y = (x - mean) inverse gamma + beta, n values. */
function normalise(n: usize, x: usize, mean: f32, inverse: f32, gamma: usize, beta: usize, y: usize): void {
  const centre = f32x4.splat(mean), r = f32x4.splat(inverse);
  let at: usize = 0;
  for (; at < (n & ~15) * 4; at += 64) {
    const d0 = f32x4.sub(v128.load(x + at), centre), d1 = f32x4.sub(v128.load(x + at, 16), centre);
    const d2 = f32x4.sub(v128.load(x + at, 32), centre), d3 = f32x4.sub(v128.load(x + at, 48), centre);
    v128.store(y + at, madd(f32x4.mul(d0, r), v128.load(gamma + at), v128.load(beta + at)));
    v128.store(y + at, madd(f32x4.mul(d1, r), v128.load(gamma + at, 16), v128.load(beta + at, 16)), 16);
    v128.store(y + at, madd(f32x4.mul(d2, r), v128.load(gamma + at, 32), v128.load(beta + at, 32)), 32);
    v128.store(y + at, madd(f32x4.mul(d3, r), v128.load(gamma + at, 48), v128.load(beta + at, 48)), 48);
  }
  for (; at < (n & ~3) * 4; at += 16) {
    const d = f32x4.sub(v128.load(x + at), centre);
    v128.store(y + at, madd(f32x4.mul(d, r), v128.load(gamma + at), v128.load(beta + at)));
  }
  const rest = n & 3;
  if (rest > 0) {
    const d = f32x4.sub(loadPart(x + at, rest), centre);
    storePart(y + at, madd(f32x4.mul(d, r), loadPart(gamma + at, rest), loadPart(beta + at, rest)), rest);
  }
}

/**
 * y = (x - mean) / sqrt(variance + epsilon) * gamma + beta per row; `statistics`, unless 0, gets mean[rows], then
 * 1/std[rows].
 */
export function layerNormForward(
  rows: usize, n: usize, x: usize, gamma: usize, beta: usize, y: usize, statistics: usize, epsilon: f32,
): void {
  const scale: f32 = (1.0 as f32) / (n as f32);
  const pitch = n * 4;
  let mean: f32 = rows > 0 ? sum(n, x) * scale : 0;
  for (let row: usize = 0; row < rows; ++row) {
    const inverse: f32 = (1.0 as f32) / Mathf.sqrt(squaredDeviations(n, x, mean) * scale + epsilon);
    // The mean of the next row comes before the division above is needed: neither waits for the other.
    const next: f32 = row + 1 < rows ? sum(n, x + pitch) * scale : 0;
    if (statistics != 0) {
      store<f32>(statistics + row * 4, mean);
      store<f32>(statistics + (rows + row) * 4, inverse);
    }
    normalise(n, x, mean, inverse, gamma, beta, y);
    mean = next;
    x += pitch;
    y += pitch;
  }
}

/**
 * Two rows that lie `pitch` bytes apart: partialGamma += dy h, partialBeta += dy. `means` gets mean(dy gamma) of both, then
 * mean(dy gamma h) of both. A pitch of 0 stands for one row: its second time counts nothing.
 */
function accumulateRows(
  n: usize, pitch: usize, x: usize, dy: usize, gamma: usize, means0: usize, inverses: usize, partialGamma: usize,
  partialBeta: usize, means: usize,
): void {
  const second: usize = pitch == 0 ? 0 : 4;
  const centre0 = v128.load32_splat(means0), centre1 = v128.load32_splat(means0 + second);
  const present = i32x4.splat(pitch == 0 ? 0 : -1);
  const r0 = v128.load32_splat(inverses), r1 = v128.and(v128.load32_splat(inverses + second), present);
  const scale: f32 = (1.0 as f32) / (n as f32);
  const x1 = x + pitch, dy1 = dy + pitch;
  let sumA0 = f32x4.splat(0), sumAh0 = f32x4.splat(0), sumA1 = f32x4.splat(0), sumAh1 = f32x4.splat(0);
  let at: usize = 0;
  for (; at < (n & ~3) * 4; at += 16) {
    const g0 = v128.load(dy + at), g1 = v128.and(v128.load(dy1 + at), present);
    const h0 = f32x4.mul(f32x4.sub(v128.load(x + at), centre0), r0), h1 = f32x4.mul(f32x4.sub(v128.load(x1 + at), centre1), r1);
    const w = v128.load(gamma + at);
    v128.store(partialGamma + at, madd(g1, h1, madd(g0, h0, v128.load(partialGamma + at))));
    v128.store(partialBeta + at, f32x4.add(v128.load(partialBeta + at), f32x4.add(g0, g1)));
    const a0 = f32x4.mul(g0, w), a1 = f32x4.mul(g1, w);
    sumA0 = f32x4.add(sumA0, a0);
    sumAh0 = madd(a0, h0, sumAh0);
    sumA1 = f32x4.add(sumA1, a1);
    sumAh1 = madd(a1, h1, sumAh1);
  }
  const rest = n & 3;
  if (rest > 0) {
    const g0 = loadPart(dy + at, rest), g1 = v128.and(loadPart(dy1 + at, rest), present);
    const h0 = f32x4.mul(f32x4.sub(loadPart(x + at, rest), centre0), r0), h1 = f32x4.mul(f32x4.sub(loadPart(x1 + at, rest), centre1), r1);
    const w = loadPart(gamma + at, rest);
    // The partial sums are whole vectors; what lies behind their end is never read.
    v128.store(partialGamma + at, madd(g1, h1, madd(g0, h0, v128.load(partialGamma + at))));
    v128.store(partialBeta + at, f32x4.add(v128.load(partialBeta + at), f32x4.add(g0, g1)));
    const a0 = f32x4.mul(g0, w), a1 = f32x4.mul(g1, w);
    sumA0 = f32x4.add(sumA0, a0);
    sumAh0 = madd(a0, h0, sumAh0);
    sumA1 = f32x4.add(sumA1, a1);
    sumAh1 = madd(a1, h1, sumAh1);
  }
  store<f32>(means, sumLanes(sumA0) * scale);
  store<f32>(means, sumLanes(sumA1) * scale, 4);
  store<f32>(means, sumLanes(sumAh0) * scale, 8);
  store<f32>(means, sumLanes(sumAh1) * scale, 12);
}

/** r (dy gamma - meanA - h meanAh) of four channels, with h = (x - centre) r. */
@inline
function slope4(x: v128, dy: v128, gamma: v128, centre: v128, r: v128, meanA: v128, factor: v128): v128 {
  return f32x4.mul(madd(f32x4.sub(x, centre), factor, f32x4.sub(f32x4.mul(dy, gamma), meanA)), r);
}

/** dx of one row: r (a - mean(a) - h mean(a h)) with h = (x - mean) r. */
function slopes(n: usize, x: usize, dy: usize, gamma: usize, mean: usize, inverse: usize, means: usize, dx: usize): void {
  const centre = v128.load32_splat(mean), r = v128.load32_splat(inverse);
  const meanA = v128.load32_splat(means);
  const factor = f32x4.neg(f32x4.mul(v128.load32_splat(means, 8), r));
  let at: usize = 0;
  for (; at < (n & ~7) * 4; at += 32) {
    const d0 = slope4(v128.load(x + at), v128.load(dy + at), v128.load(gamma + at), centre, r, meanA, factor);
    const d1 = slope4(v128.load(x + at, 16), v128.load(dy + at, 16), v128.load(gamma + at, 16), centre, r, meanA, factor);
    v128.store(dx + at, d0);
    v128.store(dx + at, d1, 16);
  }
  if ((n & 4) > 0) {
    v128.store(dx + at, slope4(v128.load(x + at), v128.load(dy + at), v128.load(gamma + at), centre, r, meanA, factor));
    at += 16;
  }
  const rest = n & 3;
  if (rest > 0) {
    const part = slope4(loadPart(x + at, rest), loadPart(dy + at, rest), loadPart(gamma + at, rest), centre, r, meanA, factor);
    storePart(dx + at, part, rest);
  }
}

/** target += source, source = 0. */
function flush(n: usize, source: usize, target: usize): void {
  for (; n >= 4; n -= 4) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
    v128.store(source, f32x4.splat(0));
    target += 16;
    source += 16;
  }
  if (n > 0) {
    storePart(target, f32x4.add(loadPart(target, n), v128.load(source)), n);
    v128.store(source, f32x4.splat(0));
  }
}

/** Bytes of scratch memory that `layerNormBackward` needs. */
export function layerNormWorkspace(n: usize): usize {
  return 16 + 2 * ((n + 3) & ~3) * 4;
}

/**
 * dx = r (a - mean(a) - h mean(a h)) with a = dy gamma and h the normalised x; dgamma = sum dy h, dbeta = sum dy. The
 * sums run in blocks of 64 rows, kept apart in `scratch`, so that long batches stay accurate.
 */
export function layerNormBackward(
  rows: usize, n: usize, x: usize, dy: usize, gamma: usize, statistics: usize, dx: usize, dgamma: usize, dbeta: usize, scratch: usize,
): void {
  const vectorBytes = ((n + 3) & ~3) * 4;
  const partialGamma = scratch + 16, partialBeta = partialGamma + vectorBytes;
  memory.fill(partialGamma, 0, vectorBytes * 2);
  memory.fill(dgamma, 0, n * 4);
  memory.fill(dbeta, 0, n * 4);
  for (let row: usize = 0; row < rows; row += 2) {
    const pitch = row + 1 < rows ? n * 4 : 0;
    const mean = statistics + row * 4, inverse = statistics + (rows + row) * 4;
    accumulateRows(n, pitch, x, dy, gamma, mean, inverse, partialGamma, partialBeta, scratch);
    slopes(n, x, dy, gamma, mean, inverse, scratch, dx);
    if (pitch != 0) slopes(n, x + pitch, dy + pitch, gamma, mean + 4, inverse + 4, scratch + 4, dx + pitch);
    if ((row & 63) == 62) {
      flush(n, partialGamma, dgamma);
      flush(n, partialBeta, dbeta);
    }
    x += n * 8;
    dy += n * 8;
    dx += n * 8;
  }
  flush(n, partialGamma, dgamma);
  flush(n, partialBeta, dbeta);
}

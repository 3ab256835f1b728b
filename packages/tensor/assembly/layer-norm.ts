// Layer normalisation over contiguous rows.
import { loadPart, madd, storePart, sumLanes } from './simd';

/** Sum of n values, 8 lanes. */
function sum(n: usize, x: usize): f32 {
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

/** Sum of (x - mean)^2 over n values. */
function squaredDeviations(n: usize, x: usize, mean: f32): f32 {
  const centre = f32x4.splat(mean);
  let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0);
  for (; n >= 8; n -= 8) {
    const d0 = f32x4.sub(v128.load(x), centre), d1 = f32x4.sub(v128.load(x, 16), centre);
    sum0 = madd(d0, d0, sum0);
    sum1 = madd(d1, d1, sum1);
    x += 32;
  }
  if (n >= 4) {
    const d = f32x4.sub(v128.load(x), centre);
    sum0 = madd(d, d, sum0);
    x += 16;
    n -= 4;
  }
  if (n > 0) {
    const inside = i32x4.gt_s(i32x4.splat(n as i32), i32x4(0, 1, 2, 3));
    const d = v128.and(f32x4.sub(loadPart(x, n), centre), inside);
    sum1 = madd(d, d, sum1);
  }
  return sumLanes(f32x4.add(sum0, sum1));
}

/** y = (x - mean) / sqrt(variance + epsilon) * gamma + beta per row; `statistics` gets mean[rows], then 1/std[rows]. */
export function layerNormForward(
  rows: usize, n: usize, x: usize, gamma: usize, beta: usize, y: usize, statistics: usize, epsilon: f32,
): void {
  const scale: f32 = (1.0 as f32) / (n as f32);
  const rest = n & 3;
  const vectorBytes = (n & ~3) * 4;
  for (let row: usize = 0; row < rows; ++row) {
    const mean = sum(n, x) * scale;
    const inverse: f32 = (1.0 as f32) / Mathf.sqrt(squaredDeviations(n, x, mean) * scale + epsilon);
    store<f32>(statistics + row * 4, mean);
    store<f32>(statistics + (rows + row) * 4, inverse);
    const centre = f32x4.splat(mean), r = f32x4.splat(inverse);
    for (let at: usize = 0; at < vectorBytes; at += 16) {
      const h = f32x4.mul(f32x4.sub(v128.load(x + at), centre), r);
      v128.store(y + at, madd(h, v128.load(gamma + at), v128.load(beta + at)));
    }
    if (rest > 0) {
      const h = f32x4.mul(f32x4.sub(loadPart(x + vectorBytes, rest), centre), r);
      storePart(y + vectorBytes, madd(h, loadPart(gamma + vectorBytes, rest), loadPart(beta + vectorBytes, rest)), rest);
    }
    x += n * 4;
    y += n * 4;
  }
}

/** partialGamma += dy * h, partialBeta += dy; returns nothing, leaves mean(dy gamma) and mean(dy gamma h) in `means`. */
function accumulateRow(
  n: usize, x: usize, dy: usize, gamma: usize, mean: f32, inverse: f32, partialGamma: usize, partialBeta: usize, means: usize,
): void {
  const centre = f32x4.splat(mean), r = f32x4.splat(inverse);
  const rest = n & 3;
  const vectorBytes = (n & ~3) * 4;
  let sumA = f32x4.splat(0), sumAh = f32x4.splat(0);
  for (let at: usize = 0; at < vectorBytes; at += 16) {
    const g = v128.load(dy + at);
    const h = f32x4.mul(f32x4.sub(v128.load(x + at), centre), r);
    const a = f32x4.mul(g, v128.load(gamma + at));
    sumA = f32x4.add(sumA, a);
    sumAh = madd(a, h, sumAh);
    v128.store(partialGamma + at, madd(g, h, v128.load(partialGamma + at)));
    v128.store(partialBeta + at, f32x4.add(v128.load(partialBeta + at), g));
  }
  if (rest > 0) {
    const g = loadPart(dy + vectorBytes, rest);
    const h = f32x4.mul(f32x4.sub(loadPart(x + vectorBytes, rest), centre), r);
    const a = f32x4.mul(g, loadPart(gamma + vectorBytes, rest));
    sumA = f32x4.add(sumA, a);
    sumAh = madd(a, h, sumAh);
    const g1 = partialGamma + vectorBytes, b1 = partialBeta + vectorBytes;
    storePart(g1, madd(g, h, loadPart(g1, rest)), rest);
    storePart(b1, f32x4.add(loadPart(b1, rest), g), rest);
  }
  const scale: f32 = (1.0 as f32) / (n as f32);
  store<f32>(means, sumLanes(sumA) * scale);
  store<f32>(means, sumLanes(sumAh) * scale, 4);
}

/** target += source, source = 0. */
function flush(n: usize, source: usize, target: usize): void {
  for (let at: usize = 0; at < n * 4; at += 4) {
    store<f32>(target + at, load<f32>(target + at) + load<f32>(source + at));
    store<f32>(source + at, 0);
  }
}

/**
 * dx = r (a - mean(a) - h mean(a h)) with a = dy gamma and h the normalised x; dgamma = sum dy h, dbeta = sum dy.
 * `scratch` holds 2n + 4 floats: sums over blocks of 64 rows, so that long batches stay accurate.
 */
export function layerNormBackward(
  rows: usize, n: usize, x: usize, dy: usize, gamma: usize, statistics: usize, dx: usize, dgamma: usize, dbeta: usize, scratch: usize,
): void {
  const partialGamma = scratch + 16, partialBeta = partialGamma + n * 4;
  memory.fill(partialGamma, 0, n * 8);
  memory.fill(dgamma, 0, n * 4);
  memory.fill(dbeta, 0, n * 4);
  const rest = n & 3;
  const vectorBytes = (n & ~3) * 4;
  for (let row: usize = 0; row < rows; ++row) {
    const mean = load<f32>(statistics + row * 4), inverse = load<f32>(statistics + (rows + row) * 4);
    accumulateRow(n, x, dy, gamma, mean, inverse, partialGamma, partialBeta, scratch);
    const centre = f32x4.splat(mean), r = f32x4.splat(inverse);
    const meanA = v128.load32_splat(scratch), meanAh = v128.load32_splat(scratch, 4);
    for (let at: usize = 0; at < vectorBytes; at += 16) {
      const h = f32x4.mul(f32x4.sub(v128.load(x + at), centre), r);
      const a = f32x4.mul(v128.load(dy + at), v128.load(gamma + at));
      v128.store(dx + at, f32x4.mul(r, f32x4.sub(f32x4.sub(a, meanA), f32x4.mul(h, meanAh))));
    }
    if (rest > 0) {
      const h = f32x4.mul(f32x4.sub(loadPart(x + vectorBytes, rest), centre), r);
      const a = f32x4.mul(loadPart(dy + vectorBytes, rest), loadPart(gamma + vectorBytes, rest));
      storePart(dx + vectorBytes, f32x4.mul(r, f32x4.sub(f32x4.sub(a, meanA), f32x4.mul(h, meanAh))), rest);
    }
    if ((row & 63) == 63) {
      flush(n, partialGamma, dgamma);
      flush(n, partialBeta, dbeta);
    }
    x += n * 4;
    dy += n * 4;
    dx += n * 4;
  }
  flush(n, partialGamma, dgamma);
  flush(n, partialBeta, dbeta);
}

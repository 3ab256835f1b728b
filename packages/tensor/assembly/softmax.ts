// Softmax along contiguous rows: its logarithm, its gradients, and cross-entropy after it.
import { exp2Below4, log4, LOG2_E } from './math';
import { loadPart, madd, storePart, sumLanes } from './simd';

/** All bits set in the first `count` lanes. */
@inline
function firstLanes(count: usize): v128 {
  return i32x4.gt_s(i32x4.splat(count as i32), i32x4(0, 1, 2, 3));
}

/** Largest of n values, NaN left out; -Infinity for none. */
function largestOf(n: usize, x: usize): f32 {
  let most = f32x4.splat(-Infinity);
  for (; n >= 4; n -= 4) {
    most = f32x4.pmax(most, v128.load(x));
    x += 16;
  }
  most = f32x4.pmax(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  let result = max<f32>(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1));
  for (; n > 0; --n) {
    const value = load<f32>(x);
    if (value > result) result = value;
    x += 4;
  }
  return result;
}

/** exp(x - shift). */
@inline
function shiftedExp4(x: v128, shift: v128): v128 {
  return exp2Below4(f32x4.mul(f32x4.sub(x, shift), f32x4.splat(LOG2_E)));
}

/** Sum of exp(x - shift); `target` gets the terms unless it is 0. */
function sumOfExp(n: usize, x: usize, shift: f32, target: usize): f32 {
  const by = f32x4.splat(shift);
  let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0);
  if (n >= 8) {
    // Checked at the end, so that constants stay outside of the loop.
    do {
      const e0 = shiftedExp4(v128.load(x), by), e1 = shiftedExp4(v128.load(x, 16), by);
      sum0 = f32x4.add(sum0, e0);
      sum1 = f32x4.add(sum1, e1);
      if (target != 0) {
        v128.store(target, e0);
        v128.store(target, e1, 16);
        target += 32;
      }
      x += 32;
      n -= 8;
    } while (n >= 8);
  }
  while (n > 0) {
    const count: usize = n < 4 ? n : 4;
    const value = count == 4 ? v128.load(x) : loadPart(x, count);
    const e = v128.and(shiftedExp4(value, by), firstLanes(count));
    sum0 = f32x4.add(sum0, e);
    if (target != 0) {
      if (count == 4) v128.store(target, e);
      else storePart(target, e, count);
      target += 16;
    }
    x += 16;
    n -= count;
  }
  return sumLanes(f32x4.add(sum0, sum1));
}

@inline
function naturalLog(x: f32): f32 {
  return f32x4.extract_lane(log4(f32x4.splat(x)), 0);
}

/** y = x - largest - log(sum exp(x - largest)) per row. */
export function logSoftmaxForward(rows: usize, n: usize, x: usize, y: usize): void {
  for (let row: usize = 0; row < rows; ++row) {
    const shift = largestOf(n, x);
    const logSum = naturalLog(sumOfExp(n, x, shift, 0));
    const by = f32x4.splat(shift), less = f32x4.splat(logSum);
    let left = n;
    for (; left >= 4; left -= 4) {
      v128.store(y, f32x4.sub(f32x4.sub(v128.load(x), by), less));
      x += 16;
      y += 16;
    }
    if (left > 0) storePart(y, f32x4.sub(f32x4.sub(loadPart(x, left), by), less), left);
    x += left * 4;
    y += left * 4;
  }
}

/** Sum of a, or of a b where b is not 0. */
function sumOfProducts(n: usize, a: usize, b: usize): f32 {
  let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0);
  for (; n >= 8; n -= 8) {
    const a0 = v128.load(a), a1 = v128.load(a, 16);
    if (b == 0) {
      sum0 = f32x4.add(sum0, a0);
      sum1 = f32x4.add(sum1, a1);
    } else {
      sum0 = madd(a0, v128.load(b), sum0);
      sum1 = madd(a1, v128.load(b, 16), sum1);
      b += 32;
    }
    a += 32;
  }
  let sum = sumLanes(f32x4.add(sum0, sum1));
  for (; n > 0; --n) {
    sum += b == 0 ? load<f32>(a) : load<f32>(a) * load<f32>(b);
    a += 4;
    if (b != 0) b += 4;
  }
  return sum;
}

@inline
function softmaxSlope4(y: v128, dy: v128, sum: v128, logarithm: bool): v128 {
  if (logarithm) return f32x4.sub(dy, f32x4.mul(exp2Below4(f32x4.mul(y, f32x4.splat(LOG2_E))), sum));
  return f32x4.mul(y, f32x4.sub(dy, sum));
}

/** dx = y (dy - sum dy y) for y = softmax, dx = dy - exp(y) sum dy for its logarithm. */
export function softmaxBackward(rows: usize, n: usize, y: usize, dy: usize, dx: usize, logarithm: bool): void {
  for (let row: usize = 0; row < rows; ++row) {
    const sum = f32x4.splat(sumOfProducts(n, dy, logarithm ? 0 : y));
    let left = n;
    for (; left >= 4; left -= 4) {
      v128.store(dx, softmaxSlope4(v128.load(y), v128.load(dy), sum, logarithm));
      y += 16;
      dy += 16;
      dx += 16;
    }
    if (left > 0) storePart(dx, softmaxSlope4(loadPart(y, left), loadPart(dy, left), sum, logarithm), left);
    y += left * 4;
    dy += left * 4;
    dx += left * 4;
  }
}

/** y = x factor, one factor per row. */
export function scaleRows(rows: usize, n: usize, x: usize, factors: usize, y: usize): void {
  for (let row: usize = 0; row < rows; ++row) {
    const factor = v128.load32_splat(factors + row * 4);
    let left = n;
    for (; left >= 4; left -= 4) {
      v128.store(y, f32x4.mul(v128.load(x), factor));
      x += 16;
      y += 16;
    }
    if (left > 0) storePart(y, f32x4.mul(loadPart(x, left), factor), left);
    x += left * 4;
    y += left * 4;
  }
}

/** slopes = exp(x - shift) inverse; the exponentials stand in `slopes`. Then minus t keep + spread, with t = 0 for no t. */
function slopesOf(n: usize, slopes: usize, factor: f32, t: usize, keep: f32, spread: f32): void {
  const by = f32x4.splat(factor), kept = f32x4.splat(keep), less = f32x4.splat(spread);
  while (n > 0) {
    const count: usize = n < 4 ? n : 4;
    let value = count == 4 ? v128.load(slopes) : loadPart(slopes, count);
    value = f32x4.sub(f32x4.mul(value, by), less);
    if (t != 0) {
      value = f32x4.sub(value, f32x4.mul(kept, count == 4 ? v128.load(t) : loadPart(t, count)));
      t += 16;
    }
    if (count == 4) v128.store(slopes, value);
    else storePart(slopes, value, count);
    slopes += 16;
    n -= count;
  }
}

/** Sum of (t keep + spread) (x - shift); a null t counts as no term of its own. A score of -Infinity must meet one factor only. */
function sumOfShifted(n: usize, x: usize, shift: f32, t: usize, keep: f32, spread: f32): f32 {
  const by = f32x4.splat(shift), kept = f32x4.splat(keep), added = f32x4.splat(spread);
  let sum = f32x4.splat(0), factor = added;
  for (; n >= 4; n -= 4) {
    if (t != 0) {
      factor = madd(kept, v128.load(t), added);
      t += 16;
    }
    sum = madd(factor, f32x4.sub(v128.load(x), by), sum);
    x += 16;
  }
  let total = sumLanes(sum);
  for (; n > 0; --n) {
    let factor = spread;
    if (t != 0) {
      factor += keep * load<f32>(t);
      t += 4;
    }
    total += factor * (load<f32>(x) - shift);
    x += 4;
  }
  return total;
}

/**
 * loss[row] = -sum t' log softmax(x) with t' = t (1 - smoothing) + smoothing / n. With `sparse`, t are int32 classes, one
 * per row; a row whose class is outside of [0, n) counts as 0. `slopes`, unless 0, gets the gradient of each loss.
 */
export function crossEntropy(
  rows: usize, n: usize, x: usize, t: usize, sparse: bool, smoothing: f32, loss: usize, slopes: usize,
): void {
  const keep: f32 = (1.0 as f32) - smoothing;
  const spread: f32 = smoothing / (n as f32);
  for (let row: usize = 0; row < rows; ++row) {
    const label = sparse ? load<i32>(t) : 0;
    if (label < 0 || (label as usize) >= n) {
      store<f32>(loss, 0);
      if (slopes != 0) memory.fill(slopes, 0, n * 4);
    } else {
      const shift = largestOf(n, x);
      const sum = sumOfExp(n, x, shift, slopes);
      const total: f32 = sparse ? 1 : keep * sumOfProducts(n, t, 0) + smoothing;
      let shifted: f32 = sparse ? keep * (load<f32>(x + (label as usize) * 4) - shift) : 0;
      if (!sparse || spread > 0) shifted += sumOfShifted(n, x, shift, sparse ? 0 : t, keep, spread);
      store<f32>(loss, total * naturalLog(sum) - shifted);
      if (slopes != 0) {
        slopesOf(n, slopes, total / sum, sparse ? 0 : t, keep, spread);
        if (sparse) {
          const at = slopes + (label as usize) * 4;
          store<f32>(at, load<f32>(at) - keep);
        }
      }
    }
    x += n * 4;
    t += sparse ? 4 : n * 4;
    loss += 4;
    if (slopes != 0) slopes += n * 4;
  }
}

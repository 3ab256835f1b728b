// The series for layers of many inputs, four units at a time: what a trial and four units need is made once (powers of r and
// of y), and one polynomial in w and x is left for a synapse. Lanes are the four units.
import { madd } from '../../tensor/assembly/simd';
import { sumInLanes, sumsOfFour } from './lanes';
import { TAYLOR_TRIAL } from './taylor-table';

/** Bytes of the moments of a trial, nine vectors for each power of x. */
export const WIDE_SUMS: usize = 27 * 16;

/** Polynomial in y at one place of (power of x, power of w). */
@inline
function inY(trial: usize, y: v128): v128 {
  const inner = madd(y, v128.load32_splat(trial, 8), v128.load32_splat(trial, 4));
  return madd(y, inner, v128.load32_splat(trial));
}

/** Its derivative. */
@inline
function slopeInY(trial: usize, twoY: v128): v128 {
  return madd(twoY, v128.load32_splat(trial, 8), v128.load32_splat(trial, 4));
}

/** to = from + step rule, for the weights of all inputs to four units. */
export function wideAdvance(
  inputs: usize, x: usize, y: v128, from: usize, to: usize, trial: usize, step: f32, mask: v128,
): void {
  const scale = v128.and(f32x4.splat(step), mask);
  const f00 = f32x4.mul(inY(trial, y), scale), f01 = f32x4.mul(inY(trial + 12, y), scale), f02 = f32x4.mul(inY(trial + 24, y), scale);
  const f10 = f32x4.mul(inY(trial + 48, y), scale), f11 = f32x4.mul(inY(trial + 60, y), scale), f12 = f32x4.mul(inY(trial + 72, y), scale);
  const f20 = f32x4.mul(inY(trial + 96, y), scale), f21 = f32x4.mul(inY(trial + 108, y), scale), f22 = f32x4.mul(inY(trial + 120, y), scale);
  const end = x + inputs * 4;
  do {
    const pre = v128.load32_splat(x);
    const w = v128.load(from);
    const d2 = madd(pre, madd(pre, f22, f12), f02);
    const d1 = madd(pre, madd(pre, f21, f11), f01);
    const d0 = madd(pre, madd(pre, f20, f10), f00);
    v128.store(to, f32x4.add(w, madd(w, madd(w, d2, d1), d0)));
    x += 4;
    from += 16;
    to += 16;
  } while (x < end);
}

/**
 * What the update of four units adds to the gradient of their activities, from the gradient `lambda` of the weights behind
 * it. `sums` gets the moments of the coefficients: as they are where it is the `first` vector of the trial, added otherwise.
 */
export function widePull(
  inputs: usize, x: usize, y: v128, w: usize, lambda: usize, trial: usize, step: f32, mask: v128, sums: usize, first: bool,
): v128 {
  const zero = f32x4.splat(0);
  let m00 = zero, m01 = zero, m02 = zero, m10 = zero, m11 = zero, m12 = zero, m20 = zero, m21 = zero, m22 = zero;
  const end = x + inputs * 4;
  do {
    const pre = v128.load32_splat(x);
    const weight = v128.load(w);
    const e0 = v128.load(lambda);
    const e1 = f32x4.mul(e0, weight);
    const e2 = f32x4.mul(e1, weight);
    m00 = f32x4.add(m00, e0);
    m01 = f32x4.add(m01, e1);
    m02 = f32x4.add(m02, e2);
    m10 = madd(pre, e0, m10);
    m11 = madd(pre, e1, m11);
    m12 = madd(pre, e2, m12);
    const square = f32x4.mul(pre, pre);
    m20 = madd(square, e0, m20);
    m21 = madd(square, e1, m21);
    m22 = madd(square, e2, m22);
    x += 4;
    w += 16;
    lambda += 16;
  } while (x < end);
  const scale = v128.and(f32x4.splat(step), mask);
  const twoY = f32x4.add(y, y);
  // Three chains: each is long.
  let dy0 = zero, dy1 = zero, dy2 = zero;
  dy0 = moment(f32x4.mul(m00, scale), y, twoY, trial, sums, first, dy0);
  dy1 = moment(f32x4.mul(m01, scale), y, twoY, trial + 12, sums + 48, first, dy1);
  dy2 = moment(f32x4.mul(m02, scale), y, twoY, trial + 24, sums + 96, first, dy2);
  dy0 = moment(f32x4.mul(m10, scale), y, twoY, trial + 48, sums + 144, first, dy0);
  dy1 = moment(f32x4.mul(m11, scale), y, twoY, trial + 60, sums + 192, first, dy1);
  dy2 = moment(f32x4.mul(m12, scale), y, twoY, trial + 72, sums + 240, first, dy2);
  dy0 = moment(f32x4.mul(m20, scale), y, twoY, trial + 96, sums + 288, first, dy0);
  dy1 = moment(f32x4.mul(m21, scale), y, twoY, trial + 108, sums + 336, first, dy1);
  dy2 = moment(f32x4.mul(m22, scale), y, twoY, trial + 120, sums + 384, first, dy2);
  return f32x4.add(dy0, f32x4.add(dy1, dy2));
}

@inline
function moment(m: v128, y: v128, twoY: v128, trial: usize, sums: usize, first: bool, dy: v128): v128 {
  const my = f32x4.mul(m, y);
  const myy = f32x4.mul(my, y);
  if (first) {
    v128.store(sums, m);
    v128.store(sums, my, 16);
    v128.store(sums, myy, 32);
  } else {
    v128.store(sums, f32x4.add(v128.load(sums), m));
    v128.store(sums, f32x4.add(v128.load(sums, 16), my), 16);
    v128.store(sums, f32x4.add(v128.load(sums, 32), myy), 32);
  }
  return madd(m, slopeInY(trial, twoY), dy);
}

/** lambda += lambda step d rule / d w + x du: through the update and the activities of four units. */
export function widePush(
  inputs: usize, x: usize, y: v128, w: usize, lambda: usize, trial: usize, step: f32, mask: v128, du: v128,
): void {
  const scale = v128.and(f32x4.splat(step), mask);
  const double = f32x4.add(scale, scale);
  const f01 = f32x4.mul(inY(trial + 12, y), scale), f02 = f32x4.mul(inY(trial + 24, y), double);
  const f11 = f32x4.mul(inY(trial + 60, y), scale), f12 = f32x4.mul(inY(trial + 72, y), double);
  const f21 = f32x4.mul(inY(trial + 108, y), scale), f22 = f32x4.mul(inY(trial + 120, y), double);
  const end = x + inputs * 4;
  do {
    const pre = v128.load32_splat(x);
    const e = v128.load(lambda);
    const d2 = madd(pre, madd(pre, f22, f12), f02);
    const d1 = madd(pre, madd(pre, f21, f11), f01);
    v128.store(lambda, madd(e, madd(v128.load(w), d2, d1), madd(pre, du, e)));
    x += 4;
    w += 16;
    lambda += 16;
  } while (x < end);
}

/** The moments of a trial, [power of x][12], from those of its lanes. */
export function wideMoments(sums: usize, moments: usize): void {
  const end = moments + TAYLOR_TRIAL;
  do {
    v128.store(moments, sumsOfFour(v128.load(sums), v128.load(sums, 16), v128.load(sums, 32), v128.load(sums, 48)));
    v128.store(moments, sumsOfFour(v128.load(sums, 64), v128.load(sums, 80), v128.load(sums, 96), v128.load(sums, 112)), 16);
    v128.store(moments, sumInLanes(v128.load(sums, 128)), 32);
    sums += 144;
    moments += 48;
  } while (moments < end);
}

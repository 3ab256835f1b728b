// The truncated Taylor series, contracted: the 81 coefficients become 27 numbers a trial (powers of r), 9 vectors a trial and
// vector of units (powers of y), and one polynomial in w and x a synapse. Lanes are four postsynaptic units.
//
// Orders of the 27: (power of x, power of w, power of y), so that what one synapse needs lies side by side.
import { madd } from '../../tensor/assembly/simd';
import { addDoubles, pairSums } from './lanes';

/** Bytes of the coefficients by power of r: 3 tables of 27 numbers and one unused. */
export const TAYLOR_TABLE: usize = 3 * 28 * 4;
export const TAYLOR_TRIAL: usize = 28 * 4;
export const TAYLOR_SUMS: usize = 27 * 16;
export const TAYLOR_GRADIENT: usize = 81 * 16;

/** Place of a term in the coefficients, from the place 0 to 26 in our order. */
@inline
function sourcePlace(place: usize): usize {
  const x = place / 9, w = (place / 3) % 3, y = place % 3;
  return ((x * 3 + y) * 3 + w) * 3;
}

/** coefficients [81] to `table` [power of r][28]. */
export function taylorPrepare(coefficients: usize, table: usize): void {
  for (let d: usize = 0; d < 3; ++d) {
    for (let place: usize = 0; place < 27; ++place) {
      store<f32>(table + (d * 28 + place) * 4, load<f32>(coefficients + (sourcePlace(place) + d) * 4));
    }
    store<f32>(table + (d * 28 + 27) * 4, 0);
  }
}

/** The 27 numbers of a trial. */
export function taylorTrial(table: usize, reward: f32, trial: usize): void {
  const r = f32x4.splat(reward);
  for (let end = trial + TAYLOR_TRIAL; trial < end; trial += 16, table += 16) {
    const inner = madd(r, v128.load(table, 224), v128.load(table, 112));
    v128.store(trial, madd(r, inner, v128.load(table)));
  }
}

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
export function taylorAdvance(
  inputs: usize, x: usize, y: v128, from: usize, to: usize, trial: usize, step: f32, mask: v128,
): void {
  const scale = v128.and(f32x4.splat(step), mask);
  const f00 = f32x4.mul(inY(trial, y), scale), f01 = f32x4.mul(inY(trial + 12, y), scale), f02 = f32x4.mul(inY(trial + 24, y), scale);
  const f10 = f32x4.mul(inY(trial + 36, y), scale), f11 = f32x4.mul(inY(trial + 48, y), scale), f12 = f32x4.mul(inY(trial + 60, y), scale);
  const f20 = f32x4.mul(inY(trial + 72, y), scale), f21 = f32x4.mul(inY(trial + 84, y), scale), f22 = f32x4.mul(inY(trial + 96, y), scale);
  for (let end = x + inputs * 4; x < end; x += 4, from += 16, to += 16) {
    const pre = v128.load32_splat(x);
    const w = v128.load(from);
    const d2 = madd(pre, madd(pre, f22, f12), f02);
    const d1 = madd(pre, madd(pre, f21, f11), f01);
    const d0 = madd(pre, madd(pre, f20, f10), f00);
    v128.store(to, f32x4.add(w, madd(w, madd(w, d2, d1), d0)));
  }
}

/**
 * What the update of four units adds to the gradient of their activities, from the gradient `lambda` of the weights behind
 * it. `sums` gets the moments of the coefficients: as they are where it is the `first` vector of the trial, added otherwise.
 */
export function taylorPull(
  inputs: usize, x: usize, y: v128, w: usize, lambda: usize, trial: usize, step: f32, mask: v128, sums: usize, first: bool,
): v128 {
  const zero = f32x4.splat(0);
  let m00 = zero, m01 = zero, m02 = zero, m10 = zero, m11 = zero, m12 = zero, m20 = zero, m21 = zero, m22 = zero;
  for (let end = x + inputs * 4; x < end; x += 4, w += 16, lambda += 16) {
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
  }
  const scale = v128.and(f32x4.splat(step), mask);
  const twoY = f32x4.add(y, y);
  let dy = zero;
  dy = moment(f32x4.mul(m00, scale), y, twoY, trial, sums, first, dy);
  dy = moment(f32x4.mul(m01, scale), y, twoY, trial + 12, sums + 48, first, dy);
  dy = moment(f32x4.mul(m02, scale), y, twoY, trial + 24, sums + 96, first, dy);
  dy = moment(f32x4.mul(m10, scale), y, twoY, trial + 36, sums + 144, first, dy);
  dy = moment(f32x4.mul(m11, scale), y, twoY, trial + 48, sums + 192, first, dy);
  dy = moment(f32x4.mul(m12, scale), y, twoY, trial + 60, sums + 240, first, dy);
  dy = moment(f32x4.mul(m20, scale), y, twoY, trial + 72, sums + 288, first, dy);
  dy = moment(f32x4.mul(m21, scale), y, twoY, trial + 84, sums + 336, first, dy);
  return moment(f32x4.mul(m22, scale), y, twoY, trial + 96, sums + 384, first, dy);
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
export function taylorPush(
  inputs: usize, x: usize, y: v128, w: usize, lambda: usize, trial: usize, step: f32, mask: v128, du: v128,
): void {
  const scale = v128.and(f32x4.splat(step), mask);
  const double = f32x4.add(scale, scale);
  const f01 = f32x4.mul(inY(trial + 12, y), scale), f02 = f32x4.mul(inY(trial + 24, y), double);
  const f11 = f32x4.mul(inY(trial + 48, y), scale), f12 = f32x4.mul(inY(trial + 60, y), double);
  const f21 = f32x4.mul(inY(trial + 84, y), scale), f22 = f32x4.mul(inY(trial + 96, y), double);
  for (let end = x + inputs * 4; x < end; x += 4, w += 16, lambda += 16) {
    const pre = v128.load32_splat(x);
    const e = v128.load(lambda);
    const d2 = madd(pre, madd(pre, f22, f12), f02);
    const d1 = madd(pre, madd(pre, f21, f11), f01);
    v128.store(lambda, madd(e, madd(v128.load(w), d2, d1), madd(pre, du, e)));
  }
}

/** Adds the moments of a trial, times the powers of its reward term, to the gradient in double precision. */
export function taylorFold(sums: usize, reward: f32, gradient: usize): void {
  const r = f64x2.splat(reward as f64);
  for (let end = sums + TAYLOR_SUMS; sums < end; sums += 16, gradient += 48) {
    const s0 = pairSums(v128.load(sums));
    const s1 = f64x2.mul(s0, r);
    addDoubles(gradient, s0);
    addDoubles(gradient + 16, s1);
    addDoubles(gradient + 32, f64x2.mul(s1, r));
  }
}

/** The finished gradient, in the order of the coefficients. */
export function taylorFinish(gradient: usize, target: usize): void {
  for (let place: usize = 0; place < 27; ++place) {
    for (let d: usize = 0; d < 3; ++d) {
      const from = gradient + (place * 3 + d) * 16;
      store<f32>(target + (sourcePlace(place) + d) * 4, (load<f64>(from) + load<f64>(from, 8)) as f32);
    }
  }
}

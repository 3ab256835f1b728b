// Elementary functions on four lanes, for the inside of kernels. Errors are measured in src/repairs/unary.test.ts.
import { exp4, madd } from './simd';

export { cos4, sin4 } from './sine';

/** 1 / (1 + exp(-x)); relative error below 3e-7. */
@inline
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}

/** tanh as a ratio of polynomials of degree 13 and 6, held at |x| = 8.078; relative error below 4e-7. */
@inline
export function tanh4(x: v128): v128 {
  const held = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-8.078094482421875)), f32x4.splat(8.078094482421875));
  const square = f32x4.mul(held, held);
  const fourth = f32x4.mul(square, square);
  let p = madd(square, f32x4.splat(-2.76076847742355e-16), f32x4.splat(2.00018790482477e-13));
  p = madd(fourth, p, madd(square, f32x4.splat(-8.60467152213735e-11), f32x4.splat(5.12229709037114e-8)));
  // From here on step by step: in this order the result is exactly 1 where x is held, with and without fused multiply-add.
  p = madd(square, p, f32x4.splat(1.48572235717979e-5));
  p = madd(square, p, f32x4.splat(6.37261928875436e-4));
  p = madd(square, p, f32x4.splat(4.89352455891786e-3));
  let q = madd(square, f32x4.splat(1.19825839466702e-6), f32x4.splat(1.18534705686654e-4));
  q = madd(square, q, f32x4.splat(2.26843463243900e-3));
  q = madd(square, q, f32x4.splat(4.89352518554385e-3));
  return f32x4.div(f32x4.mul(held, p), q);
}

/** 2^k for the whole numbers k in the lanes of an i32x4, -126 <= k <= 127. */
@inline
function powerOfTwo(k: v128): v128 {
  return i32x4.shl(i32x4.add(k, i32x4.splat(127)), 23);
}

/** x 2^k for -252 <= k <= 254, in two factors, because 2^k alone leaves the range of exponents. */
@inline
export function timesPowerOfTwo(x: v128, k: v128): v128 {
  const half = i32x4.shr_s(k, 1);
  return f32x4.mul(f32x4.mul(x, powerOfTwo(half)), powerOfTwo(i32x4.sub(k, half)));
}

/** The value where x is not 0, x itself where it is: keeps the sign of zero of odd functions. */
@inline
export function keepZero(value: v128, x: v128): v128 {
  return v128.bitselect(x, value, f32x4.eq(x, f32x4.splat(0)));
}

/** exp(r) - 1 - r for |r| <= ln2 / 2. */
@inline
function expTail(r: v128): v128 {
  const square = f32x4.mul(r, r);
  let p = madd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3));
  p = madd(p, square, madd(f32x4.splat(8.3334519073e-3), r, f32x4.splat(4.1665795894e-2)));
  p = madd(p, square, madd(f32x4.splat(1.6666665459e-1), r, f32x4.splat(5.0000001201e-1)));
  return f32x4.mul(p, square);
}

/** Adding this number rounds to a whole number, which then stands in the low bits. */
const MAGIC: f32 = 12582912.0;
const MAGIC_BITS: i32 = 0x4b400000;

/** x - k ln2, with k given as floats. */
@inline
function withoutPowers(x: v128, k: v128): v128 {
  return madd(k, f32x4.splat(2.12194440e-4), madd(k, f32x4.splat(-0.693359375), x));
}

/** exp over the whole range: 0 at -Infinity, subnormal results, Infinity above 88.72, NaN kept. Relative error 1e-7. */
@inline
export function fullExp4(x: v128): v128 {
  const held = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-104)), f32x4.splat(89));
  const shifted = madd(held, f32x4.splat(1.44269504088896341), f32x4.splat(MAGIC));
  const r = withoutPowers(held, f32x4.sub(shifted, f32x4.splat(MAGIC)));
  const k = i32x4.sub(shifted, i32x4.splat(MAGIC_BITS));
  const p = f32x4.add(expTail(r), f32x4.add(r, f32x4.splat(1)));
  return timesPowerOfTwo(p, k);
}

/** exp(x) - 1 without cancellation near 0; -1 at -Infinity, Infinity at Infinity, NaN and -0 kept. Relative error 2e-7. */
@inline
export function expm14(x: v128): v128 {
  const held = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-20)), f32x4.splat(89));
  const shifted = madd(held, f32x4.splat(1.44269504088896341), f32x4.splat(MAGIC));
  const r = withoutPowers(held, f32x4.sub(shifted, f32x4.splat(MAGIC)));
  // Half of 2^k, because 2^128 is not a float.
  const half = powerOfTwo(i32x4.sub(shifted, i32x4.splat(MAGIC_BITS + 1)));
  const below = f32x4.sub(half, f32x4.splat(0.5));
  const value = madd(half, f32x4.add(expTail(r), r), below);
  return keepZero(f32x4.add(value, value), x);
}

/** k in x = 2^k m with sqrt(1/2) <= m < sqrt(2), for normal floats, as whole numbers. */
@inline
function exponentOf(x: v128): v128 {
  return i32x4.shr_s(i32x4.sub(x, i32x4.splat(0x3f3504f3)), 23);
}

/** log(2^k (1 + m)) for sqrt(1/2) <= 1 + m < sqrt(2). */
@inline
function logOfParts(exponent: v128, m: v128): v128 {
  const k = f32x4.convert_i32x4_s(exponent);
  const square = f32x4.mul(m, m);
  let p = madd(f32x4.splat(7.0376836292e-2), m, f32x4.splat(-1.1514610310e-1));
  p = madd(p, m, f32x4.splat(1.1676998740e-1));
  p = madd(p, m, f32x4.splat(-1.2420140846e-1));
  p = madd(p, m, f32x4.splat(1.4249322787e-1));
  p = madd(p, m, f32x4.splat(-1.6668057665e-1));
  p = madd(p, m, f32x4.splat(2.0000714765e-1));
  p = madd(p, m, f32x4.splat(-2.4999993993e-1));
  p = madd(p, m, f32x4.splat(3.3333331174e-1));
  p = madd(k, f32x4.splat(-2.12194440e-4), f32x4.mul(p, f32x4.mul(m, square)));
  p = madd(square, f32x4.splat(-0.5), p);
  return madd(k, f32x4.splat(0.693359375), f32x4.add(m, p));
}

/** Natural logarithm of normal floats in [2^-126, Infinity). */
@inline
function logNormal(x: v128): v128 {
  const k = exponentOf(x);
  return logOfParts(k, f32x4.sub(i32x4.sub(x, i32x4.shl(k, 23)), f32x4.splat(1)));
}

/** Logarithm of the lanes that are 0, negative, subnormal, infinite or NaN, and `value` in the others. */
function logSpecial(x: v128, value: v128): v128 {
  const zero = f32x4.splat(0);
  const subnormal = v128.and(f32x4.gt(x, zero), f32x4.lt(x, f32x4.splat(1.17549435e-38)));
  const lifted = f32x4.sub(logNormal(f32x4.mul(x, f32x4.splat(8388608))), f32x4.splat(15.9423847198486328));
  value = v128.bitselect(lifted, value, subnormal);
  value = v128.bitselect(f32x4.splat(-Infinity), value, f32x4.eq(x, zero));
  value = v128.bitselect(f32x4.splat(NaN), value, f32x4.lt(x, zero));
  return v128.bitselect(x, value, v128.or(f32x4.ne(x, x), f32x4.eq(x, f32x4.splat(Infinity))));
}

/** Natural logarithm over the whole range: -Infinity at 0, NaN below, Infinity at Infinity. Relative error 1e-7. */
@inline
export function log4(x: v128): v128 {
  const value = logNormal(x);
  const usual = v128.and(f32x4.ge(x, f32x4.splat(1.17549435e-38)), f32x4.lt(x, f32x4.splat(Infinity)));
  return i32x4.all_true(usual) ? value : logSpecial(x, value);
}

/** log(1 + x) without cancellation near 0; -Infinity at -1, NaN below, -0 kept. Relative error 2e-7. */
@inline
export function log1p4(x: v128): v128 {
  const one = f32x4.splat(1);
  const u = f32x4.add(x, one);
  const k = exponentOf(u);
  // What rounding took from 1 + x, in units of 2^k.
  const lost = f32x4.mul(f32x4.sub(x, f32x4.sub(u, one)), powerOfTwo(i32x4.neg(i32x4.min_s(k, i32x4.splat(99)))));
  const m = f32x4.add(f32x4.sub(i32x4.sub(u, i32x4.shl(k, 23)), one), lost);
  const usual = v128.and(f32x4.gt(u, f32x4.splat(0)), f32x4.lt(u, f32x4.splat(Infinity)));
  const value = logOfParts(k, m);
  return keepZero(i32x4.all_true(usual) ? value : logSpecial(u, value), x);
}

/** log(1 + exp(x)), without overflow and exact to the last bits on both sides; NaN kept. Relative error 3e-7. */
@inline
export function softplus4(x: v128): v128 {
  const e = fullExp4(f32x4.neg(f32x4.abs(x)));
  // log(1 + e) = 2 atanh(e / (2 + e)) for 0 <= e <= 1
  const s = f32x4.div(e, f32x4.add(e, f32x4.splat(2)));
  const square = f32x4.mul(s, s);
  let p = madd(f32x4.splat(2.81915436e-1), square, f32x4.splat(2.79576666e-1));
  p = madd(p, square, f32x4.splat(4.00251143e-1));
  p = madd(p, square, f32x4.splat(6.66663101e-1));
  const tail = madd(f32x4.mul(p, square), s, f32x4.add(s, s));
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), tail);
}

/** The error function: x (1 + P(x^2)) up to 0.95 and 1 - exp(|x| Q(|x|)) beyond. Relative error 2e-7; NaN and -0 kept. */
@inline
export function erf4(x: v128): v128 {
  const size = f32x4.pmin(f32x4.abs(x), f32x4.splat(4));
  const square = f32x4.mul(size, size);
  let p = madd(f32x4.splat(-5.86208226e-4), square, f32x4.splat(4.96750687e-3));
  p = madd(p, square, f32x4.splat(-2.67488643e-2));
  p = madd(p, square, f32x4.splat(1.12813207e-1));
  p = madd(p, square, f32x4.splat(-3.76124459e-1));
  p = madd(p, square, f32x4.splat(1.28379142e-1));
  const near = madd(p, x, x);
  let q = madd(f32x4.splat(2.12896583e-4), size, f32x4.splat(-3.20592374e-3));
  q = madd(q, size, f32x4.splat(2.28607822e-2));
  q = madd(q, size, f32x4.splat(-1.05215938e-1));
  q = madd(q, size, f32x4.splat(-6.35753493e-1));
  q = madd(q, size, f32x4.splat(-1.12850385));
  const far = f32x4.sub(f32x4.splat(1), exp4(f32x4.mul(q, size)));
  const signed = v128.or(far, v128.and(x, f32x4.splat(-0.0)));
  // NaN counts as near, which keeps it.
  return v128.bitselect(signed, near, f32x4.ge(size, f32x4.splat(0.95)));
}

/** Turns exp into a power of two. */
export const LOG2_E: f32 = 1.44269504088896341;
/** Powers of two below 2^-100 become 0: products with them would be subnormal, which is slow and of no use. */
const LEAST: f32 = -100;

/** 2^x for -126 <= x <= 126 by a polynomial of degree 6 on [-1/2, 1/2] and an exponent add; NaN kept. Relative error 2e-7. */
@inline
export function exp2Held4(x: v128): v128 {
  const shifted = f32x4.add(x, f32x4.splat(MAGIC));
  const f = f32x4.sub(x, f32x4.sub(shifted, f32x4.splat(MAGIC)));
  const square = f32x4.mul(f, f);
  let p = madd(f, f32x4.splat(0.0013398874409166102), f32x4.splat(0.009618437357558355));
  p = madd(square, f32x4.splat(0.00015353361927620927), p);
  p = madd(p, square, madd(f, f32x4.splat(0.05550332471141518), f32x4.splat(0.2402264791363043)));
  p = madd(p, square, madd(f, f32x4.splat(0.6931472028550557), f32x4.splat(1)));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/**
 * 2^x for x <= 0, as softmax needs it: by a polynomial of degree 5 on [-1/2, 1/2] and an exponent add. 0 below 2^-100; NaN
 * stays NaN. Error 2e-7, relative.
 */
@inline
export function exp2Below4(x: v128): v128 {
  const held = f32x4.pmax(x, f32x4.splat(LEAST));
  const shifted = f32x4.add(held, f32x4.splat(MAGIC));
  const f = f32x4.sub(held, f32x4.sub(shifted, f32x4.splat(MAGIC)));
  const square = f32x4.mul(f, f);
  let p = madd(f, f32x4.splat(0.0013264727165332446), f32x4.splat(0.00967151264190163));
  p = madd(p, square, madd(f, f32x4.splat(0.055507337433581966), f32x4.splat(0.24022242085326048)));
  p = madd(p, square, madd(f, f32x4.splat(0.6931469775990899), f32x4.splat(1)));
  return v128.andnot(i32x4.add(p, i32x4.shl(shifted, 23)), f32x4.lt(x, f32x4.splat(LEAST)));
}

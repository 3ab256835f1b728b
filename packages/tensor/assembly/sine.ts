// Sine and cosine on four lanes for every float, however large.
import { madd } from './simd';

/** Beyond this size the quarter turns are counted in whole numbers, lane by lane. */
const FAR: f32 = 10000;

/** sin(r) for |r| <= pi/4. */
@inline
function sineNear(r: v128, square: v128): v128 {
  let p = madd(f32x4.splat(-1.9515295891e-4), square, f32x4.splat(8.3321608736e-3));
  p = madd(p, square, f32x4.splat(-1.6666654611e-1));
  return madd(f32x4.mul(p, square), r, r);
}

/** cos(r) for |r| <= pi/4. */
@inline
function cosineNear(square: v128): v128 {
  let p = madd(f32x4.splat(2.443315711809948e-5), square, f32x4.splat(-1.388731625493765e-3));
  p = madd(p, square, f32x4.splat(4.166664568298827e-2));
  return madd(f32x4.mul(p, square), square, madd(square, f32x4.splat(-0.5), f32x4.splat(1)));
}

/** Sine of r plus as many quarter turns as the low two bits of `turns` say. */
@inline
function turned(r: v128, turns: v128): v128 {
  const square = f32x4.mul(r, r);
  const odd = i32x4.shr_s(i32x4.shl(turns, 31), 31);
  const value = v128.bitselect(cosineNear(square), sineNear(r, square), odd);
  return v128.xor(value, v128.and(i32x4.shl(turns, 30), i32x4.splat(0x80000000)));
}

/** 64 bits of 2/pi after the binary point, from bit `first` (-63 to 127) on; bits before the point are 0. */
function twoOverPi(first: i32): u64 {
  const w0: u64 = 0xa2f9836e4e441529, w1: u64 = 0xfc2757d1f534ddc0, w2: u64 = 0xdb6295993c439041;
  if (first < 0) return w0 >> (-first as u64);
  const shift = (first & 63) as u64;
  const high = first < 64 ? w0 : w1, low = first < 64 ? w1 : w2;
  return (high << shift) | ((low >> 1) >> (63 - shift));
}

/** Sine of one float beyond FAR plus `turns` quarter turns: |x| 2/pi modulo 4 with 62 bits after the point. */
function sineFar(x: f32, turns: i32): f32 {
  const bits = reinterpret<u32>(x);
  const exponent = ((bits >> 23) & 255) as i32;
  if (exponent == 255) return NaN;
  const mantissa = ((bits & 0x7fffff) | 0x800000) as u64;
  // |x| = mantissa 2^(exponent - 150); two more bits go to the quarter turns.
  const product = mantissa * twoOverPi(exponent - 152);
  const quarters = (product + ((1 as u64) << 61)) >> 62;
  const rest = (product - (quarters << 62)) as i64;
  let r = (rest as f64) * 3.40612158008655459e-19;
  let whole = quarters as i32;
  if (x < 0) {
    r = -r;
    whole = -whole;
  }
  return f32x4.extract_lane(turned(f32x4.splat(r as f32), i32x4.splat(whole + turns)), 0);
}

/** The lanes of `near`, with those beyond FAR, infinite or NaN computed one by one. */
function withFarLanes(x: v128, near: v128, turns: i32): v128 {
  const far = v128.not(f32x4.le(f32x4.abs(x), f32x4.splat(FAR)));
  let lanes = f32x4.splat(0);
  lanes = f32x4.replace_lane(lanes, 0, sineFar(f32x4.extract_lane(x, 0), turns));
  lanes = f32x4.replace_lane(lanes, 1, sineFar(f32x4.extract_lane(x, 1), turns));
  lanes = f32x4.replace_lane(lanes, 2, sineFar(f32x4.extract_lane(x, 2), turns));
  lanes = f32x4.replace_lane(lanes, 3, sineFar(f32x4.extract_lane(x, 3), turns));
  return v128.bitselect(lanes, near, far);
}

@inline
function sine(x: v128, turns: i32): v128 {
  const magic = f32x4.splat(12582912.0);
  const shifted = madd(x, f32x4.splat(0.636619772367581343), magic);
  const k = f32x4.sub(shifted, magic);
  // pi/2 in three parts, the first two short enough for exact products
  let r = madd(k, f32x4.splat(-1.5703125), x);
  r = madd(k, f32x4.splat(-4.837512969970703125e-4), r);
  r = madd(k, f32x4.splat(-7.54978995489188216e-8), r);
  const near = turned(r, i32x4.add(shifted, i32x4.splat(turns)));
  const usual = f32x4.le(f32x4.abs(x), f32x4.splat(FAR));
  return i32x4.all_true(usual) ? near : withFarLanes(x, near, turns);
}

/** sin x: absolute error below 1.5e-7 for every float; NaN at infinities; -0 kept. */
@inline
export function sin4(x: v128): v128 {
  return v128.bitselect(x, sine(x, 0), f32x4.eq(x, f32x4.splat(0)));
}

/** cos x: absolute error below 1.5e-7 for every float; NaN at infinities. */
@inline
export function cos4(x: v128): v128 {
  return sine(x, 1);
}

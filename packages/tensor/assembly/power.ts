// x^y for single floats, in double precision inside, so that large results keep all digits.
import { timesPowerOfTwo } from './math';

/** log2(m) for doubles, sqrt(1/2) <= m < sqrt(2). */
@inline
function log2Near(m: v128): v128 {
  const one = f64x2.splat(1);
  const s = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
  const z = f64x2.mul(s, s);
  let p = f64x2.add(f64x2.mul(f64x2.splat(0.23618181561019116), z), f64x2.splat(0.28534943708961075));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(0.40000386646965974));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(0.6666666523588053));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(2.0000000000084652));
  return f64x2.mul(f64x2.mul(p, s), f64x2.splat(1.4426950408889634));
}

/** 2^f for -1/2 <= f <= 1/2. */
@inline
function exp2Near(f: v128): v128 {
  let p = f64x2.add(f64x2.mul(f64x2.splat(0.000015201920373046616), f), f64x2.splat(0.00015469291102774478));
  p = f64x2.add(f64x2.mul(p, f), f64x2.splat(0.001333392256764294));
  p = f64x2.add(f64x2.mul(p, f), f64x2.splat(0.009618027253750144));
  p = f64x2.add(f64x2.mul(p, f), f64x2.splat(0.05550410353444129));
  p = f64x2.add(f64x2.mul(p, f), f64x2.splat(0.24022651198158193));
  p = f64x2.add(f64x2.mul(p, f), f64x2.splat(0.6931471807284489));
  return f64x2.add(f64x2.mul(p, f), f64x2.splat(0.9999999999616811));
}

/** Adding this number to a double rounds it to a whole number, which then stands in the low word. */
const MAGIC: f64 = 6755399441055744;

/** y log2(2^k m) for two lanes, held where 2^t is no float on either side. */
@inline
function exponentPair(m: v128, k: v128, y: v128): v128 {
  const logarithm = f64x2.add(f64x2.convert_low_i32x4_s(k), log2Near(f64x2.promote_low_f32x4(m)));
  const t = f64x2.mul(logarithm, f64x2.promote_low_f32x4(y));
  return f64x2.pmin(f64x2.pmax(t, f64x2.splat(-200)), f64x2.splat(200));
}

@inline
function upper(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 2, 3, 2, 3);
}

/** x^y where x is not a positive finite number or y is not finite; `size` is |x|^y where that is a finite computation. */
function powerSpecial(x: f32, y: f32, size: f32): f32 {
  if (y == 0) return 1;
  if (x != x || y != y) return NaN;
  const base = abs(x);
  if (abs(y) == Infinity) return base == 1 ? NaN : base > 1 == y > 0 ? Infinity : 0;
  const whole = trunc(y) == y;
  const odd = whole && abs(y) < 16777216 && ((y as i32) & 1) == 1;
  const negative = (reinterpret<i32>(x) < 0) && odd;
  if (base == 0 || base == Infinity) size = (base == 0) == y > 0 ? 0 : Infinity;
  else if (x < 0 && !whole) return NaN;
  return negative ? -size : size;
}

@inline
function nextLane(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 1, 2, 3, 0);
}

function withSpecialLanes(x: v128, y: v128, size: v128): v128 {
  for (let lane = 0; lane < 4; ++lane) {
    const value = powerSpecial(f32x4.extract_lane(x, 0), f32x4.extract_lane(y, 0), f32x4.extract_lane(size, 0));
    size = nextLane(f32x4.replace_lane(size, 0, value));
    x = nextLane(x);
    y = nextLane(y);
  }
  return size;
}

/** x^y as Math.pow gives it, rounded to a float; relative error below 7e-8. */
@inline
export function power4(x: v128, y: v128): v128 {
  const size = f32x4.abs(x);
  const subnormal = f32x4.lt(size, f32x4.splat(1.17549435e-38));
  const base = v128.bitselect(f32x4.mul(size, f32x4.splat(8388608)), size, subnormal);
  const exponent = i32x4.shr_s(i32x4.sub(base, i32x4.splat(0x3f3504f3)), 23);
  const m = i32x4.sub(base, i32x4.shl(exponent, 23));
  const k = i32x4.sub(exponent, v128.and(subnormal, i32x4.splat(23)));
  const magic = f64x2.splat(MAGIC);
  const t0 = exponentPair(m, k, y), t1 = exponentPair(upper(m), upper(k), upper(y));
  const s0 = f64x2.add(t0, magic), s1 = f64x2.add(t1, magic);
  const p0 = exp2Near(f64x2.sub(t0, f64x2.sub(s0, magic))), p1 = exp2Near(f64x2.sub(t1, f64x2.sub(s1, magic)));
  const p = v128.shuffle<f32>(f32x4.demote_f64x2_zero(p0), f32x4.demote_f64x2_zero(p1), 0, 1, 4, 5);
  const power = timesPowerOfTwo(p, v128.shuffle<i32>(s0, s1, 0, 2, 4, 6));
  const limit = f32x4.splat(Infinity);
  const usual = v128.and(
    v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.lt(x, limit)),
    f32x4.lt(f32x4.abs(y), limit),
  );
  return i32x4.all_true(usual) ? power : withSpecialLanes(x, y, power);
}

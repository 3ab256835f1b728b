// Small vector helpers shared by all kernels. Lanes are f32x4.

/** a * b + c; one rounding where the relaxed instruction fuses, two otherwise. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    return f32x4.relaxed_madd(a, b, c);
  } else {
    return f32x4.add(f32x4.mul(a, b), c);
  }
}

/** Sum of the four lanes, pairwise. */
@inline
export function sumLanes(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** Loads 1 to 3 floats; the other lanes are 0. */
export function loadPart(address: usize, count: usize): v128 {
  let v = f32x4.replace_lane(f32x4.splat(0), 0, load<f32>(address));
  if (count > 1) v = f32x4.replace_lane(v, 1, load<f32>(address, 4));
  if (count > 2) v = f32x4.replace_lane(v, 2, load<f32>(address, 8));
  return v;
}

/** Stores the first 1 to 3 lanes. */
export function storePart(address: usize, v: v128, count: usize): void {
  store<f32>(address, f32x4.extract_lane(v, 0));
  if (count > 1) store<f32>(address, f32x4.extract_lane(v, 1), 4);
  if (count > 2) store<f32>(address, f32x4.extract_lane(v, 2), 8);
}

/**
 * exp, by Cody-Waite reduction to [-ln2/2, ln2/2], a polynomial of degree 6 and an exponent add. The argument is held
 * in [-87.3, 88.3]; NaN stays NaN up to the caller's last product. Largest relative error 1e-7.
 */
@inline
export function exp4(x: v128): v128 {
  const held = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87.3)), f32x4.splat(88.3));
  const magic = f32x4.splat(12582912.0);
  const shifted = madd(held, f32x4.splat(1.44269504088896341), magic);
  const whole = f32x4.sub(shifted, magic);
  let r = madd(whole, f32x4.splat(-0.693359375), held);
  r = madd(whole, f32x4.splat(2.12194440e-4), r);
  const square = f32x4.mul(r, r);
  let p = madd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3));
  p = madd(p, square, madd(f32x4.splat(8.3334519073e-3), r, f32x4.splat(4.1665795894e-2)));
  p = madd(p, square, madd(f32x4.splat(1.6666665459e-1), r, f32x4.splat(5.0000001201e-1)));
  p = madd(p, square, f32x4.add(r, f32x4.splat(1.0)));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

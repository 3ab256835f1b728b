// Rows of units that are no multiple of four: lanes behind the last unit are 0.
import { loadPart, storePart } from '../../tensor/assembly/simd';

/** Four units at an address of which `left` exist, at least one. */
@inline
export function loadUnits(address: usize, left: i32): v128 {
  return left >= 4 ? v128.load(address) : loadPart(address, left as usize);
}

@inline
export function storeUnits(address: usize, value: v128, left: i32): void {
  if (left >= 4) v128.store(address, value);
  else storePart(address, value, left as usize);
}

/** All bits in the lanes of units that exist. */
@inline
export function existing(left: i32): v128 {
  return i32x4.gt_s(i32x4.splat(left), i32x4(0, 1, 2, 3));
}

/** Sums of lanes 0 and 2, and 1 and 3, in double precision. */
@inline
export function pairSums(value: v128): v128 {
  const low = f64x2.promote_low_f32x4(value);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(value, value, 2, 3, 0, 1));
  return f64x2.add(low, high);
}

/** Adds a vector of doubles to the one at an address. */
@inline
export function addDoubles(address: usize, value: v128): void {
  v128.store(address, f64x2.add(v128.load(address), value));
}

/** The sums of the lanes of four vectors. */
@inline
export function sumsOfFour(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** The sum of the lanes, in every lane. */
@inline
export function sumInLanes(a: v128): v128 {
  const pairs = f32x4.add(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return f32x4.add(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2));
}

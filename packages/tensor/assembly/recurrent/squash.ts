// The functions of gates and states, and their slopes from the value they returned. Vectors of 1 to 4 lanes.
import { sigmoid4, tanh4 } from '../math';
import { loadPart, storePart } from '../simd';

/** Codes, in the order of `squashings` in src/ops/recurrent/cells.ts. */
const LINEAR: i32 = 0;
const RELU: i32 = 1;
export const TANH: i32 = 2;
export const SIGMOID: i32 = 3;

export function squash(x: v128, kind: i32): v128 {
  if (kind == SIGMOID) return sigmoid4(x);
  if (kind == TANH) return tanh4(x);
  if (kind == LINEAR) return x;
  const zero = f32x4.splat(0);
  if (kind == RELU) return f32x4.pmax(x, zero);
  const line = f32x4.add(f32x4.mul(x, f32x4.splat(0.2)), f32x4.splat(0.5));
  return f32x4.pmin(f32x4.pmax(line, zero), f32x4.splat(1));
}

/** The derivative, from y = squash(x). */
export function slope(y: v128, kind: i32): v128 {
  const one = f32x4.splat(1);
  if (kind == SIGMOID) return f32x4.mul(y, f32x4.sub(one, y));
  if (kind == TANH) return f32x4.sub(one, f32x4.mul(y, y));
  if (kind == LINEAR) return one;
  const above = f32x4.gt(y, f32x4.splat(0));
  if (kind == RELU) return v128.and(one, above);
  return v128.and(f32x4.splat(0.2), v128.and(above, f32x4.lt(y, one)));
}

/** Up to four lanes from memory, the others 0. */
export function take(address: usize, count: usize): v128 {
  return count >= 4 ? v128.load(address) : loadPart(address, count);
}

/** Up to four lanes to memory. */
export function put(address: usize, v: v128, count: usize): void {
  if (count >= 4) v128.store(address, v);
  else storePart(address, v, count);
}

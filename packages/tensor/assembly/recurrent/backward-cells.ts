// One row of one step, backward: the gradient of the new state in, the gradients of the pre-activations out.
import { madd } from '../simd';
import { put, slope, squash, take } from './squash';

/** dh holds the gradient from the step after; dy, or 0, the one from outside. */
@inline
function incoming(dh: usize, dy: usize, left: usize): v128 {
  const d = take(dh, left);
  return dy == 0 ? d : f32x4.add(d, take(dy, left));
}

/** z = activated [i, f, g, o]; dc is the gradient of the carry, before and after. */
export function lstmBackward(
  n: usize, z: usize, carry: usize, newCarry: usize, dy: usize, dh: usize, dc: usize, dz: usize, gate: i32, activation: i32,
): void {
  const pitch = n * 4;
  for (let left = n; left > 0; left -= left < 4 ? left : 4) {
    const d = incoming(dh, dy, left);
    const i = take(z, left), f = take(z + pitch, left), g = take(z + 2 * pitch, left), o = take(z + 3 * pitch, left);
    const out = squash(take(newCarry, left), activation);
    const c = madd(f32x4.mul(d, o), slope(out, activation), take(dc, left));
    put(dz, f32x4.mul(f32x4.mul(c, g), slope(i, gate)), left);
    put(dz + pitch, f32x4.mul(f32x4.mul(c, take(carry, left)), slope(f, gate)), left);
    put(dz + 2 * pitch, f32x4.mul(f32x4.mul(c, i), slope(g, activation)), left);
    put(dz + 3 * pitch, f32x4.mul(f32x4.mul(d, out), slope(o, gate)), left);
    put(dc, f32x4.mul(c, f), left);
    z += 16;
    carry += 16;
    newCarry += 16;
    if (dy != 0) dy += 16;
    dh += 16;
    dc += 16;
    dz += 16;
  }
}

/**
 * Gates [z, r, n]. dh becomes its direct part, d z. With `after` also dr, and in dInner the gradient of the recurrent
 * product of n; without, dr follows in `gruBeforeReset`.
 */
export function gruBackward(
  n: usize, z: usize, inner: usize, before: usize, dy: usize, dh: usize, dz: usize, dInner: usize, after: bool, gate: i32, activation: i32,
): void {
  const pitch = n * 4;
  const one = f32x4.splat(1);
  for (let left = n; left > 0; left -= left < 4 ? left : 4) {
    const d = incoming(dh, dy, left);
    const update = take(z, left), candidate = take(z + 2 * pitch, left);
    put(dz, f32x4.mul(f32x4.mul(d, f32x4.sub(take(before, left), candidate)), slope(update, gate)), left);
    const dn = f32x4.mul(f32x4.mul(d, f32x4.sub(one, update)), slope(candidate, activation));
    put(dz + 2 * pitch, dn, left);
    put(dh, f32x4.mul(d, update), left);
    if (after) {
      const reset = take(z + pitch, left);
      put(dz + pitch, f32x4.mul(f32x4.mul(dn, take(inner, left)), slope(reset, gate)), left);
      put(dInner, f32x4.mul(dn, reset), left);
      inner += 16;
      dInner += 16;
    }
    z += 16;
    before += 16;
    if (dy != 0) dy += 16;
    dh += 16;
    dz += 16;
  }
}

/** ds is the gradient of r h: dr = ds h, dh += ds r. */
export function gruBeforeReset(n: usize, z: usize, before: usize, ds: usize, dh: usize, dz: usize, gate: i32): void {
  const pitch = n * 4;
  z += pitch;
  dz += pitch;
  for (let left = n; left > 0; left -= left < 4 ? left : 4) {
    const reset = take(z, left), d = take(ds, left);
    put(dz, f32x4.mul(f32x4.mul(d, take(before, left)), slope(reset, gate)), left);
    put(dh, madd(d, reset, take(dh, left)), left);
    z += 16;
    before += 16;
    ds += 16;
    dh += 16;
    dz += 16;
  }
}

/** dz = d act'(h). */
export function simpleBackward(n: usize, h: usize, dy: usize, dh: usize, dz: usize, activation: i32): void {
  for (let left = n; left > 0; left -= left < 4 ? left : 4) {
    put(dz, f32x4.mul(incoming(dh, dy, left), slope(take(h, left), activation)), left);
    h += 16;
    if (dy != 0) dy += 16;
    dh += 16;
    dz += 16;
  }
}

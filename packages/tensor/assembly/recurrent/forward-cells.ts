// One row of one step, forward: pre-activations in, activated gates and the new state out.
import { sigmoid4, tanh4 } from '../math';
import { madd } from '../simd';
import { put, SIGMOID, squash, take, TANH } from './squash';

/** Whole vectors of the usual cell, sigmoid gates and tanh. The check stands at the end: constants stay outside of the loop. */
function usualLstm(n: usize, z: usize, pitch: usize, carry: usize, newCarry: usize, h: usize): void {
  do {
    const i = sigmoid4(v128.load(z)), f = sigmoid4(v128.load(z + pitch));
    const g = tanh4(v128.load(z + 2 * pitch)), o = sigmoid4(v128.load(z + 3 * pitch));
    v128.store(z, i);
    v128.store(z + pitch, f);
    v128.store(z + 2 * pitch, g);
    v128.store(z + 3 * pitch, o);
    const c = madd(f, v128.load(carry), f32x4.mul(i, g));
    v128.store(newCarry, c);
    v128.store(h, f32x4.mul(o, tanh4(c)));
    z += 16;
    carry += 16;
    newCarry += 16;
    h += 16;
    n -= 4;
  } while (n >= 4);
}

/** z = [i, f, g, o]: c' = f c + i g, h = o act(c'). */
export function lstmForward(n: usize, z: usize, carry: usize, newCarry: usize, h: usize, gate: i32, activation: i32): void {
  const pitch = n * 4;
  let left = n;
  if (gate == SIGMOID && activation == TANH && n >= 4) {
    usualLstm(n, z, pitch, carry, newCarry, h);
    left = n & 3;
    const done = (n - left) * 4;
    z += done;
    carry += done;
    newCarry += done;
    h += done;
  }
  for (; left > 0; left -= left < 4 ? left : 4) {
    const i = squash(take(z, left), gate);
    put(z, i, left);
    const f = squash(take(z + pitch, left), gate);
    put(z + pitch, f, left);
    const g = squash(take(z + 2 * pitch, left), activation);
    put(z + 2 * pitch, g, left);
    const o = squash(take(z + 3 * pitch, left), gate);
    put(z + 3 * pitch, o, left);
    const c = madd(f, take(carry, left), f32x4.mul(i, g));
    put(newCarry, c, left);
    put(h, f32x4.mul(o, squash(c, activation)), left);
    z += 16;
    carry += 16;
    newCarry += 16;
    h += 16;
  }
}

/** u = z h' + (1 - z) n */
@inline
function blend(z: v128, before: v128, candidate: v128): v128 {
  return madd(z, f32x4.sub(before, candidate), candidate);
}

/**
 * Gates [z, r, n] with the recurrent bias [z, r, n]. `inner` holds the recurrent product of n and keeps it with its
 * bias: n = act(n + r inner).
 */
export function gruAfterForward(n: usize, z: usize, inner: usize, bias: usize, before: usize, h: usize, gate: i32, activation: i32): void {
  const pitch = n * 4;
  for (let left = n; left > 0; left -= left < 4 ? left : 4) {
    const update = squash(f32x4.add(take(z, left), take(bias, left)), gate);
    put(z, update, left);
    const reset = squash(f32x4.add(take(z + pitch, left), take(bias + pitch, left)), gate);
    put(z + pitch, reset, left);
    const recurrent = f32x4.add(take(inner, left), take(bias + 2 * pitch, left));
    put(inner, recurrent, left);
    const candidate = squash(madd(reset, recurrent, take(z + 2 * pitch, left)), activation);
    put(z + 2 * pitch, candidate, left);
    put(h, blend(update, take(before, left), candidate), left);
    z += 16;
    inner += 16;
    bias += 16;
    before += 16;
    h += 16;
  }
}

/** First half: the gates z and r, and `inner` = r h, which the product of n is taken from. */
export function gruBeforeGates(n: usize, z: usize, inner: usize, before: usize, gate: i32): void {
  const pitch = n * 4;
  for (let left = n; left > 0; left -= left < 4 ? left : 4) {
    put(z, squash(take(z, left), gate), left);
    const reset = squash(take(z + pitch, left), gate);
    put(z + pitch, reset, left);
    put(inner, f32x4.mul(reset, take(before, left)), left);
    z += 16;
    inner += 16;
    before += 16;
  }
}

/** Second half: n and the new state. */
export function gruBeforeState(n: usize, z: usize, before: usize, h: usize, activation: i32): void {
  const pitch = 2 * n * 4;
  for (let left = n; left > 0; left -= left < 4 ? left : 4) {
    const candidate = squash(take(z + pitch, left), activation);
    put(z + pitch, candidate, left);
    put(h, blend(take(z, left), take(before, left), candidate), left);
    z += 16;
    before += 16;
    h += 16;
  }
}

/** h = act(z). */
export function simpleForward(n: usize, z: usize, h: usize, activation: i32): void {
  for (let left = n; left > 0; left -= left < 4 ? left : 4) {
    put(h, squash(take(z, left), activation), left);
    z += 16;
    h += 16;
  }
}

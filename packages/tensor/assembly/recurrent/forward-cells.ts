// One row of one step, forward: pre-activations in, activated gates and the new state out. The pre-activations are z, the
// part of the input, and p, the recurrent product; z becomes the activated gates, h the new state in the place of the old.
import { sigmoid4, tanh4 } from '../math';
import { madd } from '../simd';
import { put, SIGMOID, squash, take, TANH } from './squash';

@inline
function both(z: usize, p: usize): v128 {
  return f32x4.add(v128.load(z), v128.load(p));
}

/** Whole vectors of the usual cell, sigmoid gates and tanh. The check stands at the end: constants stay outside of the loop. */
function usualLstm(n: usize, z: usize, p: usize, pitch: usize, carry: usize, newCarry: usize, h: usize): void {
  do {
    const i = sigmoid4(both(z, p)), f = sigmoid4(both(z + pitch, p + pitch));
    const g = tanh4(both(z + 2 * pitch, p + 2 * pitch)), o = sigmoid4(both(z + 3 * pitch, p + 3 * pitch));
    v128.store(z, i);
    v128.store(z + pitch, f);
    v128.store(z + 2 * pitch, g);
    v128.store(z + 3 * pitch, o);
    const c = madd(f, v128.load(carry), f32x4.mul(i, g));
    v128.store(newCarry, c);
    v128.store(h, f32x4.mul(o, tanh4(c)));
    z += 16;
    p += 16;
    carry += 16;
    newCarry += 16;
    h += 16;
    n -= 4;
  } while (n >= 4);
}

/** squash(z + p), kept in z. */
function open(z: usize, p: usize, left: usize, kind: i32): v128 {
  const value = squash(f32x4.add(take(z, left), take(p, left)), kind);
  put(z, value, left);
  return value;
}

/** z = [i, f, g, o]: c' = f c + i g, h = o act(c'). */
export function lstmForward(n: usize, z: usize, p: usize, carry: usize, newCarry: usize, h: usize, gate: i32, activation: i32): void {
  const pitch = n * 4;
  let left = n;
  if (gate == SIGMOID && activation == TANH && n >= 4) {
    usualLstm(n, z, p, pitch, carry, newCarry, h);
    left = n & 3;
    const done = (n - left) * 4;
    z += done;
    p += done;
    carry += done;
    newCarry += done;
    h += done;
  }
  for (; left > 0; left -= left < 4 ? left : 4) {
    const i = open(z, p, left, gate);
    const f = open(z + pitch, p + pitch, left, gate);
    const g = open(z + 2 * pitch, p + 2 * pitch, left, activation);
    const o = open(z + 3 * pitch, p + 3 * pitch, left, gate);
    const c = madd(f, take(carry, left), f32x4.mul(i, g));
    put(newCarry, c, left);
    put(h, f32x4.mul(o, squash(c, activation)), left);
    z += 16;
    p += 16;
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

/** Gates [z, r, n] with the recurrent bias [z, r, n]; `inner` keeps the recurrent product of n with its bias: n = act(n + r inner). */
export function gruAfterForward(n: usize, z: usize, p: usize, inner: usize, bias: usize, h: usize, gate: i32, activation: i32): void {
  const pitch = n * 4;
  for (let left = n; left > 0; left -= left < 4 ? left : 4) {
    put(p, f32x4.add(take(p, left), take(bias, left)), left);
    const update = open(z, p, left, gate);
    put(p + pitch, f32x4.add(take(p + pitch, left), take(bias + pitch, left)), left);
    const reset = open(z + pitch, p + pitch, left, gate);
    const recurrent = f32x4.add(take(p + 2 * pitch, left), take(bias + 2 * pitch, left));
    put(inner, recurrent, left);
    const candidate = squash(madd(reset, recurrent, take(z + 2 * pitch, left)), activation);
    put(z + 2 * pitch, candidate, left);
    put(h, blend(update, take(h, left), candidate), left);
    z += 16;
    p += 16;
    inner += 16;
    bias += 16;
    h += 16;
  }
}

/** First half: the gates z and r, and `inner` = r h, which the product of n is taken from. */
export function gruBeforeGates(n: usize, z: usize, p: usize, inner: usize, h: usize, gate: i32): void {
  const pitch = n * 4;
  for (let left = n; left > 0; left -= left < 4 ? left : 4) {
    open(z, p, left, gate);
    put(inner, f32x4.mul(open(z + pitch, p + pitch, left, gate), take(h, left)), left);
    z += 16;
    p += 16;
    inner += 16;
    h += 16;
  }
}

/** Second half: n and the new state. */
export function gruBeforeState(n: usize, z: usize, p: usize, h: usize, activation: i32): void {
  const pitch = 2 * n * 4;
  for (let left = n; left > 0; left -= left < 4 ? left : 4) {
    const candidate = open(z + pitch, p + pitch, left, activation);
    put(h, blend(take(z, left), take(h, left), candidate), left);
    z += 16;
    p += 16;
    h += 16;
  }
}

/** h = act(z). */
export function simpleForward(n: usize, z: usize, p: usize, h: usize, activation: i32): void {
  for (let left = n; left > 0; left -= left < 4 ? left : 4) {
    put(h, open(z, p, left, activation), left);
    z += 16;
    p += 16;
    h += 16;
  }
}

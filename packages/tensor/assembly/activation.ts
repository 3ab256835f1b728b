// Activations with their derivatives, alone and fused with the bias of a matrix product.
import { exp4, loadPart, madd, storePart, sumLanes } from './simd';

// Codes, in the order of `activations` in src/ops/activation.ts.
const LINEAR: i32 = 0;
const RELU: i32 = 1;
const GELU: i32 = 2;

@inline
function relu4(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0));
}

/** Standard normal density times sqrt(2 pi), exp(-x^2/2). */
@inline
function bell4(x: v128): v128 {
  return exp4(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
}

/** Standard normal distribution from x and exp(-x^2/2): Abramowitz & Stegun 7.1.26, absolute error below 1.5e-7. */
@inline
function normalDistribution4(x: v128, bell: v128): v128 {
  const one = f32x4.splat(1);
  // t = 1 / (1 + p |x| / sqrt 2)
  const t = f32x4.div(one, madd(f32x4.abs(x), f32x4.splat(0.23164189), one));
  let p = madd(t, f32x4.splat(0.5307027145), f32x4.splat(-0.7265760135));
  p = madd(p, t, f32x4.splat(0.7107068705));
  p = madd(p, t, f32x4.splat(-0.142248368));
  p = madd(p, t, f32x4.splat(0.127414796));
  const tail = f32x4.mul(f32x4.mul(p, t), bell);
  return v128.bitselect(tail, f32x4.sub(one, tail), f32x4.lt(x, f32x4.splat(0)));
}

@inline
function geluExact4(x: v128): v128 {
  return f32x4.mul(x, normalDistribution4(x, bell4(x)));
}

/** Derivative of the exact form: Phi(x) + x phi(x). */
@inline
function geluExactSlope4(x: v128): v128 {
  const bell = bell4(x);
  return madd(f32x4.mul(x, f32x4.splat(0.3989422804)), bell, normalDistribution4(x, bell));
}

/** (1 + tanh u) / 2 = 1 / (1 + exp(-2u)) with 2u = sqrt(8/pi) (x + 0.044715 x^3). */
@inline
function geluGate4(x: v128, square: v128): v128 {
  const minus2u = f32x4.mul(x, madd(square, f32x4.splat(-0.0713548162726), f32x4.splat(-1.59576912161)));
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(minus2u)));
}

@inline
function geluTanh4(x: v128): v128 {
  return f32x4.mul(x, geluGate4(x, f32x4.mul(x, x)));
}

/** Derivative of the tanh form: s + x s (1 - s) (2u)'. */
@inline
function geluTanhSlope4(x: v128): v128 {
  const square = f32x4.mul(x, x);
  const gate = geluGate4(x, square);
  const inner = madd(square, f32x4.splat(0.2140644488178), f32x4.splat(1.59576912161));
  const product = f32x4.mul(f32x4.mul(x, inner), f32x4.sub(f32x4.splat(1), gate));
  return madd(gate, product, gate);
}

@inline
function activate4(x: v128, activation: i32): v128 {
  if (activation == LINEAR) return x;
  if (activation == RELU) return relu4(x);
  if (activation == GELU) return geluExact4(x);
  return geluTanh4(x);
}

/** dy times the derivative; far out the slope is 0 or 1 also where x^2 overflows. */
@inline
function backpropagate4(x: v128, dy: v128, activation: i32): v128 {
  if (activation == LINEAR) return dy;
  if (activation == RELU) return v128.and(dy, f32x4.gt(x, f32x4.splat(0)));
  const held = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-32)), f32x4.splat(32));
  if (activation == GELU) return f32x4.mul(dy, geluExactSlope4(held));
  return f32x4.mul(dy, geluTanhSlope4(held));
}

@inline
function forwardLoop(n: usize, x: usize, y: usize, activation: i32): void {
  for (; n >= 4; n -= 4) {
    v128.store(y, activate4(v128.load(x), activation));
    x += 16;
    y += 16;
  }
  if (n > 0) storePart(y, activate4(loadPart(x, n), activation), n);
}

/** y = activation(x), n values. */
export function activationForward(n: usize, x: usize, y: usize, activation: i32): void {
  if (activation == RELU) forwardLoop(n, x, y, RELU);
  else if (activation == GELU) forwardLoop(n, x, y, GELU);
  else forwardLoop(n, x, y, 3);
}

@inline
function backwardLoop(n: usize, x: usize, dy: usize, dx: usize, activation: i32): void {
  for (; n >= 4; n -= 4) {
    v128.store(dx, backpropagate4(v128.load(x), v128.load(dy), activation));
    x += 16;
    dy += 16;
    dx += 16;
  }
  if (n > 0) storePart(dx, backpropagate4(loadPart(x, n), loadPart(dy, n), activation), n);
}

/** dx = dy * activation'(x), n values. */
function activationBackward(n: usize, x: usize, dy: usize, dx: usize, activation: i32): void {
  if (activation == RELU) backwardLoop(n, x, dy, dx, RELU);
  else if (activation == GELU) backwardLoop(n, x, dy, dx, GELU);
  else backwardLoop(n, x, dy, dx, 3);
}

/** z += bias, n values, one bias per value. */
function addVector(n: usize, z: usize, bias: usize): void {
  for (; n >= 4; n -= 4) {
    v128.store(z, f32x4.add(v128.load(z), v128.load(bias)));
    z += 16;
    bias += 16;
  }
  if (n > 0) storePart(z, f32x4.add(loadPart(z, n), loadPart(bias, n)), n);
}

/** z += bias, n values, one bias for all. */
function addScalar(n: usize, z: usize, bias: f32): void {
  const splat = f32x4.splat(bias);
  for (; n >= 4; n -= 4) {
    v128.store(z, f32x4.add(v128.load(z), splat));
    z += 16;
  }
  if (n > 0) storePart(z, f32x4.add(loadPart(z, n), splat), n);
}

/** Adds the bias to rows [first, first + rows) of z and writes the activated values to y. */
export function finishRows(
  first: usize, rows: usize, n: usize, z: usize, y: usize, rowBytes: usize, bias: usize, biasMode: i32, activation: i32,
): void {
  if (biasMode == 0 && activation == LINEAR) return;
  for (let row = first; row < first + rows; ++row) {
    const from = z + row * rowBytes;
    if (biasMode == 1) addVector(n, from, bias);
    else if (biasMode == 2) addScalar(n, from, load<f32>(bias + row * 4));
    if (activation != LINEAR) activationForward(n, from, y + row * rowBytes, activation);
  }
}

/** Sum of n values: 8 lanes, fine for the few thousand values of a row. */
function sumRow(n: usize, x: usize): f32 {
  let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0);
  for (; n >= 8; n -= 8) {
    sum0 = f32x4.add(sum0, v128.load(x));
    sum1 = f32x4.add(sum1, v128.load(x, 16));
    x += 32;
  }
  if (n >= 4) {
    sum0 = f32x4.add(sum0, v128.load(x));
    x += 16;
    n -= 4;
  }
  if (n > 0) sum1 = f32x4.add(sum1, loadPart(x, n));
  return sumLanes(f32x4.add(sum0, sum1));
}

/**
 * dz = dy * activation'(z), and the gradient of the bias in the same pass.
 *
 * Layout [items, rows, n]. `biasMode` 1: dbias[n] sums over items and rows; 2: dbias[rows] sums over items and n;
 * 0: no bias. Sums run in blocks of 64 rows, kept apart in `partial` (n floats), so that long columns stay accurate.
 * With the linear activation dz is not written.
 */
export function activationBiasBackward(
  items: usize, rows: usize, n: usize, z: usize, dy: usize, dz: usize, dbias: usize, biasMode: i32, activation: i32, partial: usize,
): void {
  const rowBytes = n * 4;
  if (biasMode == 1) {
    memory.fill(dbias, 0, rowBytes);
    memory.fill(partial, 0, rowBytes);
  } else if (biasMode == 2) {
    memory.fill(dbias, 0, rows * 4);
  }
  let inBlock: usize = 0;
  for (let item: usize = 0; item < items; ++item) {
    for (let row: usize = 0; row < rows; ++row) {
      let gradient = dy;
      if (activation != LINEAR) {
        activationBackward(n, z, dy, dz, activation);
        gradient = dz;
      }
      if (biasMode == 1) {
        addVector(n, partial, gradient);
        if (++inBlock == 64) {
          addVector(n, dbias, partial);
          memory.fill(partial, 0, rowBytes);
          inBlock = 0;
        }
      } else if (biasMode == 2) {
        const to = dbias + row * 4;
        store<f32>(to, load<f32>(to) + sumRow(n, gradient));
      }
      z += rowBytes;
      dy += rowBytes;
      dz += rowBytes;
    }
  }
  if (biasMode == 1) addVector(n, dbias, partial);
}

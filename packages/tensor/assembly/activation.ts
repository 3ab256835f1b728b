// Activations with their derivatives, alone and fused with the bias of a matrix product.
import {
  ELU, GELU, GELU_NEW, HARD_SIGMOID, LEAKY_RELU, LINEAR, MISH, RELU, RELU6, SELU, SIGMOID, SINE, slope4, SOFTPLUS, SOFTSIGN,
  SWISH, TANH, value4,
} from './activation-functions';
import { loadPart, storePart, sumLanes } from './simd';

/**
 * The body stands there once: the last part goes through it too. The check stands at the end of the loop: only then do
 * compilers keep constants outside of it.
 */
@inline
function forwardLoop(n: usize, x: usize, y: usize, activation: i32, alpha: f32): void {
  if (n == 0) return;
  const splat = f32x4.splat(alpha);
  do {
    const value = value4(n >= 4 ? v128.load(x) : loadPart(x, n), activation, splat);
    if (n < 4) {
      storePart(y, value, n);
      return;
    }
    v128.store(y, value);
    n -= 4;
    x += 16;
    y += 16;
  } while (n > 0);
}

@inline
function backwardLoop(n: usize, x: usize, dy: usize, dx: usize, activation: i32, alpha: f32): void {
  if (n == 0) return;
  const splat = f32x4.splat(alpha);
  do {
    const whole = n >= 4;
    const value = slope4(whole ? v128.load(x) : loadPart(x, n), whole ? v128.load(dy) : loadPart(dy, n), activation, splat);
    if (!whole) {
      storePart(dx, value, n);
      return;
    }
    v128.store(dx, value);
    n -= 4;
    x += 16;
    dy += 16;
    dx += 16;
  } while (n > 0);
}

// One function for each loop, so that each is compiled when it is first used.
function relu(n: usize, x: usize, y: usize): void { forwardLoop(n, x, y, RELU, 0); }
function gelu(n: usize, x: usize, y: usize): void { forwardLoop(n, x, y, GELU, 0); }
function geluNew(n: usize, x: usize, y: usize): void { forwardLoop(n, x, y, GELU_NEW, 0); }
function relu6(n: usize, x: usize, y: usize): void { forwardLoop(n, x, y, RELU6, 0); }
function elu(n: usize, x: usize, y: usize): void { forwardLoop(n, x, y, ELU, 0); }
function selu(n: usize, x: usize, y: usize): void { forwardLoop(n, x, y, SELU, 0); }
function sigmoid(n: usize, x: usize, y: usize): void { forwardLoop(n, x, y, SIGMOID, 0); }
function tanh(n: usize, x: usize, y: usize): void { forwardLoop(n, x, y, TANH, 0); }
function softplus(n: usize, x: usize, y: usize): void { forwardLoop(n, x, y, SOFTPLUS, 0); }
function softsign(n: usize, x: usize, y: usize): void { forwardLoop(n, x, y, SOFTSIGN, 0); }
function swish(n: usize, x: usize, y: usize): void { forwardLoop(n, x, y, SWISH, 0); }
function mish(n: usize, x: usize, y: usize): void { forwardLoop(n, x, y, MISH, 0); }
function hardSigmoid(n: usize, x: usize, y: usize): void { forwardLoop(n, x, y, HARD_SIGMOID, 0); }
function leakyRelu(n: usize, x: usize, y: usize, alpha: f32): void { forwardLoop(n, x, y, LEAKY_RELU, alpha); }
function sine(n: usize, x: usize, y: usize, alpha: f32): void { forwardLoop(n, x, y, SINE, alpha); }

/** y = activation(x), n values; `alpha` is the slope of leakyrelu below 0 and the frequency of the sine. */
export function activationForward(n: usize, x: usize, y: usize, activation: i32, alpha: f32): void {
  switch (activation) {
    case LINEAR: memory.copy(y, x, n * 4); return;
    case RELU: relu(n, x, y); return;
    case GELU: gelu(n, x, y); return;
    case GELU_NEW: geluNew(n, x, y); return;
    case RELU6: relu6(n, x, y); return;
    case ELU: elu(n, x, y); return;
    case SELU: selu(n, x, y); return;
    case SIGMOID: sigmoid(n, x, y); return;
    case TANH: tanh(n, x, y); return;
    case SOFTPLUS: softplus(n, x, y); return;
    case SOFTSIGN: softsign(n, x, y); return;
    case SWISH: swish(n, x, y); return;
    case MISH: mish(n, x, y); return;
    case HARD_SIGMOID: hardSigmoid(n, x, y); return;
    case LEAKY_RELU: leakyRelu(n, x, y, alpha); return;
    default: sine(n, x, y, alpha);
  }
}

function reluSlope(n: usize, x: usize, dy: usize, dx: usize): void { backwardLoop(n, x, dy, dx, RELU, 0); }
function geluSlope(n: usize, x: usize, dy: usize, dx: usize): void { backwardLoop(n, x, dy, dx, GELU, 0); }
function geluNewSlope(n: usize, x: usize, dy: usize, dx: usize): void { backwardLoop(n, x, dy, dx, GELU_NEW, 0); }
function relu6Slope(n: usize, x: usize, dy: usize, dx: usize): void { backwardLoop(n, x, dy, dx, RELU6, 0); }
function eluSlope(n: usize, x: usize, dy: usize, dx: usize): void { backwardLoop(n, x, dy, dx, ELU, 0); }
function seluSlope(n: usize, x: usize, dy: usize, dx: usize): void { backwardLoop(n, x, dy, dx, SELU, 0); }
function sigmoidSlope(n: usize, x: usize, dy: usize, dx: usize): void { backwardLoop(n, x, dy, dx, SIGMOID, 0); }
function tanhSlope(n: usize, x: usize, dy: usize, dx: usize): void { backwardLoop(n, x, dy, dx, TANH, 0); }
function softplusSlope(n: usize, x: usize, dy: usize, dx: usize): void { backwardLoop(n, x, dy, dx, SOFTPLUS, 0); }
function softsignSlope(n: usize, x: usize, dy: usize, dx: usize): void { backwardLoop(n, x, dy, dx, SOFTSIGN, 0); }
function swishSlope(n: usize, x: usize, dy: usize, dx: usize): void { backwardLoop(n, x, dy, dx, SWISH, 0); }
function mishSlope(n: usize, x: usize, dy: usize, dx: usize): void { backwardLoop(n, x, dy, dx, MISH, 0); }
function hardSigmoidSlope(n: usize, x: usize, dy: usize, dx: usize): void { backwardLoop(n, x, dy, dx, HARD_SIGMOID, 0); }
function leakyReluSlope(n: usize, x: usize, dy: usize, dx: usize, alpha: f32): void { backwardLoop(n, x, dy, dx, LEAKY_RELU, alpha); }
function sineSlope(n: usize, x: usize, dy: usize, dx: usize, alpha: f32): void { backwardLoop(n, x, dy, dx, SINE, alpha); }

/** dx = dy * activation'(x), n values. */
function activationBackward(n: usize, x: usize, dy: usize, dx: usize, activation: i32, alpha: f32): void {
  switch (activation) {
    case RELU: reluSlope(n, x, dy, dx); return;
    case GELU: geluSlope(n, x, dy, dx); return;
    case GELU_NEW: geluNewSlope(n, x, dy, dx); return;
    case RELU6: relu6Slope(n, x, dy, dx); return;
    case ELU: eluSlope(n, x, dy, dx); return;
    case SELU: seluSlope(n, x, dy, dx); return;
    case SIGMOID: sigmoidSlope(n, x, dy, dx); return;
    case TANH: tanhSlope(n, x, dy, dx); return;
    case SOFTPLUS: softplusSlope(n, x, dy, dx); return;
    case SOFTSIGN: softsignSlope(n, x, dy, dx); return;
    case SWISH: swishSlope(n, x, dy, dx); return;
    case MISH: mishSlope(n, x, dy, dx); return;
    case HARD_SIGMOID: hardSigmoidSlope(n, x, dy, dx); return;
    case LEAKY_RELU: leakyReluSlope(n, x, dy, dx, alpha); return;
    default: sineSlope(n, x, dy, dx, alpha);
  }
}

/** z += bias, n values, one bias per value. */
function addVector(n: usize, z: usize, bias: usize): void {
  for (; n >= 16; n -= 16) {
    v128.store(z, f32x4.add(v128.load(z), v128.load(bias)));
    v128.store(z, f32x4.add(v128.load(z, 16), v128.load(bias, 16)), 16);
    v128.store(z, f32x4.add(v128.load(z, 32), v128.load(bias, 32)), 32);
    v128.store(z, f32x4.add(v128.load(z, 48), v128.load(bias, 48)), 48);
    z += 64;
    bias += 64;
  }
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
    if (activation != LINEAR) activationForward(n, from, y + row * rowBytes, activation, 0);
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
  alpha: f32,
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
        activationBackward(n, z, dy, dz, activation, alpha);
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

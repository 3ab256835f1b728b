// The activations and their derivatives on four lanes. Adding one is a line in `value4` and one in `slope4`, at the place of
// its name in src/ops/activation-names.ts, and one in each table of loops in activation.ts.
import { cos4, exp2Held4, expm14, fullExp4, sin4, softplus4, tanh4 } from './math';
import { madd } from './simd';

/** Standard normal density times sqrt(2 pi), exp(-x^2/2). */
@inline
function bell4(x: v128): v128 {
  return exp2Held4(f32x4.pmax(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.721347520444)), f32x4.splat(-126)));
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
  // Below -32 it is 0, at -Infinity too.
  const held = f32x4.pmax(x, f32x4.splat(-32));
  return f32x4.mul(held, normalDistribution4(held, bell4(held)));
}

/** Derivative of the exact form: Phi(x) + x phi(x). */
@inline
function geluExactSlope4(x: v128): v128 {
  const bell = bell4(x);
  return madd(f32x4.mul(x, f32x4.splat(0.3989422804)), bell, normalDistribution4(x, bell));
}

/** (1 + tanh u) / 2 = 1 / (1 + 2^t) with t = -2u / log 2 and 2u = sqrt(8/pi) (x + 0.044715 x^3). */
@inline
function geluGate4(x: v128, square: v128): v128 {
  const t = f32x4.mul(x, madd(square, f32x4.splat(-0.10294323958), f32x4.splat(-2.30220819815)));
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp2Held4(held4(t, -126, 126))));
}

@inline
function geluTanh4(x: v128): v128 {
  const held = f32x4.pmax(x, f32x4.splat(-32));
  return f32x4.mul(held, geluGate4(held, f32x4.mul(held, held)));
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

/** 1 / (1 + exp(-x)), 0 at -Infinity. */
@inline
function logistic4(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, fullExp4(f32x4.neg(x))));
}

/** x held in [low, high]; NaN stays. */
@inline
function held4(x: v128, low: f32, high: f32): v128 {
  return f32x4.pmin(f32x4.pmax(x, f32x4.splat(low)), f32x4.splat(high));
}

/** One value above 0, the other elsewhere. */
@inline
function bent4(x: v128, above: v128, below: v128): v128 {
  return v128.bitselect(above, below, f32x4.gt(x, f32x4.splat(0)));
}

/** x / (1 + |x|), also where |x| is Infinity. */
@inline
function softsign4(x: v128): v128 {
  const held = held4(x, -1e30, 1e30);
  return f32x4.div(held, f32x4.add(f32x4.splat(1), f32x4.abs(held)));
}

/** x logistic(x); far below 0 it is 0, at -Infinity too. */
@inline
function swish4(x: v128): v128 {
  return f32x4.mul(f32x4.pmax(x, f32x4.splat(-104)), logistic4(x));
}

@inline
function swishSlope4(x: v128): v128 {
  const held = held4(x, -104, 104);
  const gate = logistic4(held);
  return madd(f32x4.mul(held, gate), f32x4.sub(f32x4.splat(1), gate), gate);
}

/** tanh(log(1 + e)) = w / (w + 2) with w = e (e + 2) and e = exp(x). */
@inline
function mish4(x: v128): v128 {
  const two = f32x4.splat(2);
  const e = fullExp4(f32x4.pmin(x, f32x4.splat(20)));
  const w = f32x4.mul(e, f32x4.add(e, two));
  return f32x4.mul(f32x4.pmax(x, f32x4.splat(-104)), f32x4.div(w, f32x4.add(w, two)));
}

/** w / (w + 2) + 4 x e (e + 1) / (w + 2)^2. */
@inline
function mishSlope4(x: v128): v128 {
  const held = held4(x, -104, 20);
  const e = fullExp4(held);
  const two = f32x4.splat(2);
  const w = f32x4.mul(e, f32x4.add(e, two));
  const inverse = f32x4.div(f32x4.splat(1), f32x4.add(w, two));
  const bend = f32x4.mul(f32x4.mul(held, f32x4.mul(e, f32x4.splat(4))), f32x4.mul(f32x4.add(e, f32x4.splat(1)), inverse));
  return f32x4.mul(f32x4.add(w, bend), inverse);
}

@inline
function line4(x: v128): v128 {
  return madd(x, f32x4.splat(0.2), f32x4.splat(0.5));
}

/** dy where low <= x <= high, 0 elsewhere. */
@inline
function between4(dy: v128, x: v128, low: f32, high: f32): v128 {
  return v128.and(dy, v128.and(f32x4.ge(x, f32x4.splat(low)), f32x4.le(x, f32x4.splat(high))));
}

// Codes, in the order of src/ops/activation-names.ts.
export const LINEAR: i32 = 0;
export const RELU: i32 = 1;
export const GELU: i32 = 2;
export const GELU_NEW: i32 = 3;
export const RELU6: i32 = 4;
export const ELU: i32 = 5;
export const SELU: i32 = 6;
export const SIGMOID: i32 = 7;
export const TANH: i32 = 8;
export const SOFTPLUS: i32 = 9;
export const SOFTSIGN: i32 = 10;
export const SWISH: i32 = 11;
export const MISH: i32 = 12;
export const HARD_SIGMOID: i32 = 13;
export const LEAKY_RELU: i32 = 14;
export const SINE: i32 = 15;

const SELU_SCALE: f32 = 1.0507009873554805;
const SELU_BELOW: f32 = 1.7580993408473766;

/** The activation at x; `alpha` is the slope of LEAKY_RELU below 0 and the frequency of SINE. */
@inline
export function value4(x: v128, activation: i32, alpha: v128): v128 {
  const zero = f32x4.splat(0);
  if (activation == RELU) return f32x4.pmax(x, zero);
  if (activation == GELU) return geluExact4(x);
  if (activation == GELU_NEW) return geluTanh4(x);
  if (activation == RELU6) return held4(x, 0, 6);
  if (activation == ELU) return bent4(x, x, expm14(x));
  if (activation == SELU) return bent4(x, f32x4.mul(f32x4.splat(SELU_SCALE), x), f32x4.mul(f32x4.splat(SELU_BELOW), expm14(x)));
  if (activation == SIGMOID) return logistic4(x);
  if (activation == TANH) return tanh4(x);
  if (activation == SOFTPLUS) return softplus4(x);
  if (activation == SOFTSIGN) return softsign4(x);
  if (activation == SWISH) return swish4(x);
  if (activation == MISH) return mish4(x);
  if (activation == HARD_SIGMOID) return held4(line4(x), 0, 1);
  if (activation == LEAKY_RELU) return bent4(x, x, f32x4.mul(alpha, x));
  return sin4(f32x4.mul(alpha, x));
}

/** dy times the derivative at x; far out the slope is its limit, also where squares overflow. */
@inline
export function slope4(x: v128, dy: v128, activation: i32, alpha: v128): v128 {
  const one = f32x4.splat(1);
  if (activation == RELU) return v128.and(dy, f32x4.gt(x, f32x4.splat(0)));
  if (activation == GELU) return f32x4.mul(dy, geluExactSlope4(held4(x, -32, 32)));
  if (activation == GELU_NEW) return f32x4.mul(dy, geluTanhSlope4(held4(x, -32, 32)));
  if (activation == RELU6) return v128.and(dy, v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.le(x, f32x4.splat(6))));
  if (activation == ELU) return f32x4.mul(dy, bent4(x, one, fullExp4(x)));
  if (activation == SELU) return f32x4.mul(dy, bent4(x, f32x4.splat(SELU_SCALE), f32x4.mul(f32x4.splat(SELU_BELOW), fullExp4(x))));
  if (activation == SIGMOID) {
    const gate = logistic4(x);
    return f32x4.mul(dy, f32x4.mul(gate, f32x4.sub(one, gate)));
  }
  if (activation == TANH) {
    const value = tanh4(x);
    return f32x4.mul(dy, f32x4.sub(one, f32x4.mul(value, value)));
  }
  if (activation == SOFTPLUS) return f32x4.mul(dy, logistic4(x));
  if (activation == SOFTSIGN) {
    const root = f32x4.add(one, f32x4.abs(x));
    return f32x4.div(dy, f32x4.mul(root, root));
  }
  if (activation == SWISH) return f32x4.mul(dy, swishSlope4(x));
  if (activation == MISH) return f32x4.mul(dy, mishSlope4(x));
  if (activation == HARD_SIGMOID) return between4(f32x4.mul(dy, f32x4.splat(0.2)), line4(x), 0, 1);
  if (activation == LEAKY_RELU) return bent4(x, dy, f32x4.mul(alpha, dy));
  return f32x4.mul(dy, f32x4.mul(alpha, cos4(f32x4.mul(alpha, x))));
}

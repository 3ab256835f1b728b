// One function of one value, element by element. Codes in the order of `functions` in src/repairs/unary.ts.
import { copyRun } from './copy';
import { cos4, erf4, expm14, fullExp4, log1p4, log4, sin4, softplus4, tanh4 } from './math';

/** tanh that keeps the digits of subnormal numbers. */
@inline
function fullTanh4(x: v128): v128 {
  return v128.bitselect(x, tanh4(x), f32x4.lt(f32x4.abs(x), f32x4.splat(3e-4)));
}

/** slope x above 0, curve below; NaN kept by `below`. */
@inline
function bent4(x: v128, above: v128, below: v128): v128 {
  return v128.bitselect(above, below, f32x4.gt(x, f32x4.splat(0)));
}

@inline
function selu4(x: v128): v128 {
  const below = f32x4.mul(f32x4.splat(1.7580993408473766), expm14(x));
  return bent4(x, f32x4.mul(f32x4.splat(1.0507009873554805), x), below);
}

/** -1, 0 or 1; 0 for NaN. */
@inline
function sign4(x: v128): v128 {
  const zero = f32x4.splat(0);
  const above = v128.and(f32x4.gt(x, zero), f32x4.splat(1));
  return v128.or(above, v128.and(f32x4.lt(x, zero), f32x4.splat(-1)));
}

@inline
function unary4(code: i32, x: v128, alpha: v128): v128 {
  if (code == 0) return fullExp4(x);
  if (code == 1) return expm14(x);
  if (code == 2) return log4(x);
  if (code == 3) return log1p4(x);
  if (code == 4) return sin4(x);
  if (code == 5) return cos4(x);
  if (code == 6) return erf4(x);
  if (code == 7) return softplus4(x);
  if (code == 8) return fullTanh4(x);
  if (code == 9) return selu4(x);
  if (code == 10) return bent4(x, x, f32x4.mul(alpha, x));
  if (code == 11) return sign4(x);
  if (code == 12) return f32x4.sqrt(x);
  if (code == 13) return f32x4.div(f32x4.splat(1), f32x4.sqrt(x));
  return f32x4.div(f32x4.splat(1), x);
}

/** Whole vectors only. The check stands at the end of the loop: only then do compilers keep constants outside of it. */
@inline
function loop(code: i32, n: usize, x: usize, y: usize, alpha: f32): void {
  if (n < 4) return;
  const splat = f32x4.splat(alpha);
  do {
    v128.store(y, unary4(code, v128.load(x), splat));
    x += 16;
    y += 16;
    n -= 4;
  } while (n >= 4);
}

// One function each, so that each is compiled when it is first used.
function exp(n: usize, x: usize, y: usize): void { loop(0, n, x, y, 0); }
function expm1(n: usize, x: usize, y: usize): void { loop(1, n, x, y, 0); }
function log(n: usize, x: usize, y: usize): void { loop(2, n, x, y, 0); }
function log1p(n: usize, x: usize, y: usize): void { loop(3, n, x, y, 0); }
function sin(n: usize, x: usize, y: usize): void { loop(4, n, x, y, 0); }
function cos(n: usize, x: usize, y: usize): void { loop(5, n, x, y, 0); }
function erf(n: usize, x: usize, y: usize): void { loop(6, n, x, y, 0); }
function softplus(n: usize, x: usize, y: usize): void { loop(7, n, x, y, 0); }
function tanh(n: usize, x: usize, y: usize): void { loop(8, n, x, y, 0); }
function selu(n: usize, x: usize, y: usize): void { loop(9, n, x, y, 0); }
function leakyRelu(n: usize, x: usize, y: usize, alpha: f32): void { loop(10, n, x, y, alpha); }
function sign(n: usize, x: usize, y: usize): void { loop(11, n, x, y, 0); }
function sqrt(n: usize, x: usize, y: usize): void { loop(12, n, x, y, 0); }
function rsqrt(n: usize, x: usize, y: usize): void { loop(13, n, x, y, 0); }
function reciprocal(n: usize, x: usize, y: usize): void { loop(14, n, x, y, 0); }

function vectors(code: i32, n: usize, x: usize, y: usize, alpha: f32): void {
  switch (code) {
    case 0: return exp(n, x, y);
    case 1: return expm1(n, x, y);
    case 2: return log(n, x, y);
    case 3: return log1p(n, x, y);
    case 4: return sin(n, x, y);
    case 5: return cos(n, x, y);
    case 6: return erf(n, x, y);
    case 7: return softplus(n, x, y);
    case 8: return tanh(n, x, y);
    case 9: return selu(n, x, y);
    case 10: return leakyRelu(n, x, y, alpha);
    case 11: return sign(n, x, y);
    case 12: return sqrt(n, x, y);
    case 13: return rsqrt(n, x, y);
    default: return reciprocal(n, x, y);
  }
}

/**
 * y = f(x), n values; `code` names f, `alpha` is the slope of leakyRelu below 0. The last one to three values go through
 * `scratch`, 16 bytes.
 */
export function unary(code: i32, n: usize, x: usize, y: usize, alpha: f32, scratch: usize): void {
  vectors(code, n, x, y, alpha);
  const rest = n & 3;
  if (rest == 0) return;
  const done = (n - rest) * 4;
  v128.store(scratch, v128.load32_splat(x + done));
  copyRun(rest * 4, x + done, scratch);
  vectors(code, 4, scratch, scratch, alpha);
  copyRun(rest * 4, scratch, y + done);
}

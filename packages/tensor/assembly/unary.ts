// One function of one value, element by element. Codes in the order of `functions` in src/repairs/unary.ts.
import { cos4, erf4, expm14, fullExp4, log1p4, log4, sin4, softplus4, tanh4 } from './math';
import { loadPart, storePart } from './simd';

/** tanh that keeps the digits of subnormal numbers. */
function fullTanh4(x: v128): v128 {
  return v128.bitselect(x, tanh4(x), f32x4.lt(f32x4.abs(x), f32x4.splat(3e-4)));
}

function unary4(code: i32, x: v128): v128 {
  switch (code) {
    case 0: return fullExp4(x);
    case 1: return expm14(x);
    case 2: return log4(x);
    case 3: return log1p4(x);
    case 4: return sin4(x);
    case 5: return cos4(x);
    case 6: return erf4(x);
    case 7: return softplus4(x);
    default: return fullTanh4(x);
  }
}

/** y = f(x), n values; `code` names f. */
export function unary(code: i32, n: usize, x: usize, y: usize): void {
  for (; n >= 4; n -= 4) {
    v128.store(y, unary4(code, v128.load(x)));
    x += 16;
    y += 16;
  }
  if (n > 0) storePart(y, unary4(code, loadPart(x, n)), n);
}

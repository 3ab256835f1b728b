// One AdamW update over contiguous values.
import { loadPart, madd, storePart } from './simd';

/**
 * m = beta1 m + (1-beta1) g; v = beta2 v + (1-beta2) g^2; p = keep p - rate m / (sqrt(v) inverseRoot + epsilon).
 * `rate` carries the first bias correction, `inverseRoot` is 1/sqrt(1 - beta2^step), `keep` is 1 - learningRate decay.
 */
export function adamWUpdate(
  n: usize, p: usize, g: usize, m: usize, v: usize, pNew: usize, mNew: usize, vNew: usize,
  beta1: f32, oneMinusBeta1: f32, beta2: f32, oneMinusBeta2: f32, rate: f32, inverseRoot: f32, epsilon: f32, keep: f32,
): void {
  const b1 = f32x4.splat(beta1), c1 = f32x4.splat(oneMinusBeta1);
  const b2 = f32x4.splat(beta2), c2 = f32x4.splat(oneMinusBeta2);
  const step = f32x4.splat(-rate), root = f32x4.splat(inverseRoot), eps = f32x4.splat(epsilon), k = f32x4.splat(keep);
  for (; n >= 4; n -= 4) {
    const gradient = v128.load(g);
    const first = f32x4.add(f32x4.mul(b1, v128.load(m)), f32x4.mul(c1, gradient));
    const second = f32x4.add(f32x4.mul(b2, v128.load(v)), f32x4.mul(c2, f32x4.mul(gradient, gradient)));
    v128.store(mNew, first);
    v128.store(vNew, second);
    const move = f32x4.div(first, madd(f32x4.sqrt(second), root, eps));
    v128.store(pNew, madd(step, move, f32x4.mul(k, v128.load(p))));
    p += 16; g += 16; m += 16; v += 16; pNew += 16; mNew += 16; vNew += 16;
  }
  if (n > 0) {
    const gradient = loadPart(g, n);
    const first = f32x4.add(f32x4.mul(b1, loadPart(m, n)), f32x4.mul(c1, gradient));
    const second = f32x4.add(f32x4.mul(b2, loadPart(v, n)), f32x4.mul(c2, f32x4.mul(gradient, gradient)));
    storePart(mNew, first, n);
    storePart(vNew, second, n);
    const move = f32x4.div(first, madd(f32x4.sqrt(second), root, eps));
    storePart(pNew, madd(step, move, f32x4.mul(k, loadPart(p, n))), n);
  }
}

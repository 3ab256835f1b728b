// Transcendental functions on four lanes, for the inside of fused kernels.
import { exp4, madd } from './simd';

/** 1 / (1 + exp(-x)); relative error below 3e-7. */
@inline
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}

/** tanh as a ratio of polynomials of degree 13 and 6, held at |x| = 7.905; relative error below 4e-7. */
@inline
export function tanh4(x: v128): v128 {
  const held = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-7.90531110763549805)), f32x4.splat(7.90531110763549805));
  const square = f32x4.mul(held, held);
  let p = madd(square, f32x4.splat(-2.76076847742355e-16), f32x4.splat(2.00018790482477e-13));
  p = madd(square, p, f32x4.splat(-8.60467152213735e-11));
  p = madd(square, p, f32x4.splat(5.12229709037114e-8));
  p = madd(square, p, f32x4.splat(1.48572235717979e-5));
  p = madd(square, p, f32x4.splat(6.37261928875436e-4));
  p = madd(square, p, f32x4.splat(4.89352455891786e-3));
  let q = madd(square, f32x4.splat(1.19825839466702e-6), f32x4.splat(1.18534705686654e-4));
  q = madd(square, q, f32x4.splat(2.26843463243900e-3));
  q = madd(square, q, f32x4.splat(4.89352518554385e-3));
  return f32x4.div(f32x4.mul(held, p), q);
}

// WGSL text of the functions of gates and states, and of their slopes from the value they returned.
import type { Squashing } from '../ops/recurrent/cells';

const values: Record<Squashing, string> = {
  linear: 'x',
  // A choice, not max, so that NaN stays NaN.
  relu: 'select(x, 0.0, x < 0.0)',
  // WGSL leaves tanh of large numbers to the device, which may return NaN: beyond 10 it is 1 in float32.
  tanh: 'select(tanh(clamp(x, -10.0, 10.0)), x, x != x)',
  sigmoid: '1.0 / (1.0 + exp(-x))',
  hardSigmoid: 'select(clamp(0.2 * x + 0.5, 0.0, 1.0), x, x != x)',
};

const slopes: Record<Squashing, string> = {
  linear: '1.0',
  relu: 'select(0.0, 1.0, y > 0.0)',
  tanh: '1.0 - y * y',
  sigmoid: 'y * (1.0 - y)',
  hardSigmoid: 'select(0.0, 0.2, y > 0.0 && y < 1.0)',
};

/** WGSL function `name(x : f32) -> f32`. */
export function squashFunction(name: string, squashing: Squashing): string {
  return `fn ${name}(x : f32) -> f32 {\n  return ${values[squashing]};\n}`;
}

/** WGSL function `name(y : f32) -> f32`: the derivative, from y = squashing(x). */
export function squashSlopeFunction(name: string, squashing: Squashing): string {
  return `fn ${name}(y : f32) -> f32 {\n  return ${slopes[squashing]};\n}`;
}

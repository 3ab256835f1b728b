// WGSL text of the activations and their slopes.
import type { Activation } from '../ops/activation-names';

// 1 - erf on the positive side as a polynomial in t times exp(-z^2), absolute error 1.5e-7 (Abramowitz and Stegun
// 7.1.26). Small tails keep their precision, because they are not the difference of two numbers near one.
const normalDistribution = `
fn normalDistribution(x : f32) -> f32 {
  let z = abs(x) * ${Math.SQRT1_2};
  let t = 1.0 / (1.0 + 0.3275911 * z);
  let series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  let tail = 0.5 * series * exp(-z * z);
  return select(1.0 - tail, tail, x < 0.0);
}`;

// WGSL leaves tanh of large numbers to the device, which may return NaN: beyond 10 it is 1 in float32.
const boundedTanh = `
fn boundedTanh(x : f32) -> f32 {
  return tanh(clamp(x, -10.0, 10.0));
}`;

const inner = `${Math.sqrt(2 / Math.PI)} * (x + 0.044715 * x * x * x)`;

/** WGSL function \`activate(x : f32) -> f32\`. */
export function activationFunction(activation: Activation): string {
  switch (activation) {
    case 'linear':
      return 'fn activate(x : f32) -> f32 {\n  return x;\n}';
    case 'relu':
      // Written as a choice, not max, so that NaN stays NaN.
      return 'fn activate(x : f32) -> f32 {\n  return select(x, 0.0, x < 0.0);\n}';
    case 'gelu':
      return `${normalDistribution}\nfn activate(x : f32) -> f32 {\n  return x * normalDistribution(x);\n}`;
    case 'gelu_new':
      return `${boundedTanh}\nfn activate(x : f32) -> f32 {\n  return 0.5 * x * (1.0 + boundedTanh(${inner}));\n}`;
  }
}

/** WGSL function \`slope(x : f32) -> f32\`, the derivative of the activation at the value before it. */
export function slopeFunction(activation: Activation): string {
  switch (activation) {
    case 'linear':
      return 'fn slope(x : f32) -> f32 {\n  return 1.0;\n}';
    case 'relu':
      return 'fn slope(x : f32) -> f32 {\n  return select(0.0, 1.0, x > 0.0);\n}';
    case 'gelu':
      return `${normalDistribution}
fn slope(given : f32) -> f32 {
  // Beyond 32 the slope is 0 or 1, and squares must not overflow.
  let x = clamp(given, -32.0, 32.0);
  return normalDistribution(x) + x * ${1 / Math.sqrt(2 * Math.PI)} * exp(-0.5 * x * x);
}`;
    case 'gelu_new':
      return `${boundedTanh}
fn slope(given : f32) -> f32 {
  let x = clamp(given, -32.0, 32.0);
  let t = boundedTanh(${inner});
  let bend = x * ${Math.sqrt(2 / Math.PI)} * (1.0 + ${3 * 0.044715} * x * x) * (1.0 - t * t);
  return 0.5 * (1.0 + t + bend);
}`;
  }
}

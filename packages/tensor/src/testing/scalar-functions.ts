// Scalar functions in float64, accurate to 1e-15, for the oracles.
import type { Activation } from '../ops/activation-names';

/** erf by its Taylor series near 0 and a continued fraction for erfc far out. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 3) {
    let term = x;
    let sum = x;
    for (let n = 1; n < 120; n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (size + fraction);
  const complement = Math.exp(-x * x) / Math.sqrt(Math.PI) / (size + fraction);
  return Math.sign(x) * (1 - complement);
}

const root = Math.sqrt(2 / Math.PI);

export function activate(x: number, activation: Activation): number {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return Math.max(x, 0);
    case 'gelu':
      return 0.5 * x * (1 + erf(x * Math.SQRT1_2));
    case 'gelu_new':
      return 0.5 * x * (1 + Math.tanh(root * (x + 0.044715 * x ** 3)));
  }
}

export function slope(x: number, activation: Activation): number {
  switch (activation) {
    case 'linear':
      return 1;
    case 'relu':
      return x > 0 ? 1 : 0;
    case 'gelu':
      return 0.5 * (1 + erf(x * Math.SQRT1_2)) + (x * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);
    case 'gelu_new': {
      const tanh = Math.tanh(root * (x + 0.044715 * x ** 3));
      return 0.5 * (1 + tanh) + 0.5 * x * (1 - tanh * tanh) * root * (1 + 3 * 0.044715 * x * x);
    }
  }
}

// Scalar functions in float64, accurate to 1e-15, for the oracles.
import type { KernelActivation } from '../ops/activation-names';

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
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const seluScale = 1.0507009873554805;
const seluBelow = 1.7580993408473766;
/** The limit at -Infinity of what goes to 0 there. */
const orZero = (value: number, x: number): number => (x === Number.NEGATIVE_INFINITY ? 0 : value);

interface Oracle {
  value(x: number, alpha: number): number;
  slope(x: number, alpha: number): number;
}

/** NaN stays NaN in values; slopes of bent lines are 0 or 1 there. */
const oracles: Record<KernelActivation, Oracle> = {
  linear: { value: (x) => x, slope: () => 1 },
  relu: { value: (x) => Math.max(x, 0), slope: (x) => (x > 0 ? 1 : 0) },
  gelu: {
    value: (x) => orZero(0.5 * x * (1 + erf(x * Math.SQRT1_2)), x),
    slope: (x) =>
      0.5 * (1 + erf(x * Math.SQRT1_2)) +
      (Number.isFinite(x) ? (x * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI) : 0),
  },
  gelu_new: {
    value: (x) => orZero(0.5 * x * (1 + Math.tanh(root * (x + 0.044715 * x ** 3))), x),
    slope: (x) => {
      const tanh = Math.tanh(root * (x + 0.044715 * x ** 3));
      const bend = 0.5 * x * (1 - tanh * tanh) * root * (1 + 3 * 0.044715 * x * x);
      return 0.5 * (1 + tanh) + (Math.abs(x) > 40 ? 0 : bend);
    },
  },
  relu6: { value: (x) => Math.min(Math.max(x, 0), 6), slope: (x) => (x > 0 && x <= 6 ? 1 : 0) },
  elu: { value: (x) => (x > 0 ? x : Math.expm1(x)), slope: (x) => (x > 0 ? 1 : Math.exp(x)) },
  selu: {
    value: (x) => (x > 0 ? seluScale * x : seluBelow * Math.expm1(x)),
    slope: (x) => (x > 0 ? seluScale : seluBelow * Math.exp(x)),
  },
  sigmoid: { value: sigmoid, slope: (x) => sigmoid(x) * sigmoid(-x) },
  tanh: { value: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 },
  softplus: { value: softplus, slope: sigmoid },
  softsign: {
    value: (x) => (Math.abs(x) === Number.POSITIVE_INFINITY ? Math.sign(x) : x / (1 + Math.abs(x))),
    slope: (x) => 1 / (1 + Math.abs(x)) ** 2,
  },
  swish: {
    value: (x) => orZero(x * sigmoid(x), x),
    slope: (x) => sigmoid(x) + (Math.abs(x) > 200 ? 0 : x * sigmoid(x) * sigmoid(-x)),
  },
  mish: {
    value: (x) => orZero(x * Math.tanh(softplus(x)), x),
    slope: (x) => {
      const tanh = Math.tanh(softplus(x));
      return tanh + (Math.abs(x) > 200 ? 0 : x * (1 - tanh * tanh) * sigmoid(x));
    },
  },
  hardSigmoid: {
    value: (x) => Math.min(Math.max(0.2 * x + 0.5, 0), 1),
    slope: (x) => (Math.abs(x) <= 2.5 ? 0.2 : 0),
  },
  leakyrelu: { value: (x, alpha) => (x > 0 ? x : alpha * x), slope: (x, alpha) => (x > 0 ? 1 : alpha) },
  sine: { value: (x, alpha) => Math.sin(alpha * x), slope: (x, alpha) => alpha * Math.cos(alpha * x) },
};

export function activate(x: number, activation: KernelActivation, alpha = 0): number {
  return oracles[activation].value(x, alpha);
}

export function slope(x: number, activation: KernelActivation, alpha = 0): number {
  return oracles[activation].slope(x, alpha);
}

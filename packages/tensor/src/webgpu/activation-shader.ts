// WGSL text of the activations and their slopes.
import type { KernelActivation } from '../ops/activation-names';

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

// exp of a large number is left to the device as well.
const logistic = `
fn logistic(x : f32) -> f32 {
  return 1.0 / (1.0 + exp(clamp(-x, -87.0, 87.0)));
}`;

const softplus = `
fn softplus(x : f32) -> f32 {
  return select(max(x, 0.0) + log(1.0 + exp(-min(abs(x), 87.0))), x, x > 20.0);
}`;

// Without cancellation near 0.
const expMinusOne = `
fn expMinusOne(x : f32) -> f32 {
  let half = boundedTanh(0.5 * x);
  return 2.0 * half / (1.0 - half);
}`;

// Devices may be off by 5e-4 and more, and for large numbers by anything: whole quarter turns are taken away in three parts,
// polynomials do the rest. Good to 1e-6 up to 10,000.
const turned = `
fn turned(x : f32, quarters : i32) -> f32 {
  let k = round(x * ${2 / Math.PI});
  let r = ((x - k * 1.5703125) - k * 4.837512969970703125e-4) - k * 7.54978995489188216e-8;
  let square = r * r;
  let sine = r + r * square * (-1.6666654611e-1 + square * (8.3321608736e-3 - square * 1.9515295891e-4));
  let tail = 4.166664568298827e-2 + square * (-1.388731625493765e-3 + square * 2.443315711809948e-5);
  let cosine = 1.0 - 0.5 * square + square * square * tail;
  let turns = (i32(k) + quarters) & 3;
  let value = select(sine, cosine, (turns & 1) == 1);
  return select(value, -value, turns >= 2);
}`;

const gelu = `${Math.sqrt(2 / Math.PI)} * (z + 0.044715 * z * z * z)`;

interface ActivationText {
  /** Functions that the expressions call. */
  functions?: readonly string[];
  /** WGSL expression of x, or of z, which is x held in a range where squares do not overflow. NaN stays NaN. */
  value: string;
  /** The derivative in the same terms. */
  slope: string;
}

const texts: Record<Exclude<KernelActivation, 'leakyrelu' | 'sine'>, ActivationText> = {
  linear: { value: 'x', slope: '1.0' },
  // Written as a choice, not max, so that NaN stays NaN.
  relu: { value: 'select(x, 0.0, x < 0.0)', slope: 'select(0.0, 1.0, x > 0.0)' },
  gelu: {
    functions: [normalDistribution],
    value: 'low * normalDistribution(low)',
    slope: `normalDistribution(z) + z * ${1 / Math.sqrt(2 * Math.PI)} * exp(-0.5 * z * z)`,
  },
  gelu_new: {
    functions: [boundedTanh],
    value: `0.5 * low * (1.0 + boundedTanh(${gelu.replaceAll('z', 'low')}))`,
    slope: `0.5 * (1.0 + boundedTanh(${gelu}) + z * ${Math.sqrt(2 / Math.PI)} * (1.0 + ${3 * 0.044715} * z * z) * (1.0 - boundedTanh(${gelu}) * boundedTanh(${gelu})))`,
  },
  relu6: { value: 'select(select(x, 6.0, x > 6.0), 0.0, x < 0.0)', slope: 'select(0.0, 1.0, x > 0.0 && x <= 6.0)' },
  elu: {
    functions: [boundedTanh, expMinusOne],
    value: 'select(expMinusOne(min(x, 0.0)), x, x > 0.0)',
    slope: 'select(exp(clamp(x, -87.0, 0.0)), 1.0, x > 0.0)',
  },
  selu: {
    functions: [boundedTanh, expMinusOne],
    value: 'select(1.7580993408473766 * expMinusOne(min(x, 0.0)), 1.0507009873554805 * x, x > 0.0)',
    slope: 'select(1.7580993408473766 * exp(clamp(x, -87.0, 0.0)), 1.0507009873554805, x > 0.0)',
  },
  sigmoid: { functions: [logistic], value: 'logistic(x)', slope: 'logistic(x) * logistic(-x)' },
  tanh: { functions: [boundedTanh], value: 'boundedTanh(x)', slope: '1.0 - boundedTanh(x) * boundedTanh(x)' },
  softplus: { functions: [logistic, softplus], value: 'softplus(x)', slope: 'logistic(x)' },
  softsign: { value: 'x / (1.0 + abs(x))', slope: '1.0 / ((1.0 + abs(z)) * (1.0 + abs(z)))' },
  swish: {
    functions: [logistic],
    value: 'low * logistic(low)',
    slope: 'logistic(z) * (1.0 + z * logistic(-z))',
  },
  mish: {
    functions: [boundedTanh, logistic, softplus],
    value: 'low * boundedTanh(softplus(low))',
    slope: 'boundedTanh(softplus(z)) + z * logistic(z) * (1.0 - boundedTanh(softplus(z)) * boundedTanh(softplus(z)))',
  },
  hardSigmoid: {
    value: 'clamp(0.2 * x + 0.5, 0.0, 1.0)',
    slope: 'select(0.0, 0.2, 0.2 * x + 0.5 >= 0.0 && 0.2 * x + 0.5 <= 1.0)',
  },
};

/** The text of an activation; a parameter becomes a number in it. */
function textOf(activation: KernelActivation, alpha: number): ActivationText {
  const number = `f32(${alpha})`;
  if (activation === 'leakyrelu') {
    return { value: `select(${number} * x, x, x > 0.0)`, slope: `select(${number}, 1.0, x > 0.0)` };
  }
  if (activation === 'sine') {
    return { functions: [turned], value: `turned(${number} * x, 0)`, slope: `${number} * turned(${number} * x, 1)` };
  }
  return texts[activation];
}

/** WGSL function \`activate(x : f32) -> f32\`. */
export function activationFunction(activation: KernelActivation, alpha = 0): string {
  const { functions = [], value } = textOf(activation, alpha);
  const low = value.includes('low') ? '  let low = select(x, -87.0, x < -87.0);\n' : '';
  return [...functions, `\nfn activate(x : f32) -> f32 {\n${low}  return ${value};\n}`].join('\n').trim();
}

/** WGSL function \`slope(x : f32) -> f32\`, the derivative of the activation at the value before it. */
export function slopeFunction(activation: KernelActivation, alpha = 0): string {
  const { functions = [], slope } = textOf(activation, alpha);
  const z = /\bz\b/.test(slope) ? '  let z = clamp(x, -32.0, 32.0);\n' : '';
  return [...functions, `\nfn slope(x : f32) -> f32 {\n${z}  return ${slope};\n}`].join('\n').trim();
}

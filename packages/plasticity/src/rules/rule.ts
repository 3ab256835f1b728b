// What a plasticity rule is made of: dW = step size * rule(x, y, w, r) for each synapse.

/** What a rule may depend on: presynaptic activity, postsynaptic activity, the weight itself, the reward term. */
export const variables = ['x', 'y', 'w', 'r'] as const;
export type Variable = (typeof variables)[number];

/** Highest power of each variable of a truncated Taylor series. */
export const MAX_POWER = 2;
/** Coefficients of a full series: one for each combination of the powers 0 to 2 of four variables. */
export const COEFFICIENTS = 81;

/** Powers of one term, in the order x, y, w, r. */
export type Powers = readonly [x: number, y: number, w: number, r: number];

/** Place of a term in the coefficients of a series: ((x * 3 + y) * 3 + w) * 3 + r. */
export function termIndex([x, y, w, r]: Powers): number {
  return ((x * 3 + y) * 3 + w) * 3 + r;
}

/** The powers of the term at a place. */
export function powersAt(index: number): Powers {
  return [Math.floor(index / 27), Math.floor(index / 9) % 3, Math.floor(index / 3) % 3, index % 3];
}

/**
 * A truncated Taylor series, the sum of coefficient * x^a y^b w^c r^d with 0^0 = 1 (Mehta et al. 2024, equation of the
 * parameterised rule).
 */
export interface TaylorRule {
  kind: 'taylor';
  /** [81], by `termIndex`. Those outside of the mask are 0. */
  coefficients: Float64Array;
  /** [81], 1 where a coefficient may differ from 0. */
  mask: Uint8Array;
}

/**
 * A multilayer perceptron shared by all synapses: dW = tanh(w2 . leakyRelu(x W1 + b1) + b2), slope 0.01 below 0, with the
 * inputs in the order x, y, w, r.
 */
export interface MlpRule {
  kind: 'mlp';
  /** Hidden units. */
  units: number;
  /** W1 [4, units], b1 [units], w2 [units], b2 [1], one after the other: 6 * units + 1 numbers. */
  parameters: Float64Array;
}

export type PlasticityRule = TaylorRule | MlpRule;

/** The numbers that inference changes. The array itself, not a copy. */
export function parametersOf(rule: PlasticityRule): Float64Array {
  return rule.kind === 'taylor' ? rule.coefficients : rule.parameters;
}

/** The same rule with other numbers; those of a Taylor rule outside of its mask become 0. */
export function withParameters(rule: PlasticityRule, parameters: ArrayLike<number>): PlasticityRule {
  if (rule.kind === 'mlp') return { ...rule, parameters: Float64Array.from(parameters) };
  return { ...rule, coefficients: Float64Array.from(parameters, (value, index) => (rule.mask[index] ? value : 0)) };
}

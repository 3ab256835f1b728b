import { ConfigError, DataError, random } from '@perceptrons/tensor';
import { variables as allVariables, type MlpRule, type Variable } from './rule';

/** Size and first values of a multilayer perceptron. */
export interface MlpRuleOptions {
  /** Hidden units. Default: 10, which makes 61 parameters. */
  units?: number;
  /** Standard deviation of the first values. Default: 0.01. */
  std?: number;
  /** Seed of the first values. Default: 0. */
  seed?: number;
}

function checkUnits(units: number): void {
  if (Number.isInteger(units) && units > 0) return;
  throw new ConfigError({
    code: 'plasticity/units',
    argument: 'units',
    message: `mlpRule: units must be a positive whole number, got ${units}.`,
  });
}

/**
 * Makes a multilayer perceptron shared by all synapses, for rules that no short series describes:
 * dW = step size * tanh(w2 . leakyRelu([x, y, w, r] W1 + b1) + b2), with a slope of 0.01 below 0. All parameters are
 * independent normal numbers.
 *
 * @throws ConfigError `plasticity/units` or `plasticity/init`.
 * Source: Mehta et al. 2024, the MLP form of the rule.
 */
export function mlpRule({ units = 10, std = 0.01, seed = 0 }: MlpRuleOptions = {}): MlpRule {
  checkUnits(units);
  if (!(std >= 0 && Number.isFinite(std))) {
    throw new ConfigError({
      code: 'plasticity/init',
      argument: 'std',
      message: `mlpRule: std must be a standard deviation of 0 or more, got ${std}.`,
    });
  }
  return {
    kind: 'mlp',
    units,
    parameters: Float64Array.from(random.normalArray(seed, 6 * units + 1, { stddev: std })),
  };
}

/** Numbers in lists of lists, as JSON or `tolist()` give them. */
export type NestedNumbers = ArrayLike<number> | readonly NestedNumbers[];

/** All numbers of nested lists, in order. */
export function flatNumbers(numbers: NestedNumbers): number[] {
  return Array.from(numbers, (entry: number | NestedNumbers) =>
    typeof entry === 'number' ? [entry] : flatNumbers(entry),
  ).flat();
}

/** Arrays of a perceptron trained elsewhere, multiplied as input W1. */
export interface MlpWeights {
  /** [variables, units]. */
  w1: NestedNumbers;
  /** [units]. */
  b1: NestedNumbers;
  /** [units] or [units, 1]. */
  w2: NestedNumbers;
  /** [1], or the number. */
  b2: number | NestedNumbers;
}

/**
 * Imports a perceptron from its four arrays; the rows of w1 belong to `variables`. The published code keeps them in a
 * pickle as [(W1, b1), (W2, b2)], with the layout that is expected here; in Python `W1.tolist()` makes lists of it.
 *
 * @param weights Four arrays, nested or flat.
 * @param variables Default: x, y, w, r. Variables that are left out get weights of 0.
 * @throws DataError `plasticity/mlp-size` or `plasticity/not-finite`.
 */
export function importMlpWeights(weights: MlpWeights, variables: readonly Variable[] = allVariables): MlpRule {
  const w1 = flatNumbers(weights.w1);
  const b1 = flatNumbers(weights.b1);
  const w2 = flatNumbers(weights.w2);
  const b2 = typeof weights.b2 === 'number' ? [weights.b2] : flatNumbers(weights.b2);
  const units = b1.length;
  const fits = units > 0 && w1.length === variables.length * units && w2.length === units && b2.length === 1;
  if (!fits) {
    throw new DataError({
      code: 'plasticity/mlp-size',
      argument: 'weights',
      message: `importMlpWeights: w1, b1, w2, b2 have ${w1.length}, ${units}, ${w2.length}, ${b2.length} numbers. With ${variables.length} variables and ${units} units they need ${variables.length * units}, ${units}, ${units}, 1.`,
    });
  }
  const parameters = new Float64Array(6 * units + 1);
  variables.forEach((variable, row) => {
    parameters.set(w1.slice(row * units, (row + 1) * units), allVariables.indexOf(variable) * units);
  });
  parameters.set([...b1, ...w2, ...b2], 4 * units);
  const bad = parameters.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new DataError({
      code: 'plasticity/not-finite',
      argument: 'weights',
      message: `importMlpWeights: parameter ${bad} is ${parameters[bad]}. All must be finite numbers.`,
    });
  }
  return { kind: 'mlp', units, parameters };
}

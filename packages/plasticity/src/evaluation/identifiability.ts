// Which numbers of a rule the data constrain, and which combinations of them they leave open.
import { symmetricEigen } from '@perceptrons/evaluation';
import { ConfigError } from '@perceptrons/tensor';
import type { Experiment } from '../experiments/experiment';
import type { PlasticNetwork } from '../networks/plastic-network';
import { type PlasticityRule, parametersOf } from '../rules/rule';
import { coefficientName } from './coefficient-names';
import { formatNumber, table } from './format';
import { type InformationMatrix, type InformationOptions, informationMatrix } from './information-matrix';
import { standardErrors } from './standard-errors';
import { checkNotEmpty } from './summary';

export interface IdentifiabilityOptions extends InformationOptions {
  /**
   * Size of a coefficient that matters: one is constrained where 1.96 standard errors are below it. Default: the largest
   * coefficient of the rule, 1 for a rule of zeros.
   */
  scale?: number;
}

/** One number of the rule. */
export interface CoefficientUncertainty {
  /** Place in `parametersOf(rule)`. */
  place: number;
  name: string;
  value: number;
  /** With all others free; Infinity where the data say nothing. */
  standardError: number;
  /** If all others were known. */
  conditionalError: number;
  constrained: boolean;
}

/** An eigenvector of the information matrix: a change of the rule. */
export interface RuleDirection {
  eigenvalue: number;
  /** Standard error along this direction. */
  standardError: number;
  /** Entries of the vector of length 1, in the order of `coefficients`. */
  entries: Float64Array;
  /** Its terms with coefficients, largest first, without those below 0.1. */
  text: string;
  /** True where 1.96 standard errors are not below the scale: the data hardly see this change. */
  nearNull: boolean;
}

/** Report of {@link identifiability}. */
export interface Identifiability {
  /** [coefficients, coefficients]. */
  matrix: Float64Array;
  coefficients: CoefficientUncertainty[];
  /** Largest eigenvalue first. */
  directions: RuleDirection[];
  /** Largest over smallest eigenvalue; Infinity where the smallest is 0. */
  conditionNumber: number;
  scale: number;
  /** The report as plain text. */
  text: string;
}

/** Eigenvalues below this share of the largest are 0 up to rounding. */
const ZERO = 1e-13;

/**
 * Says what the experiments can tell about the unmasked numbers of a rule, at this rule: the information matrix, its
 * eigenvalues, the combinations of terms that it leaves open, and the standard error of each number.
 *
 * Standard errors are those of a fit without penalty to decisions drawn from the rule. They say nothing about a wrong
 * network or a wrong family of rules, and hold near this rule only.
 *
 * @throws ConfigError `plasticity/scale` or `plasticity/mask`; DataError `plasticity/no-experiments`, `plasticity/no-activity`.
 */
export function identifiability(
  rule: PlasticityRule,
  network: PlasticNetwork,
  experiments: readonly Experiment[],
  options: IdentifiabilityOptions = {},
): Identifiability {
  checkNotEmpty(experiments, 'experiments', 'identifiability');
  const information = informationMatrix(rule, network, experiments, options);
  return identifiabilityOf(rule, information, { scale: options.scale, experiments: experiments.length });
}

/**
 * The same from an information matrix. Those of decisions add up over experiments, so that a long computation can be done
 * in parts and stopped between them.
 *
 * @param options Settings.
 * @param options.scale As in {@link IdentifiabilityOptions}.
 * @param options.experiments How many experiments the matrix is of, for the text.
 * @throws ConfigError `plasticity/scale` or `plasticity/mask`.
 */
export function identifiabilityOf(
  rule: PlasticityRule,
  { places, matrix, observations, variance }: InformationMatrix,
  options: { scale?: number; experiments: number },
): Identifiability {
  const size = places.length;
  const values = places.map((place) => parametersOf(rule)[place]);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const { scale = largest || 1 } = options;
  if (size === 0) throw problem('mask', 'rule', 'The mask of the rule has no 1, so there is nothing to identify.');
  if (!(scale > 0 && Number.isFinite(scale))) {
    throw problem(
      'scale',
      'scale',
      `scale is ${scale}. It must be a positive number, such as the size of a coefficient.`,
    );
  }
  const constrained = (error: number) => 1.96 * error < scale;
  const deviation = Math.sqrt(variance);
  const errors = standardErrors(matrix, size);
  const names = places.map((place) => coefficientName(rule, place));
  const coefficients = places.map((place, index): CoefficientUncertainty => {
    const standardError = times(deviation, errors[index]);
    const conditionalError = times(deviation, 1 / Math.sqrt(matrix[index * size + index]));
    const one = { place, name: names[index], value: values[index], standardError, conditionalError };
    return { ...one, constrained: constrained(standardError) };
  });
  const eigen = symmetricEigen(matrix, size);
  const directions = Array.from(eigen.values, (eigenvalue, index): RuleDirection => {
    const zero = eigenvalue <= ZERO * eigen.values[0];
    const standardError = zero ? Number.POSITIVE_INFINITY : deviation / Math.sqrt(eigenvalue);
    const entries = eigen.vectors.slice(index * size, (index + 1) * size);
    const one = { eigenvalue: zero ? 0 : eigenvalue, standardError, entries, text: combination(entries, names) };
    return { ...one, nearNull: !constrained(standardError) };
  });
  const [first, last] = [directions[0].eigenvalue, directions[size - 1].eigenvalue];
  const conditionNumber = last > 0 ? first / last : Number.POSITIVE_INFINITY;
  const report = { matrix, coefficients, directions, conditionNumber, scale };
  return { ...report, text: write(report, options.experiments, observations) };
}

/** Infinity stays Infinity for data without noise: where nothing is known, precise data do not help. */
function times(deviation: number, error: number): number {
  return error === Number.POSITIVE_INFINITY ? error : deviation * error;
}

function problem(code: string, argument: string, text: string): ConfigError {
  return new ConfigError({ code: `plasticity/${code}`, argument, message: `identifiability: ${text}` });
}

/** "0.71 x r - 0.70 r" */
function combination(entries: Float64Array, names: readonly string[]): string {
  const order = Array.from(entries.keys()).sort((i, j) => Math.abs(entries[j]) - Math.abs(entries[i]));
  const terms = order.filter((index) => Math.abs(entries[index]) >= 0.1);
  return terms
    .map((index, place) => {
      const sign = entries[index] < 0 ? (place === 0 ? '-' : ' - ') : place === 0 ? '' : ' + ';
      return `${sign}${Math.abs(entries[index]).toFixed(2)} ${names[index]}`;
    })
    .join('');
}

function write(report: Omit<Identifiability, 'text'>, experiments: number, observations: number): string {
  const { coefficients, directions, conditionNumber, scale } = report;
  const open = directions.filter(({ nearNull }) => nearNull).reverse();
  const known = coefficients.filter(({ constrained }) => constrained).length;
  return [
    `${known} of ${coefficients.length} coefficients are constrained by ${observations} observations of ${experiments} experiments`,
    `(1.96 standard errors below ${formatNumber(scale)}). Condition number ${formatNumber(conditionNumber)}.`,
    '',
    ...table(
      ['coefficient', 'value', 'standard error', 'others known', 'constrained'],
      coefficients.map(({ name, value, standardError, conditionalError, constrained }) => [
        name,
        formatNumber(value),
        formatNumber(standardError),
        formatNumber(conditionalError),
        constrained ? 'yes' : 'no',
      ]),
    ),
    '',
    open.length === 0
      ? 'The data see every combination of these terms.'
      : 'Changes of the rule that the data hardly see, with the standard error along them:',
    ...open.map(({ standardError, text }) => `  ${formatNumber(standardError)}: ${text}`),
  ].join('\n');
}

import { ConfigError } from '@perceptrons/tensor';
import type { Experiment } from '../experiments/experiment';
import { type PlasticityRule, parametersOf, withParameters } from '../rules/rule';
import { AbortedError } from './aborted-error';
import { type InferenceResult, inferPlasticity, problemOf } from './infer-plasticity';
import { type InferenceOptions, type ResolvedOptions, resolveOptions } from './inference-options';
import { lossAt, normalEquationsAt, type Point, type Problem } from './normal-equations';

export interface RegularisationPathOptions extends Omit<InferenceOptions, 'penalty'> {
  /** Weights of the absolute values. Default: 12, from the one that leaves no term down to a thousandth of it. */
  lambdas?: readonly number[];
  /** Weight of the squares at each step. Default: 0. */
  l2?: number;
  /** Experiments that no fit sees; the step with the smallest loss on them is chosen. Default: chosen by BIC. */
  heldOut?: readonly Experiment[];
  /** Called after each step. */
  onStep?: (step: RegularisationStep, index: number, steps: number) => void;
}

export interface RegularisationStep {
  lambda: number;
  result: InferenceResult;
  /** Coefficients that are not 0. */
  terms: number;
  /** Bayesian information criterion; NaN for loss 'both', which is no likelihood. */
  bic: number;
  /** Without penalty; NaN without held-out experiments. */
  heldOutLoss: number;
}

export interface RegularisationPath {
  /** From the largest lambda to the smallest. */
  steps: RegularisationStep[];
  /** Place of the chosen step. */
  chosen: number;
  /** The chosen terms once more without penalty (but with l2), which takes the pull towards 0 away. */
  refit: InferenceResult;
}

const STEPS = 12;
const RANGE = 1e-3;

/**
 * Infers a Taylor rule for a falling row of penalties, each from the result of the one before, and chooses one.
 *
 * BIC = -2 log likelihood + terms * log(count), over presentations for decisions and recorded numbers for activities, whose
 * noise variance is that of the fit.
 *
 * @throws ConfigError `plasticity/lambdas`, `plasticity/path` for a perceptron or where nothing can choose, and what
 *   `inferPlasticity` throws; AbortedError with the steps so far in `partial`.
 * Source: Friedman, Hastie, Tibshirani, Regularization Paths for Generalized Linear Models via Coordinate Descent (2010).
 */
export async function regularisationPath(options: RegularisationPathOptions): Promise<RegularisationPath> {
  const { l2 = 0, heldOut, onStep, signal } = options;
  const resolved = resolveOptions({ ...options, penalty: { l2 } });
  const problem = problemOf(resolved);
  const lambdas = lambdasOf(options, problem, resolved);
  const apart = heldOut && problemOf(resolveOptions({ ...options, experiments: heldOut, penalty: { l2 } }));
  const steps: RegularisationStep[] = [];
  let rule = withParameters(options.rule, new Float64Array(parametersOf(options.rule).length));
  let startingWeights = options.startingWeights;
  for (const lambda of lambdas) {
    try {
      const penalty = { l1: lambda, l2 };
      const result = await inferPlasticity({ ...options, rule, startingWeights, penalty });
      rule = result.rule;
      startingWeights = result.initialWeights ?? startingWeights;
      const point = pointOf(problem, result);
      const terms = parametersOf(rule).reduce((count, value) => count + Number(value !== 0), 0);
      const heldOutLoss = apart ? lossAt(apart, point) : Number.NaN;
      steps.push({ lambda, result, terms, bic: bicAt(problem, point, terms), heldOutLoss });
    } catch (error) {
      if (!(error instanceof AbortedError) || !signal) throw error;
      throw new AbortedError({ what: 'The regularisation path', signal, partial: steps });
    }
    onStep?.(steps[steps.length - 1], steps.length - 1, lambdas.length);
  }
  const measure = ({ bic, heldOutLoss }: RegularisationStep) => (heldOut ? heldOutLoss : bic);
  const chosen = steps.reduce((best, step, index) => (measure(step) < measure(steps[best]) ? index : best), 0);
  const refit = await inferPlasticity({
    ...options,
    ...selectedOf(options.rule, steps[chosen].result),
    penalty: { l2 },
  });
  return { steps, chosen, refit };
}

function lambdasOf(
  { lambdas, heldOut, rule }: RegularisationPathOptions,
  problem: Problem,
  { loss, startingWeights }: ResolvedOptions,
): number[] {
  if (rule.kind === 'mlp')
    throw wrong('path', 'rule', 'is a multilayer perceptron, which takes no penalty. Use a Taylor rule.');
  if (loss === 'both' && !heldOut) {
    throw wrong(
      'path',
      'heldOut',
      "is missing. loss 'both' is no likelihood, so BIC cannot choose; pass held-out experiments.",
    );
  }
  if (lambdas) {
    if (lambdas.length === 0 || !lambdas.every((lambda) => Number.isFinite(lambda) && lambda >= 0)) {
      throw wrong('lambdas', 'lambdas', `is [${lambdas}]. It must hold at least one finite number of at least 0.`);
    }
    return [...lambdas].sort((a, b) => b - a);
  }
  const start = new Float64Array(problem.free.length);
  const { gradient } = normalEquationsAt({ ...problem, fitInitialWeights: false }, start);
  const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!(largest > 0)) {
    const weights = startingWeights ? 'startingWeights' : 'initialWeights of the experiments';
    throw wrong(
      'lambdas',
      'lambdas',
      `cannot be chosen: no term has any effect at 0. Pass lambdas, or look at the ${weights}.`,
    );
  }
  return Array.from({ length: STEPS }, (_, step) => largest * RANGE ** (step / (STEPS - 1)));
}

function pointOf({ free, network, fitInitialWeights }: Problem, { rule, initialWeights }: InferenceResult): Point {
  const { inputs, units } = network;
  const parameters = parametersOf(rule);
  const point = new Float64Array(free.length + (fitInitialWeights ? inputs * units : 0));
  free.forEach((place, index) => {
    point[index] = parameters[place];
  });
  for (let place = 0; fitInitialWeights && place < inputs * units; place++) {
    point[free.length + (place % units) * inputs + Math.floor(place / units)] = initialWeights![place];
  }
  return point;
}

function bicAt(problem: Problem, point: Point, terms: number): number {
  const { loss, experiments } = problem;
  if (loss === 'both') return Number.NaN;
  const counts = Float64Array.from(experiments, ({ count, recordings }) => (loss === 'neural' ? recordings : count));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mean = lossAt({ ...problem, lossMean: 'valid', weights: counts }, point);
  // Half the mean squared error is the loss of activities.
  const deviance = loss === 'neural' ? total * Math.log(2 * mean) : 2 * total * mean;
  return deviance + terms * Math.log(total);
}

/** Where the refit starts: the chosen rule, free only where it is not 0. */
function selectedOf(given: PlasticityRule, { rule, initialWeights }: InferenceResult): Partial<InferenceOptions> {
  if (rule.kind === 'mlp' || given.kind === 'mlp') return { rule };
  const mask = Uint8Array.from(rule.coefficients, (value) => Number(value !== 0));
  const selected = { ...rule, mask: mask.some((free) => free === 1) ? mask : given.mask };
  return { rule: selected, ...(initialWeights && { startingWeights: initialWeights }) };
}

function wrong(code: string, argument: string, text: string): ConfigError {
  return new ConfigError({ code: `plasticity/${code}`, argument, message: `regularisationPath: ${argument} ${text}` });
}

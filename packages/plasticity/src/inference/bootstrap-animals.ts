import type { Interval } from '@perceptrons/evaluation';
import { ConfigError, random } from '@perceptrons/tensor';
import type { Experiment } from '../experiments/experiment';
import { type PlasticityRule, parametersOf, withParameters } from '../rules/rule';
import { AbortedError } from './aborted-error';
import { fitProblem, type InferenceResult, inferPlasticity, problemOf } from './infer-plasticity';
import { type InferenceOptions, resolveOptions } from './inference-options';

export interface BootstrapAnimalsOptions extends InferenceOptions {
  /** Resamples, at least 20. Default: 200. */
  draws?: number;
  /** Coverage of the intervals, between 0 and 1. Default: 0.95. */
  level?: number;
  /** Experiments of one animal stay together. Default: each name is an animal. */
  animalOf?: (experiment: Experiment) => string;
  /** Called after each resample; `onProgress` reports the inference from all animals that comes first. */
  onDraw?: (progress: { draw: number; draws: number; rule: PlasticityRule }) => void;
}

export interface AnimalsBootstrap {
  /** From all animals. */
  result: InferenceResult;
  animals: number;
  /** [draws, parameters]. */
  parameters: Float64Array;
  draws: number;
  /** [parameters], percentiles of the draws around the value from all animals. */
  intervals: Interval[];
  /** [parameters], share of the draws in which a parameter is not 0. */
  selected: Float64Array;
}

/**
 * How far a rule depends on which animals were recorded: draws as many animals as there are, with repetition, and infers the
 * rule again, starting from that of all animals. In contrast to standard errors this counts differences between animals, and
 * the selection of terms by the penalty. Resample i takes its animals from `foldIn(seed, i)`.
 *
 * @throws ConfigError `plasticity/animals` for fewer than two, `plasticity/draws`, `plasticity/level`, and what
 *   `inferPlasticity` throws; AbortedError with the draws so far in `partial`.
 * Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
 */
export async function bootstrapAnimals(options: BootstrapAnimalsOptions): Promise<AnimalsBootstrap> {
  const { draws = 200, level = 0.95, animalOf = ({ name }) => name, seed = 0, signal } = options;
  const animals = [...new Set(options.experiments.map(animalOf))];
  if (!Number.isInteger(draws) || draws < 20) {
    throw wrong('draws', 'draws', `is ${draws}. It must be a whole number of at least 20; 200 is usual.`);
  }
  if (!(level > 0 && level < 1)) throw wrong('level', 'level', `is ${level}. It must lie between 0 and 1.`);
  if (animals.length < 2) {
    throw wrong(
      'animals',
      'experiments',
      `come from ${animals.length} animals. Resampling needs at least 2; see animalOf.`,
    );
  }
  const result = await inferPlasticity(options);
  const { rule } = result;
  const rows: Float64Array[] = [];
  const numbers = options.experiments.map((experiment) => animals.indexOf(animalOf(experiment)));
  for (let draw = 0; draw < draws; draw++) {
    const times = new Float64Array(animals.length);
    const drawn = random.randintArray(random.foldIn(random.asKey(seed), draw), animals.length, { max: animals.length });
    for (const animal of drawn) times[animal]++;
    try {
      rows.push(parametersOf((await refit(options, result, (place) => times[numbers[place]])).rule));
    } catch (error) {
      if (!(error instanceof AbortedError) || !signal) throw error;
      const partial = rows.length > 0 ? summary(result, animals.length, rows, level) : undefined;
      throw new AbortedError({ what: 'The bootstrap', signal, partial });
    }
    options.onDraw?.({ draw, draws, rule: withParameters(rule, rows[draw]) });
  }
  return summary(result, animals.length, rows, level);
}

/** Infers again from the rule of all animals, with each experiment as often as its animal was drawn. */
function refit(
  options: InferenceOptions,
  { rule, initialWeights }: InferenceResult,
  times: (place: number) => number,
): Promise<InferenceResult> {
  const all = options.experiments;
  // Gauss-Newton weighs experiments; Adam takes a step for each copy.
  const repeated = all.flatMap((experiment, place) => new Array<Experiment>(times(place)).fill(experiment));
  const resolved = resolveOptions({
    ...options,
    ...{ rule, restarts: 1, uncertainty: 'none', onProgress: undefined },
    experiments: options.optimizer === 'adam' ? repeated : all,
    startingWeights: initialWeights ?? options.startingWeights,
  });
  const weights = options.optimizer === 'adam' ? undefined : Float64Array.from(all, (_, place) => times(place));
  return fitProblem(problemOf(resolved, weights), resolved);
}

function summary(result: InferenceResult, animals: number, rows: Float64Array[], level: number): AnimalsBootstrap {
  const all = parametersOf(result.rule);
  const draws = rows.length;
  const intervals = Array.from(all, (value, place) => {
    const sorted = Float64Array.from(rows, (row) => row[place]).sort();
    return { value, low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2), level };
  });
  const selected = Float64Array.from(all, (_, place) => rows.filter((row) => row[place] !== 0).length / draws);
  return { result, animals, parameters: concatenate(rows, all.length), draws, intervals, selected };
}

function concatenate(rows: Float64Array[], width: number): Float64Array {
  const joined = new Float64Array(rows.length * width);
  rows.forEach((row, index) => {
    joined.set(row, index * width);
  });
  return joined;
}

/** Quantile of sorted values, linear between neighbours. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

function wrong(code: string, argument: string, text: string): ConfigError {
  return new ConfigError({ code: `plasticity/${code}`, argument, message: `bootstrapAnimals: ${argument} ${text}` });
}

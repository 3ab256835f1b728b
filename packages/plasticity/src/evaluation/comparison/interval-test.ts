import { bootstrapInterval, type Interval } from '@perceptrons/evaluation';
import { random } from '@perceptrons/tensor';
import { formatNumber } from '../format';
import { informationMatrix } from '../information-matrix';
import { standardErrors } from '../standard-errors';
import { median } from '../summary';
import { type WilcoxonResult, wilcoxonSignedRank } from '../wilcoxon-signed-rank';
import type { Animals, ComparisonSettings, NestedRules } from './comparison-options';
import type { FittedPair } from './fit-pair';

/** The fitted coefficient of one term that only the larger rule has. */
export interface TermInterval {
  name: string;
  /** For each animal. */
  values: number[];
  /** From the information matrix; Infinity where the data of an animal say nothing about the term. */
  standardErrors: number[];
  median: number;
  /** Mean over animals, with a bootstrap interval over animals. */
  mean: Interval;
  /** Animals with a negative coefficient. */
  negative: number;
  /** Animals whose own interval, 1.96 standard errors to each side, leaves out 0. */
  apart: number;
  /** Against 0. */
  wilcoxon: WilcoxonResult;
}

/** Test 4: the extra coefficients themselves. */
export interface IntervalComparison {
  test: 'interval';
  terms: TermInterval[];
  text: string;
}

export interface IntervalOptions {
  /** Coverage of the interval of the mean. Default 0.95. */
  level?: number;
  /** Default 0. */
  seed?: random.KeyOrSeed;
}

/**
 * Values of the extra coefficients in the fits of the larger rule: for each animal with a standard error, and their mean
 * with a percentile bootstrap interval over animals. The interval speaks about animals like these, under this family of
 * rules; a bias of the fit moves it too, which the control without the term shows.
 */
export function intervalTest(
  animals: Animals,
  pairs: readonly FittedPair[],
  { extra, extraNames }: NestedRules,
  { network, initialWeights }: Pick<ComparisonSettings, 'network' | 'initialWeights'>,
  { level = 0.95, seed = 0 }: IntervalOptions = {},
): IntervalComparison {
  const errors = animals.map((sessions, animal) => {
    const { matrix, places } = informationMatrix(pairs[animal].larger, network, sessions, { initialWeights });
    const all = standardErrors(matrix, places.length);
    return extra.map((place) => all[places.indexOf(place)]);
  });
  const key = random.asKey(seed);
  const terms = extra.map((place, term): TermInterval => {
    const values = pairs.map(({ larger }) => larger.coefficients[place]);
    const own = errors.map((list) => list[term]);
    return {
      name: extraNames[term],
      values,
      standardErrors: own,
      median: median(values),
      mean: bootstrapInterval(values, { key: random.foldIn(key, term), level }),
      negative: values.filter((value) => value < 0).length,
      apart: values.filter((value, animal) => Math.abs(value) > 1.96 * own[animal]).length,
      wilcoxon: wilcoxonSignedRank(values, new Float64Array(values.length)),
    };
  });
  const text = terms
    .map((term) =>
      [
        `Coefficient of ${term.name}: mean ${formatNumber(term.mean.value)}, ${Number((100 * level).toPrecision(4))} % interval over animals ${formatNumber(term.mean.low)} to ${formatNumber(term.mean.high)}, median ${formatNumber(term.median)};`,
        `negative in ${term.negative} of ${term.values.length} animals, apart from 0 in ${term.apart} by its own standard error.`,
      ].join('\n'),
    )
    .join('\n');
  return { test: 'interval', terms, text };
}

import { ConfigError, random } from '@perceptrons/tensor';
import { formatNumber } from '../format';
import { pauses } from '../pauses';
import { stopIfAborted } from '../stop-if-aborted';
import { mean } from '../summary';
import type { Animals, ComparisonSettings, NestedRules, SimulateSession } from './comparison-options';
import { type FittedPair, fitPair } from './fit-pair';
import { inSampleTest } from './in-sample-test';

export interface LikelihoodRatioOptions {
  simulate: SimulateSession;
  /** Simulated groups of animals, the most there can be. Default 200. */
  draws?: number;
  /**
   * Stops as soon as so many simulated groups reach the statistic of the data, when more would not make p small again; p is
   * then this number over the groups simulated. Default: never.
   */
  stopAfter?: number;
  /** Default 0. */
  seed?: random.KeyOrSeed;
}

/** Test 2: does the larger rule gain more than it would if the smaller rule were the truth? */
export interface LikelihoodRatioComparison {
  test: 'bootstrapLikelihoodRatio';
  /** Twice the gain in log likelihood, summed over animals. */
  statistic: number;
  /** The same for each simulated group, in the order of the draws. */
  nullStatistics: number[];
  /** (1 + reached) / (1 + draws), or reached / draws where the test stopped early. */
  p: number;
  /** Simulated groups at or above the statistic. */
  reached: number;
  /** Share of the simulated groups, which lack the extra terms, where the in-sample test has p < 0.05. */
  inSampleFalseRate: number;
  /** Animals of the data, and share of those of the draws, for which no larger rule within its bounds was better. */
  replaced: number;
  nullReplaced: number;
  /** Groups that were simulated. */
  draws: number;
  /** True where `stopAfter` ended the test. */
  stopped: boolean;
  text: string;
}

/**
 * Pooled likelihood ratio with a parametric bootstrap: every animal is simulated from its own fit of the smaller rule, both
 * rules are fitted again, and the statistic of the data is compared with those of the simulated groups. Draw number i uses
 * `foldIn(seed, i)`, so that more draws extend a shorter run.
 *
 * @throws ConfigError `plasticity/draws`, `plasticity/stop-after`, AbortedError.
 * Source: parametric bootstrap of a likelihood ratio, Efron and Tibshirani (1993); its use here is ours. `stopAfter`: Besag
 * and Clifford, Sequential Monte Carlo p-values (Biometrika 1991).
 */
export async function likelihoodRatioTest(
  animals: Animals,
  pairs: readonly FittedPair[],
  rules: NestedRules,
  settings: ComparisonSettings,
  { simulate, draws: most = 200, stopAfter, seed = 0 }: LikelihoodRatioOptions,
): Promise<LikelihoodRatioComparison> {
  if (!Number.isInteger(most) || most < 1) {
    throw new ConfigError({
      code: 'plasticity/draws',
      argument: 'draws',
      message: `compareRules: draws is ${most}. It must be a whole number of at least 1; 200 allow p down to 0.005.`,
    });
  }
  if (stopAfter !== undefined && !(Number.isInteger(stopAfter) && stopAfter >= 1)) {
    throw new ConfigError({
      code: 'plasticity/stop-after',
      argument: 'stopAfter',
      message: `compareRules: stopAfter is ${stopAfter}. It must be a whole number of at least 1, for example 10; leave it out to simulate all ${most} groups.`,
    });
  }
  const root = random.asKey(seed);
  const statistic = gain(pairs);
  const nullStatistics: number[] = [];
  const nextTurn = pauses(settings.signal);
  let falseAlarms = 0;
  let replacedOfNull = 0;
  let reached = 0;
  for (let draw = 0; draw < most && !(reached === stopAfter); draw++) {
    const key = random.foldIn(root, draw);
    const simulated: FittedPair[] = [];
    for (const [animal, sessions] of animals.entries()) {
      stopIfAborted(settings.signal);
      const twins = simulateAnimal(sessions, pairs[animal].smaller, settings, simulate, random.foldIn(key, animal));
      simulated.push(await fitPair(twins, rules, settings));
      await nextTurn();
    }
    nullStatistics.push(gain(simulated));
    if (nullStatistics[draw] >= statistic) reached++;
    replacedOfNull += count(simulated);
    if (inSampleTest(simulated, rules).wilcoxon.p < 0.05) falseAlarms++;
    settings.onProgress?.({ stage: 'bootstrap', done: draw + 1, total: most });
  }
  const draws = nullStatistics.length;
  const stopped = reached === stopAfter && draws < most;
  const replaced = count(pairs);
  const nullReplaced = replacedOfNull / (draws * animals.length);
  const p = stopped ? reached / draws : (1 + reached) / (1 + draws);
  const inSampleFalseRate = falseAlarms / draws;
  const text = [
    `Pooled likelihood ratio: ${formatNumber(statistic)} over ${animals.length} animals. ${draws} simulated groups without ${rules.extraNames.join(', ')}`,
    `reach ${formatNumber(mean(nullStatistics))} on average and ${formatNumber(Math.max(...nullStatistics))} at most: p = ${formatNumber(p)}${stopped ? `, stopped when ${reached} had reached the statistic` : ''}.`,
    `In ${Math.round(100 * inSampleFalseRate)} % of these groups the in-sample test still has p < 0.05.`,
    `The larger rule adds nothing in ${replaced} of ${animals.length} animals of the data and in ${Math.round(100 * nullReplaced)} % of the simulated ones.`,
  ].join('\n');
  return {
    test: 'bootstrapLikelihoodRatio',
    statistic,
    nullStatistics,
    p,
    reached,
    inSampleFalseRate,
    replaced,
    nullReplaced,
    draws,
    stopped,
    text,
  };
}

/** A simulated animal with as many sessions as the one given. */
export function simulateAnimal(
  sessions: Animals[number],
  rule: FittedPair['smaller'],
  { network, initialWeights }: Pick<ComparisonSettings, 'network' | 'initialWeights'>,
  simulate: SimulateSession,
  key: random.Key,
): Animals[number] {
  return sessions.map((experiment, session) => {
    const start = initialWeights === undefined ? experiment.initialWeights : Float32Array.from(initialWeights);
    const twin = simulate({ rule, network, experiment, key: random.foldIn(key, session) });
    // The rule was fitted with these weights before the first trial, so the refits start from them too.
    return { ...twin, initialWeights: start };
  });
}

function gain(pairs: readonly FittedPair[]): number {
  return pairs.reduce((sum, { smallerDeviance, largerDeviance }) => sum + smallerDeviance - largerDeviance, 0);
}

function count(pairs: readonly FittedPair[]): number {
  return pairs.filter(({ replaced }) => replaced).length;
}

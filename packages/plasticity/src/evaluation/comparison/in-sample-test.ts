import { formatNumber } from '../format';
import { median } from '../summary';
import { type WilcoxonResult, wilcoxonSignedRank } from '../wilcoxon-signed-rank';
import type { NestedRules } from './comparison-options';
import type { FittedPair } from './fit-pair';

/** Test 1: percent deviance explained of the fits themselves, in the data that were fitted. */
export interface InSampleComparison {
  test: 'inSample';
  /** Percent deviance explained for each animal. */
  smaller: number[];
  larger: number[];
  /** Median over animals of larger - smaller, in points of percent. */
  medianGain: number;
  wilcoxon: WilcoxonResult;
  text: string;
}

/**
 * The published comparison: Wilcoxon signed-rank test over animals of the percent deviance explained in-sample. Weak,
 * because the larger rule contains the smaller one and fits at least as well whether or not its terms exist in the animal:
 * a small p alone supports no claim.
 */
export function inSampleTest(pairs: readonly FittedPair[], { extraNames }: NestedRules): InSampleComparison {
  const smaller = pairs.map(({ smallerPercent }) => smallerPercent);
  const larger = pairs.map(({ largerPercent }) => largerPercent);
  const wilcoxon = wilcoxonSignedRank(larger, smaller);
  const medianGain = median(larger.map((value, index) => value - smaller[index]));
  const text = [
    `In-sample, weak: with ${extraNames.join(', ')} the deviance explained rises from a median of ${formatNumber(median(smaller))} %`,
    `to ${formatNumber(median(larger))} % (median gain ${formatNumber(medianGain)} points; Wilcoxon W = ${wilcoxon.statistic}, p = ${formatNumber(wilcoxon.p)}, ${wilcoxon.method}).`,
    'The larger rule contains the smaller one and can only fit better, so this p alone supports no claim.',
  ].join('\n');
  return { test: 'inSample', smaller, larger, medianGain, wilcoxon, text };
}

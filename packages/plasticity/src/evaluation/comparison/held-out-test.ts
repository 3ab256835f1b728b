import { formatNumber } from '../format';
import { median } from '../summary';
import { checkShare, firstTrials, trainingTrials } from '../trial-split';
import { type WilcoxonResult, wilcoxonSignedRank } from '../wilcoxon-signed-rank';
import type { Animals, ComparisonSettings, NestedRules } from './comparison-options';
import { animalDeviance, fitAnimals } from './fit-pair';

/** Test 3: which fit to the first trials predicts the later ones better? */
export interface HeldOutComparison {
  test: 'heldOut';
  trainShare: number;
  /** Mean of -2 log p over the later presentations, for each animal. */
  smaller: number[];
  larger: number[];
  /** Animals whose later choices the larger rule predicts better. */
  better: number;
  /** Median over animals of smaller - larger: above 0 where the larger rule predicts better. */
  medianGain: number;
  wilcoxon: WilcoxonResult;
  text: string;
}

/**
 * Fits both rules to the first trials, lets the weights continue through the later ones, and compares the deviance there.
 * With few trials it has little power, and where the later trials are a block of their own they test a change of
 * conditions too: a worse prediction does not show that the term is absent.
 *
 * @param trainShare share of the trials that are fitted, below 1.
 * @throws ConfigError `plasticity/train-share`, AbortedError.
 * Deviation: the published held-out evaluation starts again from the first weights; here they continue.
 */
export async function heldOutTest(
  animals: Animals,
  rules: NestedRules,
  settings: ComparisonSettings,
  trainShare = 0.7,
): Promise<HeldOutComparison> {
  checkShare(trainShare, 'compareRules', 'below');
  const trained = animals.map((sessions) =>
    sessions.map((session) => firstTrials(session, trainingTrials(session, trainShare))),
  );
  const pairs = await fitAnimals(trained, rules, settings, 'held-out');
  const later = (which: 'smaller' | 'larger') =>
    animals.map((sessions, animal) => {
      const { sum, presentations } = animalDeviance(sessions, pairs[animal][which], settings, (session) => ({
        first: trainingTrials(session, trainShare),
      }));
      return sum / presentations;
    });
  const smaller = later('smaller');
  const larger = later('larger');
  const gains = smaller.map((value, index) => value - larger[index]);
  const wilcoxon = wilcoxonSignedRank(smaller, larger);
  const better = gains.filter((value) => value > 0).length;
  const medianGain = median(gains);
  const text = [
    `Held out, last ${Math.round(100 * (1 - trainShare))} % of the trials: the larger rule predicts ${better} of ${animals.length} animals better`,
    `(median gain ${formatNumber(medianGain)} in -2 log p for each presentation; Wilcoxon p = ${formatNumber(wilcoxon.p)}, ${wilcoxon.method}).`,
    'Little power with a few hundred trials; where the last trials are a block of their own this is also a change of conditions.',
  ].join('\n');
  return { test: 'heldOut', trainShare, smaller, larger, better, medianGain, wilcoxon, text };
}

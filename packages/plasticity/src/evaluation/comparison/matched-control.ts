// Simulated animals without the extra terms that are as well explained as the recorded ones.
import { random } from '@perceptrons/tensor';
import { type TaylorRule, withParameters } from '../../rules/rule';
import { median } from '../summary';
import type { Animals, ComparisonSettings, NestedRules, SimulateSession } from './comparison-options';
import { type FittedPair, fitAnimals } from './fit-pair';
import { simulateAnimal } from './likelihood-ratio-test';

/** Animals simulated from the smaller rule, and their fits. */
export interface MatchedControl {
  animals: Animals;
  pairs: FittedPair[];
  /** Factor of the fitted coefficients that brought the control to the level of the data. */
  factor: number;
  /** Median percent deviance explained by the smaller rule, in the control and in the data. */
  percent: number;
  target: number;
}

/** Factors that are tried are between these. */
const RANGE = [0.25, 2] as const;
const STEPS = 7;
/** The control is close enough within this share of the target, or within this many points. */
const CLOSE_SHARE = 0.1;
const CLOSE_POINTS = 0.3;

/**
 * Simulates every animal from its fit of the smaller rule, with all coefficients times one factor, found by halving so that
 * the smaller rule explains as much of the deviance as in the data, in the median over animals. The same random numbers
 * serve for every factor. The closest of the factors tried is kept.
 */
export async function matchedControl(
  animals: Animals,
  pairs: readonly FittedPair[],
  rules: NestedRules,
  settings: ComparisonSettings,
  { simulate, seed }: { simulate: SimulateSession; seed: random.KeyOrSeed },
): Promise<MatchedControl> {
  const root = random.asKey(seed);
  const target = median(pairs.map(({ smallerPercent }) => smallerPercent));
  const at = async (factor: number): Promise<MatchedControl> => {
    const twins = animals.map((sessions, animal) => {
      const { smaller } = pairs[animal];
      const rule = withParameters(
        smaller,
        smaller.coefficients.map((value) => factor * value),
      ) as TaylorRule;
      return simulateAnimal(sessions, rule, settings, simulate, random.foldIn(root, animal));
    });
    const fits = await fitAnimals(twins, rules, settings, 'control');
    return { animals: twins, pairs: fits, factor, percent: median(fits.map((fit) => fit.smallerPercent)), target };
  };
  let [low, high] = RANGE as readonly [number, number];
  let best = await at(1);
  let last = best;
  for (let step = 0; step < STEPS && !isClose(best); step++) {
    if (last.percent < target) low = last.factor;
    else high = last.factor;
    last = await at(Math.sqrt(low * high));
    if (Math.abs(last.percent - target) < Math.abs(best.percent - target)) best = last;
  }
  return best;
}

/** True where the control is explained about as well as the data. */
export function isClose({ percent, target }: Pick<MatchedControl, 'percent' | 'target'>): boolean {
  return Math.abs(percent - target) <= Math.max(CLOSE_POINTS, CLOSE_SHARE * Math.abs(target));
}

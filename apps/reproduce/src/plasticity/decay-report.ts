import { type Claim, type ReportTable, summariseSeeds } from '@perceptrons/evaluation';
import { parseRule } from '@perceptrons/plasticity';
import { DECAY_SHARE } from './behaviour-claims';
import { finite } from './behaviour-runs';
import { decayPlace, maskOf, sessionsOf, setName } from './decay-design';
import type { DecayRun } from './decay-runs';

/** Standard error, as a share of the decay, for which the animals that it takes are counted. */
const GOAL = 0.1;

const significant = (value: number) => Number(value.toPrecision(2));

/** The decay with sign and size, by every step in which all terms of the rule are free. */
export function decayDesignClaims(runs: readonly DecayRun[]): Claim[] {
  return runs.flatMap(({ design, fits }) => {
    const { rule, steps } = design;
    const truth = parseRule(rule);
    const place = decayPlace(rule);
    const value = truth.coefficients[place];
    const [low, high] = [value * (1 + DECAY_SHARE), value * (1 - DECAY_SHARE)];
    return steps.flatMap((set, step): Claim[] => {
      const mask = maskOf(set, truth);
      if (truth.coefficients.some((coefficient, index) => coefficient !== 0 && mask[index] === 0)) return [];
      const found = fits[step].map(({ parameters }) => parameters[place]);
      const summary = summariseSeeds(found);
      return [
        {
          claim: `${rule}, sessions that constrain the decay, ${setName(set, rule)}: its coefficient`,
          value: summary.mean,
          interval: summary.count > 1 ? [summary.low, summary.high] : null,
          expected: `${low.toFixed(3)} to ${high.toFixed(3)} in every seed`,
          holds: found.every((one) => one >= low && one <= high),
        },
      ];
    });
  });
}

/** What was predicted before the fits, and what they found. */
export function decayDesignTable(runs: readonly DecayRun[]): ReportTable {
  return {
    title: 'Sessions that constrain the decay: predicted by the information matrix on other animals, and found',
    columns: [
      'rule of the animals',
      'animals',
      'presentations',
      'accepted %',
      'free terms',
      'standard error predicted',
      `animals for ${100 * GOAL}%`,
      'decay found',
      'standard error of the fits',
      'seconds',
    ],
    rows: runs.flatMap(({ design, prediction, fits }) => {
      const { rule, steps } = design;
      const animals = design.animals * sessionsOf(design).length;
      const place = decayPlace(rule);
      const goal = GOAL * Math.abs(parseRule(rule).coefficients[place]);
      return prediction.sets.map(({ set, standardError }) => {
        const step = steps.indexOf(set);
        const done = step < 0 ? [] : fits[step];
        const errors = finite(done.map(({ standardErrors }) => standardErrors?.[place] ?? null));
        return [
          rule,
          animals,
          prediction.presentations,
          significant(100 * prediction.accepted),
          setName(set, rule),
          standardError === null ? 'unknown' : significant(standardError),
          standardError === null ? 'unknown' : significant(animals * (standardError / goal) ** 2),
          done.length === 0 ? '' : withRange(done.map(({ parameters }) => parameters[place])),
          errors.length === 0 ? '' : significant(summariseSeeds(errors).mean),
          done.length === 0 ? '' : significant(summariseSeeds(done.map(({ seconds }) => seconds)).mean),
        ];
      });
    }),
  };
}

/** The sessions of each design. */
export function sessionsTable(runs: readonly DecayRun[]): ReportTable {
  return {
    title: 'Sessions that constrain the decay: animals of every combination',
    columns: [
      'rule of the animals',
      'rewards (trials)',
      'inputs of an odour',
      'input times first weight',
      'deviation of inputs',
      'animals of each',
    ],
    rows: runs.map(({ design }) => {
      const { rule, schedules, intensities, inclinations, without = [], inputStd, animals } = design;
      const left = without.map(([odour, start]) => `, without ${odour} at ${start}`).join('');
      return [
        rule,
        schedules
          .map(
            ({ name, rewardProbabilities, trialsPerBlock }) =>
              `${name} (${rewardProbabilities.length * trialsPerBlock})`,
          )
          .join('; '),
        intensities.join(', '),
        `${inclinations.join(', ')}${left}`,
        inputStd,
        animals,
      ];
    }),
  };
}

/** What the arm is. */
export const decayDesignSummary = [
  'A second arm shows that it is the sessions, not the method, that fail to constrain the decay of some rules: animals that avoid or like odours at first meet odours of several strengths, weak ones among them, and blocks without reward, so that units do not saturate and choices stay informative. Sessions and numbers of animals were chosen by the information matrix at the rule of the animals, which an experimenter would have to guess, before anything was fitted; the standard errors predicted are those of other animals than the fitted ones. Only the deviation of the inputs was lowered for two rules after fits to animals of other seeds, which spread more than their standard errors.',
];

function withRange(values: readonly number[]): string {
  const { mean, minimum, maximum } = summariseSeeds(values);
  const short = (value: number) => value.toFixed(4);
  return values.length > 1 ? `${short(mean)} (${short(minimum)} to ${short(maximum)})` : short(mean);
}

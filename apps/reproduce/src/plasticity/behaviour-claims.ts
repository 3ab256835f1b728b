import { type Claim, summariseSeeds } from '@perceptrons/evaluation';
import { type Method, type MethodId, methods } from './behaviour-fits';
import { type BehaviourRuns, decayOf, figureOf, finite } from './behaviour-runs';
import { publishedBehaviour } from './published';

/** Points of deviance that an inferred rule may differ from the published one, and stay behind the true one. */
const DEVIANCE_POINTS = 3;
/** R2 of weights that Gauss-Newton has to reach with a series, where Adam has the published one. */
const GAUSS_NEWTON_R2 = 0.85;
/** Share of its size that a decay may be off. */
export const DECAY_SHARE = 0.2;

const methodOf = (id: MethodId) => methods.find((method) => method.id === id)!;

/** All claims of the experiment. */
export function behaviourClaims(runs: BehaviourRuns): Claim[] {
  const published = methods.flatMap((method) => (method.form === 'own' ? [] : publishedClaims(runs, method)));
  const decays = runs.rules.flatMap((_, place) => decayClaims(runs, place));
  return [...published, ...floorClaims(runs), ...decays, ...goldenClaims(runs)];
}

/** The figure as the mean over seeds with its interval; 0 and failed where every seed diverged. */
function claimOf(
  text: string,
  expected: string,
  values: ReadonlyArray<number | null>,
  holds: (mean: number, values: number[]) => boolean,
): Claim {
  const found = finite(values);
  if (found.length === 0) return { claim: `${text} (diverged)`, value: 0, interval: null, expected, holds: false };
  const { mean, low, high, count } = summariseSeeds(found);
  const whole = found.length === values.length;
  return {
    claim: whole ? text : `${text} (${values.length - found.length} of ${values.length} seeds diverged)`,
    value: mean,
    interval: count > 1 ? [low, high] : null,
    expected,
    holds: whole && holds(mean, found),
  };
}

/** Rule 0 against table 1 of the publication. */
function publishedClaims(runs: BehaviourRuns, method: Method & { form: 'taylor' | 'mlp' }): Claim[] {
  const fits = runs.fitsOf(0, method.id);
  const target = publishedBehaviour['x r'][method.form];
  const name = (figure: string) => `${runs.rules[0].rule}, ${method.name}: ${figure}`;
  const least = method.id === 'taylor-gauss-newton' ? GAUSS_NEWTON_R2 : target.r2Weights;
  const truth = figureOf(runs, 0, method.id, 'devianceTruth')!.mean.toFixed(1);
  return [
    claimOf(
      name('R2 of weights'),
      `>= ${least} (published ${target.r2Weights})`,
      fits.map(({ r2Weights }) => r2Weights),
      (mean) => mean >= least,
    ),
    claimOf(
      name('R2 of activity'),
      `>= ${target.r2Activity} (published)`,
      fits.map(({ r2Activity }) => r2Activity),
      (mean) => mean >= target.r2Activity,
    ),
    claimOf(
      name('percent deviance explained'),
      `${target.deviance} +- ${DEVIANCE_POINTS} (published; here the true rule explains ${truth})`,
      fits.map(({ deviance }) => deviance),
      (mean) => Math.abs(mean - target.deviance) <= DEVIANCE_POINTS,
    ),
    claimOf(
      name('points of deviance behind the true rule'),
      `<= ${DEVIANCE_POINTS}`,
      fits.map(({ deviance, devianceTruth }) => (deviance === null ? null : devianceTruth - deviance)),
      (mean) => mean <= DEVIANCE_POINTS,
    ),
  ];
}

/** What Adam reaches on rule 0 in every seed. */
function floorClaims(runs: BehaviourRuns): Claim[] {
  const adam = methodOf('taylor-adam');
  const fits = runs.fitsOf(0, adam.id);
  const name = `${runs.rules[0].rule}, ${adam.name}, every seed`;
  return [
    claimOf(
      `${name}: R2 of activity`,
      '> 0.8',
      fits.map(({ r2Activity }) => r2Activity),
      (_, values) => values.every((value) => value > 0.8),
    ),
    claimOf(
      `${name}: percent deviance explained`,
      '> 50',
      fits.map(({ deviance }) => deviance),
      (_, values) => values.every((value) => value > 50),
    ),
  ];
}

/** The decay of a rule, with sign and size: among all 81 terms, and where its terms are known. */
function decayClaims(runs: BehaviourRuns, rule: number): Claim[] {
  const decay = decayOf(runs, rule);
  if (decay === undefined) return [];
  const { place, name, value } = decay;
  const [low, high] = [value * (1 + DECAY_SHARE), value * (1 - DECAY_SHARE)];
  const expected = `${low.toFixed(3)} to ${high.toFixed(3)} in every seed`;
  const within = (_: number, values: number[]) => values.every((found) => found >= low && found <= high);
  return (['taylor-gauss-newton', 'own-terms'] as const).map((id) => {
    const found = runs.fitsOf(rule, id).map(({ parameters }) => parameters[place]);
    const text = `${runs.rules[rule].rule}, ${methodOf(id).name}: coefficient of ${name}`;
    return claimOf(text, expected, found, within);
  });
}

/** Further demands on the rule with a decay of the weight, in every seed. */
function goldenClaims(runs: BehaviourRuns): Claim[] {
  const rule = runs.rules.findIndex((one) => one.rule === 'x*r - 0.05*w');
  if (rule < 0) return [];
  const method = methodOf('taylor-gauss-newton');
  const fits = runs.fitsOf(rule, method.id);
  const name = `${runs.rules[rule].rule}, ${method.name}, every seed`;
  const { place } = runs.constraintsOf(rule)[0].terms.find(({ value }) => value > 0)!;
  return [
    claimOf(
      `${name}: coefficient of x r`,
      '0.82 to 0.98',
      fits.map(({ parameters }) => parameters[place]),
      (_, values) => values.every((value) => Math.abs(value - 0.9) < 0.08),
    ),
    claimOf(
      `${name}: terms that are not 0`,
      '<= 9',
      fits.map(({ parameters }) => parameters.filter((value) => value !== 0).length),
      (_, values) => values.every((value) => value <= 9),
    ),
    claimOf(
      `${name}: R2 of weights`,
      '> 0.97',
      fits.map(({ r2Weights }) => r2Weights),
      (_, values) => values.every((value) => value > 0.97),
    ),
  ];
}

import { TrainingError } from '@perceptrons/tensor';
import { runRule } from '../../adjoint/index';
import type { Experiment } from '../../experiments/experiment';
import { parametersOf, type TaylorRule, withParameters } from '../../rules/rule';
import { type Deviance, devianceOfLogits, percentDeviance, type TrialRange } from '../deviance';
import { pauses } from '../pauses';
import { stopIfAborted } from '../stop-if-aborted';
import type { ComparisonSettings, FitRequest, NestedRules } from './comparison-options';

/** Two nested rules fitted to one animal. */
export interface FittedPair {
  smaller: TaylorRule;
  larger: TaylorRule;
  /** Deviance of all presentations, the sum. */
  smallerDeviance: number;
  largerDeviance: number;
  presentations: number;
  /** Percent deviance explained against the network without plasticity. */
  smallerPercent: number;
  largerPercent: number;
  /** True where no fit of the larger rule was better within its bounds or it ended at them: the smaller one stands for both. */
  replaced: boolean;
}

/** Sum of deviances of the sessions of one animal, over a range of trials of each. */
export function animalDeviance(
  sessions: readonly Experiment[],
  rule: TaylorRule,
  { network, initialWeights }: ComparisonSettings,
  range: (session: Experiment) => TrialRange = () => ({}),
): Deviance {
  const total = { sum: 0, presentations: 0 };
  for (const session of sessions) {
    const { logits } = runRule(rule, network, session, initialWeights);
    const { sum, presentations } = devianceOfLogits(session, logits, range(session));
    total.sum += sum;
    total.presentations += presentations;
  }
  return total;
}

/** Where extra coefficients start that must stay negative; the published median for w. */
const NEGATIVE_START = -0.05;

/**
 * Fits both rules to the sessions of one animal. The search for the larger rule starts at the fit of the smaller one, which
 * it contains; where its result is worse or out of bounds, the smaller fit, which is then at the bound, stands for both.
 *
 * @throws TrainingError `plasticity/fit-not-finite` where even the smaller rule has no finite deviance.
 */
export async function fitPair(
  sessions: readonly Experiment[],
  { smaller, larger, extra }: NestedRules,
  settings: ComparisonSettings,
): Promise<FittedPair> {
  const { fit, network, initialWeights, signal, extraSign = 'any' } = settings;
  const request = {
    network,
    experiments: sessions,
    ...(initialWeights && { initialWeights }),
    ...(signal && { signal }),
  };
  const fitted = async (rule: TaylorRule, bounds: Pick<FitRequest, 'atMostZero'> = {}) => {
    const { rule: found, deviance } = await fit({ ...request, ...bounds, rule });
    const result = withParameters(rule, parametersOf(found)) as TaylorRule;
    return { rule: result, sum: deviance ?? animalDeviance(sessions, result, settings).sum };
  };
  const small = await fitted(smaller);
  if (!Number.isFinite(small.sum)) {
    throw new TrainingError({
      code: 'plasticity/fit-not-finite',
      argument: 'fit',
      message: `compareRules: the fit of the smaller rule to "${sessions[0].name}" has the deviance ${small.sum}. Start from smaller coefficients, or give a fit that guards against divergence.`,
    });
  }
  const begin = (value: number) => {
    const coefficients = small.rule.coefficients.slice();
    for (const place of extra) coefficients[place] = value;
    return withParameters(larger, coefficients) as TaylorRule;
  };
  const allowed = ({ rule, sum }: Awaited<ReturnType<typeof fitted>>) =>
    sum <= small.sum && (extraSign === 'any' || extra.every((place) => rule.coefficients[place] <= 0));
  const bounds = extraSign === 'negative' ? { atMostZero: extra } : {};
  let large = await fitted(begin(extraSign === 'any' ? 0 : NEGATIVE_START), bounds);
  if (extraSign === 'negative' && !allowed(large)) large = await fitted(begin(0), bounds);
  // At the bound both rules are the same one, and a difference would be rounding.
  const replaced = !allowed(large) || extra.every((place) => large.rule.coefficients[place] === 0);
  const none = withParameters(smaller, new Float64Array(smaller.coefficients.length)) as TaylorRule;
  const { sum: nullDeviance, presentations } = animalDeviance(sessions, none, settings);
  const largerDeviance = replaced ? small.sum : large.sum;
  return {
    smaller: small.rule,
    larger: replaced ? begin(0) : large.rule,
    smallerDeviance: small.sum,
    largerDeviance,
    presentations,
    smallerPercent: percentDeviance(small.sum, nullDeviance),
    largerPercent: percentDeviance(largerDeviance, nullDeviance),
    replaced,
  };
}

/** Fits both rules to every animal. */
export async function fitAnimals(
  animals: readonly (readonly Experiment[])[],
  rules: NestedRules,
  settings: ComparisonSettings,
  stage: string,
): Promise<FittedPair[]> {
  const pairs: FittedPair[] = [];
  const nextTurn = pauses(settings.signal);
  for (const sessions of animals) {
    stopIfAborted(settings.signal);
    pairs.push(await fitPair(sessions, rules, settings));
    await nextTurn();
    settings.onProgress?.({ stage, done: pairs.length, total: animals.length });
  }
  return pairs;
}

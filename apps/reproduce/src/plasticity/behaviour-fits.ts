// One inference of a rule from choices, and how well it does on other animals.
import {
  type Experiment,
  evaluateRule,
  mlpRule,
  type PlasticityRule,
  type PlasticNetwork,
  type TaylorRule,
  taylorRule,
  withParameters,
} from '@perceptrons/plasticity';
import type { PartContext } from '../framework/run-context';
import { type FittedRule, finiteOrNull, fitRule } from './fit-rule';

/** What is inferred, and how. */
export const methods = [
  { id: 'taylor-adam', form: 'taylor', optimizer: 'adam', name: 'series, Adam' },
  { id: 'taylor-gauss-newton', form: 'taylor', optimizer: 'gaussNewton', name: 'series, Gauss-Newton' },
  { id: 'mlp-adam', form: 'mlp', optimizer: 'adam', name: 'perceptron, Adam' },
  { id: 'mlp-gauss-newton', form: 'mlp', optimizer: 'gaussNewton', name: 'perceptron, Gauss-Newton' },
  { id: 'own-terms', form: 'own', optimizer: 'gaussNewton', name: 'its own terms, Gauss-Newton' },
] as const;
export type Method = (typeof methods)[number];
export type MethodId = Method['id'];

/** Starts of the search with the terms of the rule: from 0 alone it may end in a minimum where the weights grow at once. */
const OWN_STARTS = 4;

/** Settings of the optimizers. */
export type FitSettings = {
  /** Penalty on the absolute coefficients of the series of 81 terms. */
  l1: number;
  epochs: number;
  iterations: number;
};

/** What one fit leaves; medians over held-out experiments, null where the weights diverged. */
export type BehaviourFit = FittedRule & {
  r2Weights: number | null;
  r2Activity: number | null;
  /** Percent deviance explained, against the network without plasticity and against the base rate. */
  deviance: number | null;
  devianceBaseRate: number | null;
  /** What the rule of the animals itself explains: the most there is. */
  devianceTruth: number;
};

/** Animals of one rule. */
export interface Animals {
  truth: TaylorRule;
  network: PlasticNetwork;
  training: readonly Experiment[];
  heldOut: readonly Experiment[];
}

/** The rule that a search starts from. */
function startOf({ form }: Method, truth: TaylorRule, seed: number): PlasticityRule {
  if (form === 'mlp') return mlpRule({ seed });
  if (form === 'taylor') return taylorRule();
  return { ...taylorRule(), mask: Uint8Array.from(truth.coefficients, (value) => Number(value !== 0)) };
}

/** Infers a rule from the training animals and measures it on the others. */
export async function fitBehaviour(
  part: PartContext,
  { truth, network, training, heldOut }: Animals,
  { l1, epochs, iterations }: FitSettings,
  method: Method,
  seed: number,
): Promise<BehaviourFit> {
  const start = startOf(method, truth, seed);
  const { form, optimizer } = method;
  const fitted = await fitRule(part, {
    experiments: training,
    network,
    rule: start,
    optimizer,
    ...(form === 'taylor' && { penalty: { l1 } }),
    ...(optimizer === 'adam' ? { epochs, onDiverge: 'halveStep' as const } : { iterations }),
    ...(form === 'own' && { restarts: OWN_STARTS, seed }),
    uncertainty: form === 'own' ? 'all' : 'none',
  });
  const scores = evaluateRule(withParameters(start, fitted.parameters), network, heldOut, { truth });
  return {
    ...fitted,
    r2Weights: finiteOrNull(scores.r2Weights!.median),
    r2Activity: finiteOrNull(scores.r2Activity!.median),
    deviance: finiteOrNull(scores.percentDeviance!.zeroPlasticity.median),
    devianceBaseRate: finiteOrNull(scores.percentDeviance!.baseRate.median),
    devianceTruth: evaluateRule(truth, network, heldOut).percentDeviance!.zeroPlasticity.median,
  };
}

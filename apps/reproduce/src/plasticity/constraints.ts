import {
  type Experiment,
  identifiability,
  type PlasticNetwork,
  runRule,
  type TaylorRule,
} from '@perceptrons/plasticity';
import { finiteOrNull } from './fit-rule';

/** What choices can say about a term of the rule that made them. */
export type TermConstraint = {
  /** Place in the coefficients. */
  place: number;
  name: string;
  value: number;
  /** Standard error where the terms of the rule are known and only their coefficients are not. */
  alone: number | null;
  /** Standard error where all 81 coefficients are free; null where the choices say nothing. */
  amongAll: number | null;
};

/** What choices can say about the rule that made them, at that rule. */
export type Constraints = {
  /** Share of the presentations that were accepted. */
  accepted: number;
  /** Mean of p (1 - p) over presentations, at most 1/4: what one choice can tell. */
  spread: number;
  /** Largest absolute weight. */
  largestWeight: number;
  terms: TermConstraint[];
  /** Eigenvalues of the information about the coefficients of the rule's own terms, the largest first. */
  eigenvalues: number[];
  /** Coefficients of 81 with 1.96 standard errors below the largest coefficient of the rule. */
  constrained: number;
  /** Eigenvectors of the 81 with 1.96 standard errors below it. */
  constrainedDirections: number;
};

/**
 * Evaluates a rule at its own choices: how much they can tell about it.
 *
 * @param rule All 81 coefficients free, those of its terms not 0.
 */
export function constraintsOf(
  rule: TaylorRule,
  network: PlasticNetwork,
  experiments: readonly Experiment[],
): Constraints {
  const own = { ...rule, mask: Uint8Array.from(rule.coefficients, (value) => Number(value !== 0)) };
  const alone = identifiability(own, network, experiments);
  const all = identifiability(rule, network, experiments);
  return {
    ...choicesOf(rule, network, experiments),
    terms: alone.coefficients.map(({ place, name, value, standardError }) => ({
      place,
      name,
      value,
      alone: finiteOrNull(standardError),
      amongAll: finiteOrNull(all.coefficients.find((one) => one.place === place)!.standardError),
    })),
    eigenvalues: alone.directions.map(({ eigenvalue }) => eigenvalue),
    constrained: all.coefficients.filter(({ constrained }) => constrained).length,
    constrainedDirections: all.directions.filter(({ nearNull }) => !nearNull).length,
  };
}

function choicesOf(
  rule: TaylorRule,
  network: PlasticNetwork,
  experiments: readonly Experiment[],
): Pick<Constraints, 'accepted' | 'spread' | 'largestWeight'> {
  let count = 0;
  let accepted = 0;
  let spread = 0;
  let largestWeight = 0;
  for (const experiment of experiments) {
    const { logits, weights } = runRule(rule, network, experiment);
    largestWeight = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), largestWeight);
    for (let trial = 0; trial < experiment.trials; trial++) {
      // All presentations of a trial but the last are rejects.
      accepted++;
      for (let presentation = 0; presentation < experiment.lengths[trial]; presentation++) {
        const probability = 1 / (1 + Math.exp(-logits[trial * experiment.longest + presentation]));
        spread += probability * (1 - probability);
        count++;
      }
    }
  }
  return { accepted: accepted / count, spread: spread / count, largestWeight };
}

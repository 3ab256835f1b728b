import {
  COEFFICIENTS,
  formatRule,
  type PlasticityRule,
  parametersOf,
  powersAt,
  termIndex,
  termName,
} from '@perceptrons/plasticity';
import type { Estimate, TermEstimate } from '../run';
import type { WeightFollower } from './courses';
import type { RuleSlicer } from './slices';

/** Terms below this are not written into the formula; the table of terms has them all. */
export const formulaTolerance = 5e-3;

interface Found {
  iteration: number;
  rule: PlasticityRule;
  truth?: PlasticityRule;
  follower: WeightFollower;
  slicer: RuleSlicer;
  standardErrors?: Float64Array;
}

/** What the figures show of a rule: its terms beside the true ones, its formula, and weights under it. */
export function estimateOf({ iteration, rule, truth, follower, slicer, standardErrors }: Found): Estimate {
  const values = parametersOf(rule);
  const shown = { iteration, parameters: [...values], courses: follower.under(rule) };
  if (rule.kind === 'mlp') {
    const formula = `a perceptron of x, y, w and r with ${rule.units} hidden units`;
    const cuts = { slices: slicer.of(rule), nearest: slicer.nearest(rule) };
    return { ...shown, ...cuts, kind: 'perceptron', formula, terms: [], active: values.length };
  }
  const truths = truth && parametersOf(truth);
  const terms: TermEstimate[] = [];
  let active = 0;
  for (let index = 0; index < COEFFICIENTS; index++) {
    const value = values[index];
    const known = truths?.[index];
    if (value !== 0) active++;
    if (value === 0 && !known) continue;
    const error = standardErrors?.[index];
    terms.push({
      name: termName(powersAt(index)),
      value,
      ...(known !== undefined && { truth: known }),
      ...(error !== undefined && Number.isFinite(error) && { error }),
    });
  }
  // True terms first, then the others, large ones first: the rows of the figure keep their places while the search goes on.
  const rank = (term: TermEstimate) => (term.truth ? 1e6 + Math.abs(term.truth) : Math.abs(term.value));
  terms.sort((a, b) => rank(b) - rank(a));
  const decay = -values[termIndex([0, 0, 1, 0])];
  return {
    ...shown,
    ...(decay > formulaTolerance && { memoryTrials: 1 / (follower.stepSize * decay) }),
    ...{ kind: 'series', formula: formatRule(rule, { tolerance: formulaTolerance }), terms, active },
  };
}

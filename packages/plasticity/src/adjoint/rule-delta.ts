import type { MlpRule, PlasticityRule, TaylorRule } from '../rules/rule';
import { checkRule } from './check';
import { LEAK } from './mlp-kernel';

/** Horner's scheme over r, w, y and x, in this order. */
function taylorDelta({ coefficients, mask }: TaylorRule, x: number, y: number, w: number, r: number): number {
  const values = Float64Array.from(coefficients, (value, index) => (mask[index] ? value : 0));
  for (const [variable, count] of [
    [r, 27],
    [w, 9],
    [y, 3],
    [x, 1],
  ]) {
    for (let k = 0; k < count; k++) {
      values[k] = values[3 * k] + variable * (values[3 * k + 1] + variable * values[3 * k + 2]);
    }
  }
  return values[0];
}

function mlpDelta({ units, parameters: p }: MlpRule, x: number, y: number, w: number, r: number): number {
  let sum = p[6 * units];
  for (let k = 0; k < units; k++) {
    const h = p[4 * units + k] + x * p[k] + y * p[units + k] + w * p[2 * units + k] + r * p[3 * units + k];
    sum += p[5 * units + k] * (h > 0 ? h : LEAK * h);
  }
  return Math.tanh(sum);
}

/**
 * The rule at one synapse, before the step size: the change of a weight w whose input is x and whose unit is y, in a trial
 * with the reward term r.
 *
 * @throws ShapeError `plasticity/rule-size`.
 */
export function ruleDelta(rule: PlasticityRule, x: number, y: number, w: number, r: number): number {
  checkRule(rule);
  return rule.kind === 'taylor' ? taylorDelta(rule, x, y, w, r) : mlpDelta(rule, x, y, w, r);
}

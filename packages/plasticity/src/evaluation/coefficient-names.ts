// Coefficients by name, for reports.
import { type PlasticityRule, powersAt, variables } from '../rules/rule';

/** Name of a term of a Taylor series: "x r", "w", "x^2 y", and "1" for the constant. */
export function termName(index: number): string {
  const factors = powersAt(index)
    .map((power, place) => (power === 0 ? '' : power === 1 ? variables[place] : `${variables[place]}^${power}`))
    .filter((factor) => factor !== '');
  return factors.length === 0 ? 'constant' : factors.join(' ');
}

/** Name of a parameter of a rule: a term of a series, or a place in the matrices of a perceptron. */
export function coefficientName(rule: PlasticityRule, index: number): string {
  if (rule.kind === 'taylor') return termName(index);
  const { units } = rule;
  if (index < 4 * units) return `w1[${variables[Math.floor(index / units)]}, ${index % units}]`;
  if (index < 5 * units) return `b1[${index - 4 * units}]`;
  if (index < 6 * units) return `w2[${index - 5 * units}]`;
  return 'b2';
}

/** Places of the numbers that inference may change: the mask of a Taylor rule, all of a perceptron. */
export function freePlaces(rule: PlasticityRule): number[] {
  if (rule.kind === 'mlp') return Array.from(rule.parameters.keys());
  return Array.from(rule.mask.keys()).filter((index) => rule.mask[index] !== 0);
}

import { COEFFICIENTS, type PlasticityRule, powersAt } from './rule';
import { type Term, termName, totalPower } from './terms';

export interface FormatRuleOptions {
  /** Terms whose coefficient is not larger than this are left out. Default: 0, every term that is not exactly 0. */
  tolerance?: number;
  /** Significant digits. Default: 3. */
  digits?: number;
}

/** The terms of a series, the largest coefficient first. */
export function ruleTerms(coefficients: ArrayLike<number>, tolerance = 0): Term[] {
  const terms: Term[] = [];
  for (let k = 0; k < COEFFICIENTS; k++) {
    const value = coefficients[k];
    if (Math.abs(value) > tolerance || Number.isNaN(value)) terms.push({ powers: powersAt(k), value });
  }
  return terms.sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || totalPower(a.powers) - totalPower(b.powers));
}

function shortNumber(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)));
}

/**
 * Writes a rule as a formula, the largest coefficient first; `parseRule` reads it back.
 *
 * @example
 * formatRule(parseRule('-0.05W+XR')); // 'x*r - 0.05*w'
 *
 * @returns '0' where no term is larger than the tolerance; for an MLP rule its form and size.
 */
export function formatRule(rule: PlasticityRule, { tolerance = 0, digits = 3 }: FormatRuleOptions = {}): string {
  if (rule.kind === 'mlp') {
    return `tanh(w2 . leakyRelu([x, y, w, r] W1 + b1) + b2) with ${rule.units} hidden units`;
  }
  const terms = ruleTerms(rule.coefficients, tolerance);
  if (terms.length === 0) return '0';
  return terms
    .map(({ powers, value }, index) => {
      const size = shortNumber(Math.abs(value), digits);
      const name = termName(powers);
      const product = name === '1' ? size : size === '1' ? name : `${size}*${name}`;
      if (index === 0) return value < 0 ? `-${product}` : product;
      return value < 0 ? ` - ${product}` : ` + ${product}`;
    })
    .join('');
}

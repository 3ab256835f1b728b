import { parseRule } from './parse-rule';
import type { TaylorRule } from './rule';

/** A rule from the literature. */
export interface KnownRule {
  name: string;
  formula: string;
  source: string;
  /** A new copy of the rule, every coefficient free. */
  rule(): TaylorRule;
}

function known(name: string, formula: string, source: string): KnownRule {
  return { name, formula, source, rule: () => parseRule(formula) };
}

const table = 'Mehta et al. 2024, table 1';

/** The rules of table 1 of Mehta et al. 2024, and the rules of Oja and Hebb. */
export const knownRules: readonly KnownRule[] = [
  known('reward-gated input', 'x*r', table),
  known('reward-gated input with decay of the weight', 'x*r - 0.05*w', table),
  known('squared reward with decay by activity', 'x*r^2 - 0.05*y', table),
  known('squared reward with gated decay of the weight', 'x*r^2 - 0.05*x*w*r', table),
  known('product of all variables with decay by reward', 'x*y*w*r - 0.05*r', table),
  known('Oja', 'x*y - y^2*w', 'Oja 1982'),
  known('Hebb', 'x*y', 'Hebb 1949'),
];

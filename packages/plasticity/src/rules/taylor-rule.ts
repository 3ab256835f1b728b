import { random } from '@perceptrons/tensor';
import { COEFFICIENTS, type TaylorRule } from './rule';
import { type FreeTerms, maskOf, refuse, seriesOf } from './series';
import { parseTerms, type Term } from './terms';

/** Which terms of a series are free, and their first values. */
export interface TaylorRuleOptions extends FreeTerms {
  /** First values as a formula, 'x*r - 0.05*w', or as terms. Default: all 0. */
  terms?: string | readonly Term[];
  /** First values of the free coefficients: zeros, or normal numbers of this standard deviation. Default: zeros. */
  init?: 'zeros' | { std: number };
  /** Seed of normal first values. Default: 0. */
  seed?: number;
}

/**
 * Makes a truncated Taylor series: dW = step size * sum of coefficient * x^a y^b w^c r^d.
 *
 * @example
 * taylorRule(); // 81 coefficients of 0
 * taylorRule({ variables: ['x', 'y', 'w'], maxOrder: 3 }); // 17 free coefficients
 * taylorRule({ mask: ['1', 'x', 'r', 'x*r', 'w'] }); // 5 free coefficients
 * taylorRule({ terms: 'x*r - 0.05*w' }); // a known rule
 *
 * @throws ConfigError `plasticity/empty-mask`, `plasticity/mask`, `plasticity/unknown-variable`, `plasticity/power`,
 *   `plasticity/rule-text`, `plasticity/masked-term` for a term outside of the mask, `plasticity/init` for `terms` and
 *   `init` together.
 * Source: Mehta et al. 2024, the Taylor form of the rule. There coefficients start at 1e-5 times normal numbers; zeros are
 * no worse, because the terms do not depend on the coefficients.
 */
export function taylorRule(options: TaylorRuleOptions = {}): TaylorRule {
  const { terms = [], init = 'zeros', seed = 0 } = options;
  const mask = maskOf(options);
  if (init !== 'zeros') {
    if (options.terms !== undefined) {
      refuse('init', 'init', 'terms and init are both given. Leave init out where terms give the first values.');
    }
    if (!(init.std >= 0 && Number.isFinite(init.std))) {
      refuse('init', 'init', `init is 'zeros' or { std } with a standard deviation of 0 or more, got ${init.std}.`);
    }
    const drawn = random.normalArray(seed, COEFFICIENTS, { stddev: init.std });
    return { kind: 'taylor', coefficients: Float64Array.from(drawn, (value, k) => (mask[k] ? value : 0)), mask };
  }
  return seriesOf(mask, typeof terms === 'string' ? parseTerms(terms) : terms);
}

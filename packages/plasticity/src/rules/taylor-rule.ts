import { ConfigError, random } from '@perceptrons/tensor';
import {
  variables as allVariables,
  COEFFICIENTS,
  MAX_POWER,
  type Powers,
  powersAt,
  type TaylorRule,
  termIndex,
  type Variable,
} from './rule';
import { parseTerms, type Term, termName, totalPower } from './terms';

/** Which terms of a series are free, and their first values. */
export interface TaylorRuleOptions {
  /** Variables of the series. Default: x, y, w and r (81 terms); x, y, w for activity without rewards (27). */
  variables?: readonly Variable[];
  /** Highest power of each variable. Default: 2. */
  maxPower?: 1 | 2;
  /** Highest sum of the powers of a term; 3 leaves 17 of the 27 terms of three variables. Default: no limit. */
  maxOrder?: number;
  /** Names of the free terms, such as ['1', 'x', 'r', 'x*r', 'w']. Default: all terms that the other limits leave. */
  mask?: readonly string[];
  /** First values as a formula, 'x*r - 0.05*w', or as terms. Default: all 0. */
  terms?: string | readonly Term[];
  /** First values of the free coefficients: zeros, or normal numbers of this standard deviation. Default: zeros. */
  init?: 'zeros' | { std: number };
  /** Seed of normal first values. Default: 0. */
  seed?: number;
}

function refuse(code: string, argument: string, message: string): never {
  throw new ConfigError({ code: `plasticity/${code}`, argument, message: `taylorRule: ${message}` });
}

/** The powers of one term given by name. */
function powersOf(name: string): Powers {
  const terms = parseTerms(name);
  if (terms.length !== 1 || terms[0].value !== 1) {
    refuse('mask', 'mask', `the entries of mask are names of single terms such as 'x*r' or '1', got '${name}'.`);
  }
  return terms[0].powers;
}

function limits({ variables, maxPower, maxOrder }: TaylorRuleOptions): (powers: Powers) => boolean {
  const unknown = variables?.find((variable) => !allVariables.includes(variable));
  if (unknown !== undefined) {
    refuse('unknown-variable', 'variables', `variables are of x, y, w and r, got '${unknown}'.`);
  }
  if (maxPower !== undefined && ![1, MAX_POWER].includes(maxPower)) {
    refuse('power', 'maxPower', `maxPower is 1 or ${MAX_POWER}, got ${maxPower}.`);
  }
  return (powers) =>
    powers.every((power, v) => power === 0 || !variables || variables.includes(allVariables[v])) &&
    Math.max(...powers) <= (maxPower ?? MAX_POWER) &&
    totalPower(powers) <= (maxOrder ?? Number.POSITIVE_INFINITY);
}

function maskOf(options: TaylorRuleOptions): Uint8Array {
  const inside = limits(options);
  const mask = new Uint8Array(COEFFICIENTS);
  if (options.mask) {
    for (const name of options.mask) {
      const powers = powersOf(name);
      if (!inside(powers)) {
        refuse('mask', 'mask', `the term '${name}' of mask lies outside of variables, maxPower or maxOrder.`);
      }
      mask[termIndex(powers)] = 1;
    }
  } else for (let k = 0; k < COEFFICIENTS; k++) mask[k] = inside(powersAt(k)) ? 1 : 0;
  if (!mask.includes(1)) {
    refuse('empty-mask', 'mask', 'the mask selects 0 terms, so nothing could be inferred. Name at least one term.');
  }
  return mask;
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
  const coefficients = new Float64Array(COEFFICIENTS);
  for (const { powers, value } of typeof terms === 'string' ? parseTerms(terms) : terms) {
    const whole = powers.length === 4 && powers.every((power) => [0, 1, MAX_POWER].includes(power));
    if (!whole || !Number.isFinite(value)) {
      refuse('power', 'terms', `a term is four powers from 0 to 2 and a finite value, got [${powers}] and ${value}.`);
    }
    if (!mask[termIndex(powers)]) {
      refuse(
        'masked-term',
        'terms',
        `the term ${termName(powers)} lies outside of the mask. Add it to mask, or leave it out.`,
      );
    }
    coefficients[termIndex(powers)] += value;
  }
  return { kind: 'taylor', coefficients, mask };
}

/**
 * Reads a rule: `taylorRule({ terms: text })`.
 *
 * @param text For example 'x*r - 0.05*w', or a string of the published code such as 'XR-0.05W'; see `parseTerms`.
 * @param options Free terms. Default: all 81.
 * @throws ConfigError as `taylorRule`.
 */
export function parseRule(
  text: string,
  options: Pick<TaylorRuleOptions, 'variables' | 'maxPower' | 'maxOrder' | 'mask'> = {},
): TaylorRule {
  return taylorRule({ ...options, terms: text });
}

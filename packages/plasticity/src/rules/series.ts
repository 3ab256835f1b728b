// A series from its free terms and its coefficients, without random numbers.
import { ConfigError } from '@perceptrons/tensor';
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

/** Which terms of a series are free. */
export interface FreeTerms {
  /** Variables of the series. Default: x, y, w and r (81 terms); x, y, w for activity without rewards (27). */
  variables?: readonly Variable[];
  /** Highest power of each variable. Default: 2. */
  maxPower?: 1 | 2;
  /** Highest sum of the powers of a term; 3 leaves 17 of the 27 terms of three variables. Default: no limit. */
  maxOrder?: number;
  /** Names of the free terms, such as ['1', 'x', 'r', 'x*r', 'w']. Default: all terms that the other limits leave. */
  mask?: readonly string[];
}

/** A refusal in the name of `taylorRule`. */
export function refuse(code: string, argument: string, message: string): never {
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

function limits({ variables, maxPower, maxOrder }: FreeTerms): (powers: Powers) => boolean {
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

/** [81], 1 for each free term. */
export function maskOf(options: FreeTerms): Uint8Array {
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
 * The series with these terms; equal ones are added.
 *
 * @throws ConfigError `plasticity/power`, `plasticity/masked-term`.
 */
export function seriesOf(mask: Uint8Array, terms: readonly Term[]): TaylorRule {
  const coefficients = new Float64Array(COEFFICIENTS);
  for (const { powers, value } of terms) {
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

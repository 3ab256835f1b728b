import { COEFFICIENTS, type Powers, type TaylorRule, termIndex } from '../../rules/rule';

/** A Taylor rule of these terms, in its mask too where a coefficient is 0. */
export function series(...terms: [number, Powers][]): TaylorRule {
  const coefficients = new Float64Array(COEFFICIENTS);
  const mask = new Uint8Array(COEFFICIENTS);
  for (const [coefficient, powers] of terms) {
    coefficients[termIndex(powers)] = coefficient;
    mask[termIndex(powers)] = 1;
  }
  return { kind: 'taylor', coefficients, mask };
}

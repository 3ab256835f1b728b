import type { Claim, SeedSummary } from '@perceptrons/evaluation';
import { claimInterval } from './seeds';

/** What a figure must be. */
export type Bound = { readonly atLeast: number } | { readonly above: number };

/** A claim about the mean of one figure over seeds, with its interval over seeds. */
export function seedClaim(claim: string, figure: SeedSummary, bound: Bound, unit = 'points'): Claim {
  const { mean } = figure;
  const interval = claimInterval(figure);
  if ('atLeast' in bound) {
    const expected = `>= ${bound.atLeast} ${unit}`;
    return { claim, value: mean, interval, expected, holds: mean >= bound.atLeast };
  }
  return { claim, value: mean, interval, expected: `> ${bound.above} ${unit}`, holds: mean > bound.above };
}

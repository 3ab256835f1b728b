import { ConfigError } from '@perceptrons/tensor';
import { incompleteBeta } from './incomplete-beta';

/** Below this share of its value the search for a quantile stops: far under what any report prints. */
const TOLERANCE = 1e-13;

/**
 * The value with P(F <= value) = `share` for the F distribution of Fisher and Snedecor.
 *
 * @param share In (0, 1).
 * @param freedom Degrees of freedom of numerator and denominator, each above 0.
 * @throws ConfigError `evaluation/fisher-quantile` for anything else.
 */
export function fisherQuantile(share: number, [numerator, denominator]: readonly [number, number]): number {
  if (!(share > 0 && share < 1) || !(numerator > 0) || !(denominator > 0)) {
    throw new ConfigError({
      code: 'evaluation/fisher-quantile',
      argument: 'share',
      message: `The share is ${share} and the degrees of freedom are ${numerator} and ${denominator}. The share lies between 0 and 1, and both degrees of freedom are above 0.`,
    });
  }
  const distribution = (value: number): number => {
    const scaled = numerator * value;
    return incompleteBeta(scaled / (scaled + denominator), numerator / 2, denominator / 2);
  };
  let low = 0;
  let high = 1;
  while (distribution(high) < share) high *= 2;
  while (high - low > TOLERANCE * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (distribution(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

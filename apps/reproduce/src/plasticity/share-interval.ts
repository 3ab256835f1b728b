/** A share of some cases. */
export interface Share {
  value: number;
  low: number;
  high: number;
}

/** 97.5 % quantile of the standard normal distribution. */
const QUANTILE = 1.959963984540054;

/**
 * Share of cases with its 95% interval, which stays within 0 and 1 and has a width where all cases are alike.
 *
 * Source: Wilson, Probable inference, the law of succession, and statistical inference (1927).
 */
export function shareOf(cases: readonly boolean[]): Share {
  const count = cases.length;
  const value = cases.filter(Boolean).length / count;
  const square = QUANTILE ** 2 / count;
  const centre = (value + square / 2) / (1 + square);
  const reach = (QUANTILE * Math.sqrt((value * (1 - value) + square / 4) / count)) / (1 + square);
  return { value, low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
}

/** Smallest and largest value of a set of samples. */
export type Spread = [smallest: number, largest: number];

/** The middle value; the mean of the two middle ones for an even count. @throws RangeError for an empty list. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('median needs at least one value, got none');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Smallest and largest value. @throws RangeError for an empty list. */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('spread needs at least one value, got none');
  return [Math.min(...values), Math.max(...values)];
}

/** `value` with `digits` significant digits, as a number, so that reports stay readable. */
export function significant(value: number, digits = 4): number {
  return Number(value.toPrecision(digits));
}

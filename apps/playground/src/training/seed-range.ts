/** What several seeds say: mean, lowest, highest. */
export interface SeedRange {
  mean: number;
  low: number;
  high: number;
  seeds: number;
}

export function seedRange(values: readonly number[]): SeedRange {
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    low: Math.min(...values),
    high: Math.max(...values),
    seeds: values.length,
  };
}

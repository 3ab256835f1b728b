/** A value with the range that its uncertainty leaves open. */
export interface Interval {
  /** The point estimate. */
  value: number;
  low: number;
  high: number;
  /** Coverage of [low, high], for example 0.95. */
  level: number;
}

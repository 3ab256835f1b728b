// How far float32 results are from float64.

/** The largest difference, and the same relative to the largest value; NaN where a number is missing or not one. */
export interface ErrorSize {
  absolute: number;
  relative: number;
}

/** `largest` is the least size to which the difference is related. */
export function errorSize(actual: ArrayLike<number>, expected: ArrayLike<number>, largest = 0): ErrorSize {
  if (actual.length !== expected.length) return { absolute: Number.NaN, relative: Number.NaN };
  let scale = largest;
  let absolute = 0;
  for (let i = 0; i < expected.length; i++) {
    if (Object.is(actual[i], expected[i]) || (Number.isNaN(actual[i]) && Number.isNaN(expected[i]))) continue;
    // Infinities agree in the line above or are an error.
    if (!Number.isFinite(actual[i]) || !Number.isFinite(expected[i]))
      return { absolute: Number.NaN, relative: Number.NaN };
    scale = Math.max(scale, Math.abs(expected[i]));
    absolute = Math.max(absolute, Math.abs(actual[i] - expected[i]));
  }
  return { absolute, relative: absolute === 0 ? 0 : absolute / Math.max(scale, 1e-30) };
}

/** True when the second is worse; NaN is the worst of all. */
export function isWorse(than: ErrorSize, size: ErrorSize): boolean {
  return !(size.relative <= than.relative);
}

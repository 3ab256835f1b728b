/** 0.8437 as "84.4 %", with a thin space that does not break. */
export const percent = (fraction: number, digits = 1): string => `${(100 * fraction).toFixed(digits)}\u202f%`;

/** A difference of two fractions in points, with its sign. */
export const points = (difference: number): string =>
  `${difference < 0 ? '−' : '+'}${Math.abs(100 * difference).toFixed(1)} points`;

/** 12345 as "12,345". */
export const count = (value: number): string => value.toLocaleString('en');

/** 74 as "1 min 14 s". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

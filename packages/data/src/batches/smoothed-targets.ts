import { ConfigError } from '@perceptrons/tensor';

/**
 * Writes the target distribution of one label: 1 - s + s / K for its class, s / K for every other.
 *
 * @param smoothing s, from 0 (one-hot) to 1 (uniform).
 * Source: C. Szegedy and others, "Rethinking the Inception architecture" (2016), section 7.
 */
export function writeTarget(
  target: Float32Array,
  offset: number,
  classes: number,
  label: number,
  smoothing: number,
): void {
  target.fill(smoothing / classes, offset, offset + classes);
  target[offset + label] = 1 - smoothing + smoothing / classes;
}

/** @throws ConfigError `data/label-smoothing` outside [0, 1]. */
export function checkSmoothing(smoothing: number): void {
  if (smoothing >= 0 && smoothing <= 1) return;
  throw new ConfigError({
    code: 'data/label-smoothing',
    argument: 'labelSmoothing',
    message: `labelSmoothing is ${String(smoothing)}. It is the probability given away to all classes, from 0 to 1; 0.1 is usual.`,
  });
}

import { ConfigError, DataError } from '@perceptrons/tensor';

/** Refuses a coverage outside (0, 1). */
export function checkLevel(level: number): void {
  if (!(level > 0 && level < 1)) {
    throw new ConfigError({
      code: 'evaluation/level',
      argument: 'level',
      message: `The level of the interval is ${level}. It must lie between 0 and 1; 0.95 is usual.`,
    });
  }
}

/** Refuses an empty list and entries that are not finite. */
export function checkNumbers(values: ArrayLike<number>, argument: string, least = 1): void {
  if (values.length < least) {
    throw new DataError({
      code: 'evaluation/too-few-values',
      argument,
      message: `There are ${values.length} ${argument}. An interval needs at least ${least}.`,
    });
  }
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index])) {
      throw new DataError({
        code: 'evaluation/not-finite',
        argument,
        message: `Entry ${index} of ${argument} is ${values[index]}. All must be finite numbers.`,
      });
    }
  }
}

// Checks of the arguments of layers and models.
import { ConfigError } from '@perceptrons/tensor';

/** Throws unless `value` is a whole number of at least 1. Returns it. */
export function positiveInteger(owner: string, argument: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  throw new ConfigError({
    code: 'graph/not-a-count',
    argument,
    message: `${owner}: ${argument} is ${String(value)}. It must be a whole number of at least 1.`,
  });
}

/** Throws unless `value` is one of the choices. Returns it. */
export function oneOf<T extends string>(owner: string, argument: string, value: unknown, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new ConfigError({
    code: 'graph/unknown-choice',
    argument,
    message: `${owner}: ${argument} is ${JSON.stringify(value) ?? String(value)}. It must be one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}.`,
  });
}

/** Throws unless `value` is a list of whole numbers of at least 1, with at least `least` of them. Returns it. */
export function positiveIntegers(owner: string, argument: string, value: unknown, least = 1): number[] {
  if (Array.isArray(value) && value.length >= least) {
    return value.map((entry) => positiveInteger(owner, `${argument}, an entry,`, entry));
  }
  throw new ConfigError({
    code: 'graph/not-a-list',
    argument,
    message: `${owner}: ${argument} is ${JSON.stringify(value) ?? String(value)}. It must be a list of at least ${least} whole numbers, each at least 1.`,
  });
}

/** Throws unless `value` is a finite number from `low` to `high`. Returns it. */
export function numberWithin(owner: string, argument: string, value: unknown, low: number, high: number): number {
  if (typeof value === 'number' && value >= low && value <= high) return value;
  throw new ConfigError({
    code: 'graph/out-of-range',
    argument,
    message: `${owner}: ${argument} is ${String(value)}. It must be a number from ${low} to ${high}.`,
  });
}

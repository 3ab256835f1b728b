// The checks that every configuration shares. Each message has what was received, what is accepted and what to do.
import { ConfigError } from '@perceptrons/tensor';

/** Returns a whole number that is at least `least`. */
export function wholeNumber(argument: string, value: unknown, least = 1): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
  throw new ConfigError({
    code: 'vision/not-a-count',
    argument,
    message: `${argument} is ${show(value)}. It must be a whole number of at least ${least}${argument === 'numClasses' ? '; 0 builds a model without a head' : ''}.`,
  });
}

/** Returns a width that splits into two equal halves. */
export function evenWidth(argument: string, value: unknown): number {
  const width = wholeNumber(argument, value);
  if (width % 2 === 0) return width;
  throw new ConfigError({
    code: 'vision/odd-gate',
    argument,
    message: `${argument} is ${width}. A gated layer splits its width into two halves, so it must be even; use ${width - 1 || 2} or ${width + 1}.`,
  });
}

/** Returns a probability below one, or up to one when `inclusive`. */
export function probability(argument: string, value: unknown, inclusive = false): number {
  if (typeof value === 'number' && value >= 0 && (value < 1 || (inclusive && value === 1))) return value;
  throw new ConfigError({
    code: 'vision/not-a-rate',
    argument,
    message: `${argument} is ${show(value)}. It must be a probability from 0 to 1${inclusive ? '' : ', below 1'}.`,
  });
}

/** Returns a finite number. */
export function finiteNumber(argument: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ConfigError({
    code: 'vision/not-a-number',
    argument,
    message: `${argument} is ${show(value)}. It must be a finite number.`,
  });
}

/** Returns one of the choices. */
export function oneOf<T extends string>(argument: string, value: unknown, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new ConfigError({
    code: 'vision/unknown-choice',
    argument,
    message: `${argument} is ${show(value)}. It must be one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}.`,
  });
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

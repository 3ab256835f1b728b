import { ConfigError, DataError } from '@perceptrons/tensor';

/** Error of a graph or a file of graphs that is not as it should be. */
export function dataError(problem: string, message: string): DataError {
  return new DataError({ code: `graph/${problem}`, message });
}

/** Error of an argument. */
export function configError(problem: string, argument: string, message: string): ConfigError {
  return new ConfigError({ code: `graph/${problem}`, argument, message });
}

/**
 * Checks that an argument is a whole number of at least `least`.
 *
 * @throws ConfigError `graph/size`.
 */
export function checkWhole(value: number, argument: string, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw configError('size', argument, `${argument} is ${String(value)}. It must be a whole number, at least ${least}.`);
}

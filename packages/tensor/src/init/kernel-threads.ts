import { ConfigError } from '../errors/perceptrons-error';
import { MOST_HELPERS } from '../threads/control';
import type { InitOptions } from './init-options';

/** More threads were not measured. */
const MOST_BY_DEFAULT = 4;

/**
 * Threads for large products: as asked for, or half of the cores. Two threads of one core share its arithmetic units, and
 * a page has other things to do.
 *
 * @throws ConfigError `tensor/threads` for a number that is no positive integer, or too large.
 */
export function kernelThreads({ threads }: InitOptions): number {
  if (threads === undefined) {
    const cores = typeof navigator === 'undefined' ? 1 : (navigator.hardwareConcurrency ?? 1);
    return Math.max(1, Math.min(MOST_BY_DEFAULT, Math.floor(cores / 2)));
  }
  if (Number.isInteger(threads) && threads >= 1 && threads <= MOST_HELPERS + 1) return threads;
  throw new ConfigError({
    code: 'tensor/threads',
    argument: 'threads',
    message: `init: threads must be a whole number from 1 to ${MOST_HELPERS + 1}, it is ${threads}. Leave it out for half of the cores.`,
  });
}

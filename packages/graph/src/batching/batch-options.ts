import { random } from '@perceptrons/tensor';
import { checkWhole, configError } from '../graph-errors';

/** Options of both ways to batch. */
export interface BatchOptions {
  /** Largest number of graphs in a batch. */
  batchSize: number;
  /** Key or seed to shuffle by; take another one for every epoch. Default: no shuffling. */
  key?: random.KeyOrSeed;
}

/** Checks sizes of graphs and of batches. */
export function checkBatching(sizes: readonly number[], batchSize: number): void {
  checkWhole(batchSize, 'batchSize', 1);
  const wrong = sizes.findIndex((size) => !Number.isSafeInteger(size) || size < 1);
  if (wrong >= 0) {
    const advice = 'A size is the number of vertices of a graph, at least 1.';
    throw configError('size', 'sizes', `sizes[${wrong}] is ${String(sizes[wrong])}. ${advice}`);
  }
}

/** The items in an order drawn by the key, or as they are. */
export function shuffled<T>(items: readonly T[], key: random.KeyOrSeed | undefined): T[] {
  return key === undefined ? [...items] : Array.from(random.permutation(key, items.length), (i) => items[i]);
}

/** Runs of at most `size` items. */
export function cut<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

import { random } from '@perceptrons/tensor';
import { checkWhole } from '../graph-errors';
import { type BatchOptions, checkBatching, cut, shuffled } from './batch-options';

/** Options of `padToBatch`. */
export interface PadToBatchOptions extends BatchOptions {
  /**
   * Number of consecutive graphs that are sorted by size before they are cut into batches: larger windows pad less and
   * mix less. Give a multiple of the batch size. Default 1: no sorting.
   */
  sortWindow?: number;
}

/**
 * Batches graphs of any sizes, to be padded to the largest of their batch. All batches but the last are full.
 *
 * @param sizes Number of vertices of every graph.
 * @param options `batchSize`, `sortWindow`; with `key` graphs are shuffled first, and where windows are sorted batches
 * are shuffled last.
 * @returns Batches of indices into `sizes`; every index once.
 * @throws ConfigError `graph/size`.
 */
export function padToBatch(
  sizes: readonly number[],
  { batchSize, key, sortWindow = 1 }: PadToBatchOptions,
): number[][] {
  checkBatching(sizes, batchSize);
  checkWhole(sortWindow, 'sortWindow', 1);
  const indices = Array.from(sizes, (_, index) => index);
  if (key === undefined) return cut(sortWindows(indices, sizes, sortWindow), batchSize);
  const [graphKey, batchKey] = random.split(key);
  const batches = cut(sortWindows(shuffled(indices, graphKey), sizes, sortWindow), batchSize);
  return sortWindow > 1 ? shuffled(batches, batchKey) : batches;
}

function sortWindows(indices: number[], sizes: readonly number[], window: number): number[] {
  if (window === 1) return indices;
  return cut(indices, window).flatMap((part) => part.sort((a, b) => sizes[a] - sizes[b]));
}

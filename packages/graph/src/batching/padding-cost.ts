import { configError } from '../graph-errors';
import { checkBatching } from './batch-options';

/** What padding adds to the work on batches of graphs. */
export interface PaddingCost {
  /** Number of batches. */
  batches: number;
  /** Pairs of vertices, the sum of n^2: dense layers take time in proportion to it. */
  pairs: number;
  /** The same with padding: the sum of B N^2, N being the largest graph of a batch. */
  paddedPairs: number;
  /** `paddedPairs / pairs`, 1 without padding. */
  pairRatio: number;
  /** Multiplications of one channel of a product of pairs, the sum of n^3. */
  products: number;
  /** The same with padding. */
  paddedProducts: number;
  /** `paddedProducts / products`. */
  productRatio: number;
}

/**
 * Counts what padding costs.
 *
 * @param sizes Number of vertices of every graph.
 * @param batches Indices into `sizes`, as `bucketBySize` and `padToBatch` give them.
 * @throws ConfigError `graph/size` for a size below 1, `graph/batch` for a batch without graphs or with an index out of
 * range.
 */
export function paddingCost(sizes: readonly number[], batches: readonly (readonly number[])[]): PaddingCost {
  checkBatching(sizes, 1);
  const cost = { pairs: 0, paddedPairs: 0, products: 0, paddedProducts: 0 };
  batches.forEach((batch, number) => {
    let largest = 0;
    for (const index of batch) {
      const size = sizes[index];
      if (size === undefined) {
        throw configError(
          'batch',
          'batches',
          `Batch ${number} has index ${index}. There are ${sizes.length} sizes, from 0.`,
        );
      }
      largest = Math.max(largest, size);
      cost.pairs += size ** 2;
      cost.products += size ** 3;
    }
    if (largest === 0) throw configError('batch', 'batches', `Batch ${number} has no graphs. Leave it out.`);
    cost.paddedPairs += batch.length * largest ** 2;
    cost.paddedProducts += batch.length * largest ** 3;
  });
  return {
    batches: batches.length,
    ...cost,
    pairRatio: ratio(cost.paddedPairs, cost.pairs),
    productRatio: ratio(cost.paddedProducts, cost.products),
  };
}

// Without batches nothing is padded.
const ratio = (padded: number, whole: number): number => (whole === 0 ? 1 : padded / whole);

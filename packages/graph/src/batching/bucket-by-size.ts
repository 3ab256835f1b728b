import { random } from '@perceptrons/tensor';
import { type BatchOptions, checkBatching, cut, shuffled } from './batch-options';

/**
 * Batches graphs of equal numbers of vertices, so that nothing is padded. A size whose graphs are no multiple of the
 * batch size leaves a smaller batch.
 *
 * @param sizes Number of vertices of every graph.
 * @param options `batchSize`; with `key` graphs are shuffled within their size and batches among each other, else sizes
 * ascend and graphs keep their order.
 * @returns Batches of indices into `sizes`; every index once.
 * @throws ConfigError `graph/size`.
 * Source: the published code of Maron et al. (2019), which trains on batches of equal size.
 */
export function bucketBySize(sizes: readonly number[], { batchSize, key }: BatchOptions): number[][] {
  checkBatching(sizes, batchSize);
  const buckets = new Map<number, number[]>();
  sizes.forEach((size, index) => {
    const bucket = buckets.get(size);
    if (bucket) bucket.push(index);
    else buckets.set(size, [index]);
  });
  const ascending = [...buckets].sort(([a], [b]) => a - b);
  const within = (size: number) => (key === undefined ? undefined : random.foldIn(key, size));
  const batches = ascending.flatMap(([size, bucket]) => cut(shuffled(bucket, within(size)), batchSize));
  // No graph has 0 vertices, so that this number is free for the order of the batches.
  return shuffled(batches, key === undefined ? undefined : random.foldIn(key, 0));
}

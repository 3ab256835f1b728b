import { random } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { bucketBySize } from '../batching/bucket-by-size';
import { padToBatch } from '../batching/pad-to-batch';
import { encodeGraphs } from '../encoding/encode-graphs';
import type { EncodeOptions } from '../encoding/encode-options';
import type { GraphData } from '../graph-data';

/** How graphs come together in batches. */
export interface GraphBatching {
  /** Largest number of graphs in a batch. */
  batchSize: number;
  /**
   * `equal-size` (default): graphs of one size together, nothing is padded, batches may be small. `padded`: full batches of
   * any sizes, padded to the largest of each; for models that take a mask.
   */
  batching?: 'equal-size' | 'padded';
  /** With `padded`: graphs sorted by size before they are cut into batches, see `padToBatch`. Default 1. */
  sortWindow?: number;
  /** What graphs are encoded as. */
  encoding?: EncodeOptions;
}

/** Settings of {@link graphBatches}. */
export interface GraphBatchesOptions extends GraphBatching {
  /** Gives the mask as a second input. Default: true with `padded`. */
  masked?: boolean;
  /** Where the order comes from; no key: the order of the graphs. */
  key?: random.KeyOrSeed;
  /** Number of the pass over the data; each has its own order. Default 0. */
  epoch?: number;
  /** Starts after this many batches. Default 0. */
  skip?: number;
}

/** One batch: pairs [B, N, N, C], the mask [B, N] where asked for, and targets [B, K]. */
export type GraphBatch = { xs: tf.Tensor | tf.Tensor[]; ys: tf.Tensor };

/** The numbers of the graphs of every batch. */
export function planBatches(graphs: readonly GraphData[], options: GraphBatchesOptions): number[][] {
  const { batchSize, batching = 'equal-size', sortWindow, key, epoch = 0 } = options;
  const sizes = graphs.map(({ nodeCount }) => nodeCount);
  const settings = { batchSize, ...(key !== undefined && { key: random.foldIn(key, epoch) }) };
  return batching === 'padded' ? padToBatch(sizes, { ...settings, sortWindow }) : bucketBySize(sizes, settings);
}

/**
 * Batches of graphs with their targets, for `train`. The order depends on `key` and `epoch` alone, and the number of batches on
 * neither, so that a run that stopped after n batches goes on with `skip: n`.
 *
 * @param targets Row of every graph, [graphs, K] row by row.
 * @returns Dataset with its number of batches in `size`. The consumer disposes the tensors of a batch.
 * @throws ConfigError and DataError of `encodeGraphs`, `bucketBySize` and `padToBatch`.
 */
export function graphBatches(
  graphs: readonly GraphData[],
  targets: Float32Array,
  options: GraphBatchesOptions,
): tf.data.Dataset<GraphBatch> {
  const { batching = 'equal-size', masked = batching === 'padded', encoding, skip = 0 } = options;
  const plan = planBatches(graphs, options).slice(skip);
  const width = targets.length / graphs.length;
  function* batches(): Generator<GraphBatch> {
    for (const numbers of plan) {
      const rows = new Float32Array(numbers.length * width);
      numbers.forEach((number, row) => {
        rows.set(targets.subarray(number * width, (number + 1) * width), row * width);
      });
      yield { xs: modelInputs(graphs, numbers, encoding, masked), ys: tf.tensor2d(rows, [numbers.length, width]) };
    }
  }
  return Object.assign(tf.data.generator<GraphBatch>(batches as never), { size: plan.length });
}

/** The inputs of a model for some of the graphs: pairs, and the mask if it takes one. */
export function modelInputs(
  graphs: readonly GraphData[],
  numbers: readonly number[],
  encoding: EncodeOptions | undefined,
  masked: boolean,
): tf.Tensor | tf.Tensor[] {
  const { pairs, mask } = encodeGraphs(
    numbers.map((number) => graphs[number]),
    { ...encoding, numbers },
  );
  if (masked) return [pairs, mask];
  mask.dispose();
  return pairs;
}

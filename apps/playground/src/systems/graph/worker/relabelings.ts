import { encodeGraphs, type GraphData, permuteGraph, randomPermutation } from '@perceptrons/graph';
import type { Batch } from '@perceptrons/layers';
import { random } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { encoding } from './models';

export interface RelabelingOptions {
  a: GraphData;
  b: GraphData;
  /** Relabelings of each graph in a batch. */
  copies: number;
  seed: number;
  /** Number of batches, those that are skipped included. */
  steps: number;
  skip: number;
}

/** Batches of relabelings of A (class 0) and B (class 1). A batch depends on the seed and its number alone. */
export function relabelings({ a, b, copies, seed, steps, skip }: RelabelingOptions): tf.data.Dataset<Batch> {
  const batch = (step: number): Batch => {
    const key = random.foldIn(random.foldIn(random.key(seed), 3), step);
    const graphs = [a, b].flatMap((graph, side) =>
      Array.from({ length: copies }, (_, copy) =>
        permuteGraph(graph, randomPermutation(graph.nodeCount, random.foldIn(key, 2 * copy + side))),
      ),
    );
    const { pairs, mask } = encodeGraphs(graphs, encoding);
    const targets = graphs.flatMap((_, index) => (index < copies ? [1, 0] : [0, 1]));
    return { xs: [pairs, mask], ys: tf.tensor2d(targets, [graphs.length, 2]) };
  };
  const dataset = tf.data.generator<Batch>(function* () {
    for (let step = skip; step < steps; step++) yield batch(step);
  });
  return Object.assign(dataset, { size: steps - skip });
}

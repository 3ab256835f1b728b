// Training steps over graphs of unequal sizes, in one of the ways of batching.
import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../harness/contender';
import { mix, oneHot, uniform } from '../mixer/weights';
import { batchesOf, type SizedBatch } from './batches';
import type { EpochCase } from './case';
import { ppgnTrainer } from './model';

/** The usual number of vertices, for the size of the weights. */
const USUAL_NODES = 20;

interface Batch {
  pairs: tf.Tensor4D;
  mask?: tf.Tensor2D;
  targets: tf.Tensor2D;
}

/** Random features of the pairs that exist, 0 elsewhere. */
function encode(
  { sizes, nodes, padded }: SizedBatch,
  { shape: { channels, classes } }: EpochCase,
  stream: number,
): Batch {
  const values = uniform(stream, sizes.length * nodes ** 2 * channels, 0, 1);
  const mask = new Float32Array(sizes.length * nodes);
  sizes.forEach((size, graph) => {
    mask.fill(1, graph * nodes, graph * nodes + size);
    for (let place = 0; place < nodes ** 2; place++) {
      const at = (graph * nodes ** 2 + place) * channels;
      if (Math.floor(place / nodes) >= size || place % nodes >= size) values.fill(0, at, at + channels);
    }
  });
  const labels = Int32Array.from(sizes, (_, graph) => mix(stream, graph) % classes);
  const targets = oneHot(labels, classes);
  return {
    pairs: tf.tensor4d(values, [sizes.length, nodes, nodes, channels]),
    mask: padded ? tf.tensor2d(mask, [sizes.length, nodes]) : undefined,
    targets: tf.tensor2d(targets.data, [sizes.length, classes]),
  };
}

/** All batches once with the `ppgn` of the package; a step of the benchmark is one epoch. */
export function ppgnEpoch(task: EpochCase): Subject {
  const batches = batchesOf(task).map((batch, index) => encode(batch, task, index + 100));
  const train = ppgnTrainer(task.shape, USUAL_NODES, task.batching !== 'equal');
  const epoch = async (): Promise<void> => {
    for (const { pairs, mask, targets } of batches) {
      const loss = await train(mask ? [pairs, mask] : pairs, targets);
      if (Number.isNaN(loss)) throw new Error('the loss is NaN');
    }
  };
  return {
    // Batches differ, so there is nothing to compare.
    async check() {
      await epoch();
      return {};
    },
    step: epoch,
  };
}

import { DataError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy';
import type { Loss } from '../losses/targets';
import type { Batch } from './train-options';
import { batchAccuracy, checkBatch } from './training-step';
import { yieldToEventLoop } from './yield-to-event-loop';

/** Result of `evaluateModel`. */
export interface Evaluation {
  /** Mean loss over the examples. */
  loss: number;
  /** Share of examples whose largest output is at the largest target. */
  accuracy: number;
  examples: number;
}

/** Milliseconds of work between two turns of the event loop. */
const turn = 12;

/**
 * Measures a model on batches, without training.
 *
 * @param data Batches { xs, ys }; they are disposed here.
 * @param options Settings.
 * @param options.loss Default `softmaxCrossEntropy`.
 * @param options.signal Ends early; the result then covers the batches so far.
 * @throws DataError `layers/no-data` if there is no batch, ShapeError `layers/batch-shape`.
 */
export async function evaluateModel(
  model: tf.LayersModel,
  data: tf.data.Dataset<Batch>,
  { loss = softmaxCrossEntropy, signal }: { loss?: Loss; signal?: AbortSignal } = {},
): Promise<Evaluation> {
  const sums = tf.tidy(() => tf.variable(tf.zeros([2]), false));
  let examples = 0;
  let resting = performance.now();
  try {
    const iterator = await data.iterator();
    while (!signal?.aborted) {
      const { value: batch, done } = await iterator.next();
      if (done || !batch) break;
      try {
        checkBatch(model, batch);
        tf.tidy(() => {
          const outputs = model.apply(batch.xs, { training: false }) as tf.Tensor;
          const measured = tf.stack([loss(batch.ys, outputs), batchAccuracy(batch.ys, outputs)]);
          sums.assign(sums.add(measured.mul(batch.ys.shape[0])));
        });
        examples += batch.ys.shape[0];
      } finally {
        tf.dispose([batch.xs, batch.ys]);
      }
      if (performance.now() - resting > turn) {
        await yieldToEventLoop();
        resting = performance.now();
      }
    }
    if (examples === 0 && !signal?.aborted) {
      throw new DataError({
        code: 'layers/no-data',
        argument: 'data',
        message: `The data set to measure ${model.name} on gave 0 batches. Pass a data set with at least one { xs, ys }.`,
      });
    }
    const [lossSum, correct] = await sums.data();
    return { loss: lossSum / examples, accuracy: correct / examples, examples };
  } finally {
    sums.dispose();
  }
}

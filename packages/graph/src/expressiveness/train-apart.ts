// Training of one network to tell the two graphs of one pair apart.
import { AdamW, yieldToEventLoop } from '@perceptrons/layers';
import * as tf from '@tensorflow/tfjs';
import type { EncodedGraphs } from '../encoding/encode-graphs';
import { cosineEmbeddingLoss } from './cosine-embedding-loss';
import { embed } from './graph-encoding';
import { plateauSchedule } from './plateau-schedule';

/** How a network is trained on a pair; the defaults are those of the published protocol. */
export interface TrainApartOptions {
  /** Default 20. */
  epochs?: number;
  /** Default 1e-4. */
  learningRate?: number;
  /** Times the weight, added to its gradient before Adam. Default 1e-4. */
  weightDecay?: number;
  /** Training ends after an epoch whose mean loss is below this. Default 0.2. */
  stopLoss?: number;
  /** Of the loss. Default 0. */
  margin?: number;
  signal?: AbortSignal;
  onEpoch?: (epoch: number, loss: number) => void;
}

/**
 * Trains a model on batches in which the graphs of a pair alternate: a, b, a, b, ...
 *
 * @returns Epochs that were run and the mean loss of the last one; undefined if the signal ended it.
 */
export async function trainApart(
  model: tf.LayersModel,
  batches: readonly EncodedGraphs[],
  options: TrainApartOptions = {},
): Promise<{ epochs: number; loss: number } | undefined> {
  const { epochs = 20, learningRate = 1e-4, weightDecay = 1e-4, stopLoss = 0.2, margin = 0 } = options;
  const optimizer = new AdamW({ learningRate, epsilon: 1e-8, weightDecay: 0 });
  const nextRate = plateauSchedule(learningRate);
  try {
    for (let epoch = 1; ; epoch++) {
      let [sum, pairs] = [0, 0];
      for (const batch of batches) {
        await yieldToEventLoop();
        if (options.signal?.aborted) return undefined;
        const count = batch.mask.shape[0] / 2;
        sum += count * (await step(model, optimizer, batch, { weightDecay, margin }));
        pairs += count;
      }
      const loss = sum / pairs;
      options.onEpoch?.(epoch, loss);
      if (loss < stopLoss || epoch === epochs) return { epochs: epoch, loss };
      optimizer.learningRate = nextRate(loss);
    }
  } finally {
    optimizer.dispose();
  }
}

async function step(
  model: tf.LayersModel,
  optimizer: AdamW,
  batch: EncodedGraphs,
  { weightDecay, margin }: { weightDecay: number; margin: number },
): Promise<number> {
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const loss = tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() => {
      const [first, second] = tf.unstack(tf.reshape(embed(model, batch, true), [batch.mask.shape[0] / 2, 2, -1]), 1);
      return cosineEmbeddingLoss(first, second, margin);
    }, variables);
    const decayed = variables.flatMap((weight) => {
      const gradient = grads[weight.name];
      // The loss may not depend on a weight at all, such as those of a block whose readout is not used.
      if (!gradient) return [];
      return [{ name: weight.name, tensor: tf.add(gradient, tf.mul(weight, weightDecay)) }];
    });
    optimizer.applyGradients(decayed);
    return value;
  });
  const [value] = await loss.data();
  loss.dispose();
  return value;
}

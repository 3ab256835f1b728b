import { imageBatches, type LabelledImages } from '@perceptrons/data';
import * as tf from '@tensorflow/tfjs';

/**
 * The scores of a model for every image of a set, in order.
 *
 * @returns count x classes logits, row by row.
 */
export async function classify(model: tf.LayersModel, data: LabelledImages, batchSize = 200): Promise<Float32Array> {
  const classes = data.classNames.length;
  const scores = new Float32Array(data.count * classes);
  let row = 0;
  await imageBatches(data, { batchSize }).forEachAsync(({ xs, ys }) => {
    const logits = tf.tidy(() => model.apply(xs, { training: false }) as tf.Tensor);
    scores.set(logits.dataSync(), row * classes);
    row += xs.shape[0];
    tf.dispose([xs, ys, logits]);
  });
  return scores;
}

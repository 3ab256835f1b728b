import { imageBatches, type LabelledImages } from '@perceptrons/data';
import * as tf from '@tensorflow/tfjs';

const batchSize = 250;

/** Class probabilities of every image, row by row: [count, classes]. */
export async function predictProbabilities(model: tf.LayersModel, images: LabelledImages): Promise<Float32Array> {
  const classes = images.classNames.length;
  const result = new Float32Array(images.count * classes);
  let row = 0;
  const iterator = await imageBatches(images, { batchSize }).iterator();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    const { xs, ys } = next.value;
    const probabilities = tf.tidy(() => tf.softmax(model.predict(xs) as tf.Tensor2D));
    result.set(await probabilities.data(), row * classes);
    row += xs.shape[0];
    tf.dispose([xs, ys, probabilities]);
  }
  return result;
}

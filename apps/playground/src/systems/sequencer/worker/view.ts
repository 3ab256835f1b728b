import { imageAt, imageTensor, type LabelledImages, labelledImages } from '@perceptrons/data';
import { effectiveReceptiveField } from '@perceptrons/vision';
import * as tf from '@tensorflow/tfjs';
import { imageSide } from '../../../images/image-data';
import { predictProbabilities } from '../../../images/worker/predict';
import type { FieldMap, SizeView } from '../run';
import type { Models } from './models';
import { blockLayers } from './models';
import { resizedImages } from './resize-images';

/** One list of probabilities per image. */
function rowsOf(probabilities: Float32Array, classes: number): number[][] {
  return Array.from({ length: probabilities.length / classes }, (_, row) => [
    ...probabilities.subarray(row * classes, (row + 1) * classes),
  ]);
}

/** The receptive field of the middle after every block, on one scale, as a mean over the images. */
async function fieldMaps(model: tf.LayersModel, images: LabelledImages): Promise<FieldMap[]> {
  const input = imageTensor(Array.from({ length: images.count }, (_, index) => imageAt(images, index)));
  try {
    const found = await effectiveReceptiveField(model, input, { layers: [...blockLayers], scale: 'joint' });
    const maps: FieldMap[] = [];
    for (const [block, { map }] of found.entries()) {
      const [rows, columns] = map.shape;
      maps.push({ block, rows, columns, values: (await map.data()) as Float32Array });
    }
    tf.dispose(found.map(({ map }) => map));
    return maps;
  } finally {
    input.dispose();
  }
}

/** What the Mixer makes of the images, or in its own words why it cannot. */
export async function mixerAnswer(mixer: tf.LayersModel, images: LabelledImages): Promise<SizeView['mixer']> {
  try {
    return { probabilities: rowsOf(await predictProbabilities(mixer, images), images.classNames.length) };
  } catch (error) {
    if (images.height === imageSide) throw error;
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Shows sample images to the models at one side. */
export async function viewOf(
  models: Models,
  samples: { images: Uint8Array; classNames: string[] },
  side: number,
): Promise<SizeView> {
  const { images, classNames } = samples;
  const count = images.length / imageSide ** 2;
  const labels = new Int32Array(count);
  const trained = { name: 'samples', images, labels, height: imageSide, width: imageSide, classNames };
  const resized = resizedImages(labelledImages(trained), side);
  return {
    side,
    pixels: resized.images,
    probabilities: rowsOf(await predictProbabilities(models.sequencer, resized), classNames.length),
    maps: await fieldMaps(models.sequencer, resized),
    mixer: models.mixer ? await mixerAnswer(models.mixer, resized) : {},
  };
}

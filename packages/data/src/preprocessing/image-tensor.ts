import { DataError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { HostImage } from '../images/host-image';
import { type Normalisation, normalisationTables, normaliseBytes, symmetricNormalisation } from './normalise';

/**
 * Turns byte images into the input of a model.
 *
 * @param images One image or several of one size. Floats are taken as normalised already.
 * @param normalise Default { mean: 0.5, std: 0.5 }, that is [-1, 1].
 * @returns [count, height, width, channels] float32; the caller disposes it.
 * @throws DataError `data/image-size` for no image or different sizes; ConfigError `data/normalisation`.
 */
export function imageTensor(
  images: HostImage | readonly HostImage[],
  normalise: Normalisation = symmetricNormalisation,
): tf.Tensor4D {
  const list: readonly HostImage[] = 'data' in images ? [images] : images;
  if (list.length === 0) {
    throw new DataError({
      code: 'data/image-size',
      argument: 'images',
      message: 'imageTensor came with an empty list. Pass one image or several of the same size.',
    });
  }
  const { height, width, channels } = list[0];
  const tables = normalisationTables(normalise, channels);
  const size = height * width * channels;
  const values = new Float32Array(list.length * size);
  list.forEach((image, i) => {
    if (image.height !== height || image.width !== width || image.channels !== channels || image.data.length !== size) {
      throw new DataError({
        code: 'data/image-size',
        argument: 'images',
        message: `Image ${i} is ${image.height}x${image.width}x${image.channels} with ${image.data.length} values, image 0 is ${height}x${width}x${channels}. Resize them to one size first, for example with evaluationImage.`,
      });
    }
    if (image.data instanceof Uint8Array) normaliseBytes({ ...image, data: image.data }, tables, values, i * size);
    else values.set(image.data, i * size);
  });
  return tf.tensor4d(values, [list.length, height, width, channels]);
}

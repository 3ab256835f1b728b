import { DataError } from '@perceptrons/tensor';
import type { LabelledImages } from './labelled-images';

/**
 * Copies the images at `indices`, in that order. An index may occur more than once.
 *
 * @throws DataError `data/image-index` for an index outside 0 to count - 1.
 */
export function selectImages(data: LabelledImages, indices: ArrayLike<number>, name = data.name): LabelledImages {
  const size = data.height * data.width * data.channels;
  const images = new Uint8Array(indices.length * size);
  const labels = new Int32Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    if (!Number.isInteger(index) || index < 0 || index >= data.count) {
      throw new DataError({
        code: 'data/image-index',
        argument: 'indices',
        message: `${data.name}: index ${i} is ${String(index)}. The set has ${data.count} images, so an index is an integer from 0 to ${data.count - 1}.`,
      });
    }
    images.set(data.images.subarray(index * size, (index + 1) * size), i * size);
    labels[i] = data.labels[index];
  }
  return { ...data, name, images, labels, count: indices.length, classNames: [...data.classNames] };
}

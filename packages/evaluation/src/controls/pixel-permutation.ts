import type { LabelledImages } from '@perceptrons/data';
import { ConfigError, random, ShapeError } from '@perceptrons/tensor';

/** Size of the images and of the patches that a patch permutation keeps together. */
export interface PatchGrid {
  height: number;
  width: number;
  /** Side of the square patches; divides height and width. */
  patchSize: number;
}

/** A patch permutation as orders of patches, of pixels inside a patch, and of all pixels. */
export interface PatchPermutation {
  /** [patches] new patch p is old patch `patches[p]`, row-major over the grid. */
  patches: Int32Array;
  /** [patchSize * patchSize] new pixel q of every patch is old pixel `pixels[q]`, row-major inside the patch. */
  pixels: Int32Array;
  /** [height * width] the two together: new pixel i is old pixel `all[i]`. */
  all: Int32Array;
}

/**
 * One fixed permutation of the patches and one of the pixels inside every patch: the transformation that a patch model
 * without built-in position can undo exactly, and a convolution cannot.
 *
 * @param key the same key gives the same permutation.
 * @throws ConfigError if the patch side does not divide the image.
 * Source: Tolstikhin et al., "MLP-Mixer" (NeurIPS 2021), section 3.4, input permutations.
 */
export function patchPermutation({ height, width, patchSize }: PatchGrid, key: random.Key | number): PatchPermutation {
  if (!Number.isInteger(patchSize) || patchSize < 1 || height % patchSize !== 0 || width % patchSize !== 0) {
    throw new ConfigError({
      code: 'evaluation/patch-size',
      argument: 'patchSize',
      message: `A patch side of ${patchSize} does not divide ${height}x${width} pixels. Choose a common divisor of height and width.`,
    });
  }
  const columns = width / patchSize;
  const [patchKey, pixelKey] = random.split(typeof key === 'number' ? random.key(key) : key, 2);
  const patches = random.permutation(patchKey, (height / patchSize) * columns);
  const pixels = random.permutation(pixelKey, patchSize * patchSize);
  const position = (patch: number, pixel: number) => {
    const row = Math.floor(patch / columns) * patchSize + Math.floor(pixel / patchSize);
    return row * width + (patch % columns) * patchSize + (pixel % patchSize);
  };
  const all = new Int32Array(height * width);
  for (let patch = 0; patch < patches.length; patch++) {
    for (let pixel = 0; pixel < pixels.length; pixel++) {
      all[position(patch, pixel)] = position(patches[patch], pixels[pixel]);
    }
  }
  return { patches, pixels, all };
}

/**
 * Moves the pixels of every image by one permutation, all channels of a pixel together.
 *
 * @param data images [count, height, width, channels].
 * @param permutation [height * width]; new pixel i is old pixel `permutation[i]`.
 * @returns a new data set with the same labels.
 * @throws ShapeError if the permutation is not one of the image's pixels.
 */
export function permutePixels(data: LabelledImages, permutation: Int32Array): LabelledImages {
  const size = data.height * data.width;
  const seen = new Uint8Array(size);
  for (const index of permutation) if (index >= 0 && index < size) seen[index] = 1;
  if (permutation.length !== size || seen.includes(0)) {
    throw new ShapeError({
      code: 'evaluation/not-a-permutation',
      argument: 'permutation',
      message: `The permutation has ${permutation.length} entries, ${seen.reduce((sum, value) => sum + value, 0)} of them different pixels. It must hold each of the ${size} pixels of a ${data.height}x${data.width} image once.`,
    });
  }
  const images = new Uint8Array(data.images.length);
  for (let image = 0; image < data.count; image++) {
    for (let pixel = 0; pixel < size; pixel++) {
      const target = (image * size + pixel) * data.channels;
      const source = (image * size + permutation[pixel]) * data.channels;
      for (let channel = 0; channel < data.channels; channel++)
        images[target + channel] = data.images[source + channel];
    }
  }
  return { ...data, images };
}

import { DataError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';

/** A permutation of images that a Mixer can undo: which patch, and which pixel of a patch, moves to each place. */
export interface TokenPermutation {
  /** For every place in the row-major patch grid, the patch that moves there. */
  patches: Int32Array;
  /** For every place inside a patch, row-major, the pixel that moves there; the same in all patches. */
  pixels: Int32Array;
}

/**
 * Gives a Mixer the weights with which it does to permuted images what it did to the images before: the rows of the stem's
 * kernel follow the pixels inside a patch; of every token MLP the rows of the first kernel, and the columns and biases of
 * the second, follow the patches. Logits stay the same up to rounding, and so does every step of training from there on.
 *
 * @param model a Mixer for the permuted image size; changed in place.
 * @throws DataError if the model has no such weights or they have other sizes.
 * Source: Tolstikhin et al., "MLP-Mixer" (NeurIPS 2021), section 3.4; the argument by rows and columns is ours.
 */
export function permuteMixerWeights(model: tf.LayersModel, { patches, pixels }: TokenPermutation): void {
  const blocks = tf.tidy(() => permuteWeights(model, patches, pixels));
  if (blocks === 0) {
    throw new DataError({
      code: 'vision/no-token-mixing',
      argument: 'model',
      message: `The model ${model.name} has no layer named block<i>_tokens. Matching weights exist for the Mixer only.`,
    });
  }
}

/** Permutes in place and counts the token MLPs. */
function permuteWeights(model: tf.LayersModel, patches: Int32Array, pixels: Int32Array): number {
  let blocks = 0;
  for (const layer of model.layers) {
    if (layer.name === 'stem') {
      const [kernel, ...others] = layer.getWeights();
      const inputs = kernel.size / kernel.shape[kernel.rank - 1]!;
      const channels = Math.max(1, Math.round(inputs / pixels.length));
      checkSize(layer.name, inputs, pixels.length * channels);
      const rows = Int32Array.from({ length: pixels.length * channels }, (_, row) => {
        return pixels[Math.floor(row / channels)] * channels + (row % channels);
      });
      const flat = kernel.reshape([rows.length, kernel.size / rows.length]);
      layer.setWeights([tf.gather(flat, rows, 0).reshape(kernel.shape), ...others]);
    } else if (/^block\d+_tokens$/.test(layer.name)) {
      const [kernel1, bias1, kernel2, bias2] = layer.getWeights();
      checkSize(layer.name, kernel1.shape[0]!, patches.length);
      checkSize(layer.name, bias2.size, patches.length);
      layer.setWeights([
        tf.gather(kernel1, patches, 0),
        bias1,
        tf.gather(kernel2, patches, 1),
        tf.gather(bias2, patches, 0),
      ]);
      blocks++;
    }
  }
  return blocks;
}

function checkSize(layer: string, found: number, expected: number): void {
  if (found !== expected) {
    throw new DataError({
      code: 'vision/permutation-size',
      argument: 'permutation',
      message: `Layer ${layer} has size ${found}, the permutation ${expected}. Use a permutation of the model's own patch grid.`,
    });
  }
}

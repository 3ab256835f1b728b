import { ConfigError, ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { oneOf, wholeNumber } from '../config/checks';
import { type Center, centerOf } from './map-center';
import { scaleMaps } from './scale-maps';

/** Options of `effectiveReceptiveField`. */
export interface EffectiveReceptiveFieldOptions {
  /** Names of layers whose outputs are grids [B, rows, columns, channels] or tokens [B, tokens, channels]. */
  layers: readonly string[];
  /** Row and column of the token to look from, in each map. Default: rows / 2 - 1 and columns / 2 - 1, rounded down. */
  center?: Center;
  /** Bring the maps to [0, 1] with one scale for all of them, each by itself, or not at all. Default `joint`. */
  scale?: 'joint' | 'each' | 'none';
  /** Images that are differentiated at once. Default 8. */
  batchSize?: number;
  /** Stops between two batches; its reason is thrown. */
  signal?: AbortSignal;
  /** Called after each batch of each layer. */
  onProgress?: (event: { layer: string; done: number; total: number }) => void;
}

/** What one layer sees of the images. */
export interface ReceptiveField {
  /** Name of the layer. */
  name: string;
  /** [height, width] of the images. The caller disposes it. */
  map: tf.Tensor2D;
}

/**
 * Effective receptive field: how strongly each pixel, if it grows, raises the sum of the channels of one token.
 *
 * The gradient of that sum with respect to the images is cut at 0 and added up over images and colours; the map is
 * log10(sum + 1). The model runs in inference mode and stays as it is.
 *
 * @param model A model over one input of images.
 * @param images [count, height, width, channels], at least one.
 * @returns One map for each layer, in the order asked for.
 * @throws ConfigError `vision/layer` for a layer that the model lacks; ShapeError `vision/feature-map`, `vision/center` for an
 *   output that is no map or a token outside of it, `vision/no-images`.
 * Source: the published scripts of "Sequencer" (NeurIPS 2022), after Luo et al. (2016).
 *
 * @example
 * const [{ map }] = await effectiveReceptiveField(model, images, { layers: ['stage0_block0'] });
 */
export async function effectiveReceptiveField(
  model: tf.LayersModel,
  images: tf.Tensor4D,
  { layers, center, scale = 'joint', batchSize = 8, signal, onProgress }: EffectiveReceptiveFieldOptions,
): Promise<ReceptiveField[]> {
  oneOf('scale', scale, ['joint', 'each', 'none']);
  wholeNumber('batchSize', batchSize);
  const total = images.shape[0];
  if (images.rank !== 4 || total === 0) {
    throw new ShapeError({
      code: 'vision/no-images',
      argument: 'images',
      message: `The images have shape [${images.shape}]. Pass at least one, as [count, height, width, channels].`,
    });
  }
  const parts = layers.map((name) => partOf(model, name));
  const sums: tf.Tensor2D[] = [];
  try {
    for (const [i, layer] of layers.entries()) {
      for (let done = 0; done < total; done += batchSize) {
        signal?.throwIfAborted();
        const next = tf.tidy(() => {
          const batch = images.slice([done, 0, 0, 0], [Math.min(batchSize, total - done), -1, -1, -1]).toFloat();
          const seen = gradientAt(parts[i], batch, layer, center);
          return sums[i] === undefined ? seen : sums[i].add(seen);
        }) as tf.Tensor2D;
        sums[i]?.dispose();
        sums[i] = next;
        onProgress?.({ layer, done: Math.min(done + batchSize, total), total });
        // Lets events run between batches.
        await next.data();
      }
    }
    const maps = tf.tidy(() => scaleMaps(sums.map(logarithm), scale));
    return layers.map((name, i) => ({ name, map: maps[i] }));
  } finally {
    tf.dispose(sums);
  }
}

/** The model up to a layer. It shares the layers of the model. */
function partOf(model: tf.LayersModel, name: string): tf.LayersModel {
  const layer = model.layers.find((each) => each.name === name);
  if (layer === undefined) {
    throw new ConfigError({
      code: 'vision/layer',
      argument: 'layers',
      message: `The model "${model.name}" has no layer "${name}". It has ${model.layers.map((each) => each.name).join(', ')}.`,
    });
  }
  return tf.model({ inputs: model.inputs, outputs: layer.output as tf.SymbolicTensor });
}

/** [height, width]: positive gradients of the sum of one token's channels, added up over images and colours. */
function gradientAt(part: tf.LayersModel, batch: tf.Tensor, layer: string, center: Center | undefined): tf.Tensor2D {
  const tokenSum = (x: tf.Tensor) => {
    const features = part.apply(x, { training: false }) as tf.Tensor;
    return features.slice(...centerOf(features.shape, layer, center)).sum();
  };
  return tf.grad(tokenSum)(batch).relu().sum([0, 3]);
}

function logarithm(sum: tf.Tensor2D): tf.Tensor2D {
  return sum.log1p().div(Math.LN10);
}

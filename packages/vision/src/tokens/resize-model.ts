import { PatchEmbedding, PositionEmbedding } from '@perceptrons/layers';
import { ConfigError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { oneOf } from '../config/checks';
import { type ImageSize, imageSides } from '../config/image-size';
import { type Grid, stageGrids } from '../config/stage-grids';
import { ImageModel } from '../model/image-model';
import { variablesByName } from '../weights/model-weights';
import { gridResampling, type Resampling } from './grid-resampling';

/** Options of `resizeModel`. */
export interface ResizeModelOptions {
  /** How a position embedding is resampled. Default `bicubic`. */
  positions?: Resampling;
}

/**
 * Makes a model for another image size with the same weights: a Sequencer2D, a V-Sequencer, a vision transformer, a
 * convolutional network or a bag of patches. A position embedding is resampled from the old grid of tokens to the new one;
 * nothing else depends on the size.
 *
 * @param model It is left as it is.
 * @param imageSize The new size, in pixels; null for a model without a position embedding that is to take every size.
 * @returns A new model.
 * @throws ConfigError `vision/tied-to-size` for a model whose weights belong to its image size; ImageSizeError
 *   `vision/image-size` for a size that does not fit.
 * Source: Dosovitskiy et al. (2021), section 3.2, for position embeddings; bicubic resampling as in PyTorch.
 */
export function resizeModel(
  model: tf.LayersModel,
  imageSize: ImageSize | null,
  { positions = 'bicubic' }: ResizeModelOptions = {},
): tf.LayersModel {
  oneOf('positions', positions, ['bicubic', 'bilinear']);
  const sides = imageSize === null ? null : imageSides(imageSize);
  refuseTied(model, sides);
  const stem = model.layers.find((layer) => layer instanceof PatchEmbedding);
  const resized = rebuild(model, sides, stem && sides ? gridOf(stem, sides) : null);
  const from = variablesByName(model);
  tf.tidy(() => {
    for (const layer of resized.layers) {
      const isEmbedding = layer instanceof PositionEmbedding;
      for (const variable of layer.weights) {
        const value = from.get(variable.originalName)!.read();
        variable.write(isEmbedding && stem && sides ? resampled(value, model, stem, sides, positions) : value.clone());
      }
    }
  });
  return resized;
}

/** The same layers over another input, with weights of 0. */
function rebuild(model: tf.LayersModel, sides: [number, number] | null, grid: Grid | null): tf.LayersModel {
  const config = model.getConfig() as { layers: Array<{ className: string; config: tf.serialization.ConfigDict }> };
  const [batch, , , channels] = model.inputs[0].shape;
  const layers = config.layers.map((layer) => {
    if (layer.className === 'InputLayer') {
      const batchInputShape = [batch, ...(sides ?? [null, null]), channels];
      return { ...layer, config: { ...layer.config, batchInputShape } };
    }
    if (layer.className !== 'Reshape' || !grid) return layer;
    const [, , width] = layer.config.targetShape as number[];
    return { ...layer, config: { ...layer.config, targetShape: [...grid, width] } };
  });
  // The weights start at 0: every one of them is written afterwards.
  const rebuilt = tf.LayersModel.fromConfig(ImageModel, { ...config, layers } as tf.serialization.ConfigDict, {}, true);
  return rebuilt as tf.LayersModel;
}

function gridOf({ patchSize, onMismatch }: PatchEmbedding, sides: readonly [number, number]): Grid {
  return stageGrids(sides, [patchSize[0]], onMismatch === 'floor' ? 'floor' : 'error')[0];
}

function resampled(
  embedding: tf.Tensor,
  model: tf.LayersModel,
  stem: PatchEmbedding,
  sides: [number, number],
  method: Resampling,
): tf.Tensor {
  const [, height, width] = model.inputs[0].shape as number[];
  const matrix = gridResampling(gridOf(stem, [height, width]), gridOf(stem, sides), method);
  return matrix.matMul(embedding as tf.Tensor2D);
}

function refuseTied(model: tf.LayersModel, sides: [number, number] | null): void {
  const isMixer = model.layers.some(({ name }) => /^block\d+_(tokens|gate)$/.test(name));
  const isFlat = model.layers.some((layer) => layer.getClassName() === 'Flatten');
  const hasPositions = model.layers.some((layer) => layer instanceof PositionEmbedding);
  if (!isMixer && !isFlat && !(hasPositions && sides === null)) return;
  const reason = isMixer
    ? 'its token maps have a weight for each token; use resizeMixerTokens'
    : isFlat
      ? 'its first layer has a weight for each pixel; resize the images'
      : 'it has a position embedding; give a size';
  throw new ConfigError({
    code: 'vision/tied-to-size',
    argument: 'model',
    message: `The model "${model.name}" cannot be made for ${sides ? sides.join('x') : 'every size'} with the same weights: ${reason}.`,
  });
}

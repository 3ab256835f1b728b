import * as tf from '@tensorflow/tfjs';
import { oneOf } from '../config/checks';
import type { FamilyConfig } from '../config/family-config';
import { type ImageSize, imageSides, tokenGrid } from '../config/image-size';
import type { ResolvedConfig } from '../config/resolve-config';
import { gMlp } from '../families/g-mlp';
import { gMixer, mixer } from '../families/mixer';
import { resMlp } from '../families/res-mlp';
import { describeModel } from '../model/describe-model';
import { variablesByName } from '../weights/model-weights';
import { gridResampling } from './grid-resampling';
import { type SubGrids, subGrids } from './sub-grids';

/** Options of `resizeMixerTokens`. */
export interface ResizeMixerTokensOptions {
  /**
   * `strided`: copies of the token maps side by side, each over the tokens of one phase; whole factors only. Exact when
   * the new tokens repeat the old ones. `blocked`: the same with rectangles of neighbours; exact when the new tokens
   * tile the old ones. `interpolate`: any size, the same hidden width, the maps resampled as images; needs fine-tuning.
   * Default `strided`.
   */
  method?: 'strided' | 'blocked' | 'interpolate';
}

/** How one method changes what reads tokens, what writes tokens, and what is in between. */
interface TokenMethod {
  /** [S, units] to [S', units']. */
  reader(kernel: tf.Tensor2D): tf.Tensor2D;
  /** [units, S] to [units', S']. */
  writer(kernel: tf.Tensor2D): tf.Tensor2D;
  /** [units] to [units']. */
  hidden(bias: tf.Tensor1D): tf.Tensor1D;
  /** [S] to [S']. */
  tokens(bias: tf.Tensor1D): tf.Tensor1D;
  /** [S, S] to [S', S'], for maps without a hidden layer. */
  map(kernel: tf.Tensor2D): tf.Tensor2D;
}

/**
 * Makes a model for another image size from a trained one, patch size and other weights unchanged. A Mixer is tied to its
 * number of tokens; this is how it is fine-tuned at a higher resolution.
 *
 * `strided` and `blocked` make the token MLP of the new model `count` times as wide, where `count` is the number of old
 * grids in the new one; its kernels are block-diagonal and stored dense.
 *
 * @param model A model made by `mixer`, `gMixer`, `resMlp` or `gMlp`. It is left as it is.
 * @param imageSize The new size, in pixels; a multiple of the patch size.
 * @returns A new model.
 * @throws ImageSizeError `vision/image-size`, `vision/resize-factor` for a size that does not fit.
 * Source: MLP-Mixer (2021) fine-tunes at higher resolution from block-diagonal copies; `strided` and `interpolate` are ours.
 */
export function resizeMixerTokens(
  model: tf.LayersModel,
  imageSize: ImageSize,
  { method = 'strided' }: ResizeMixerTokensOptions = {},
): tf.LayersModel {
  oneOf('method', method, ['strided', 'blocked', 'interpolate']);
  const config = describeModel(model);
  const grid = tokenGrid(imageSize, config.patchSize);
  const resized = { imageSize: imageSides(imageSize) };
  const parts = method === 'interpolate' ? undefined : subGrids(config.grid, grid, method);
  const result = buildLike(config, { ...resized, tokensMlpDim: (parts?.count ?? 1) * config.tokensMlpDim });
  tf.tidy(() => copyWeights(model, result, parts ? repeated(parts, config) : interpolated(config, grid)));
  return result;
}

function buildLike(config: ResolvedConfig, changes: { imageSize: ImageSize; tokensMlpDim: number }): tf.LayersModel {
  const { family, ...settings } = { ...config, ...changes } as ResolvedConfig & FamilyConfig;
  if (family === 'mixer') return mixer(settings);
  if (family === 'gMixer') return gMixer(settings);
  return family === 'resMlp' ? resMlp(settings) : gMlp(settings);
}

function copyWeights(from: tf.LayersModel, to: tf.LayersModel, method: TokenMethod): void {
  const sources = variablesByName(from);
  for (const [name, variable] of variablesByName(to)) {
    variable.write(changed(name, sources.get(name)!.read(), method));
  }
}

function changed(name: string, value: tf.Tensor, method: TokenMethod): tf.Tensor {
  const part = /^block\d+_(tokens|gate)\/(fc1\/|fc2\/)?(kernel|bias)$/.exec(name);
  if (part === null) return value.clone();
  const [, , product, kind] = part;
  if (kind === 'kernel') {
    const kernel = value as tf.Tensor2D;
    if (product === undefined) return method.map(kernel);
    return product === 'fc1/' ? method.reader(kernel) : method.writer(kernel);
  }
  return product === 'fc1/' ? method.hidden(value as tf.Tensor1D) : method.tokens(value as tf.Tensor1D);
}

/** Block-diagonal copies: output token t of sub-grid p reads the tokens of sub-grid p alone. */
function repeated({ count, member, place }: SubGrids, { family, tokens }: ResolvedConfig): TokenMethod {
  // Row `tokens` of a padded kernel is zero: it stands for "not in this sub-grid".
  const members = Array.from({ length: count }, (_, part) =>
    tf.tensor1d(
      member.map((owner, token) => (owner === part ? place[token] : tokens)),
      'int32',
    ),
  );
  const spread = (kernel: tf.Tensor2D) => {
    const padded = kernel.pad([
      [0, 1],
      [0, 0],
    ]);
    return members.map((index) => padded.gather(index) as tf.Tensor2D);
  };
  // A gated layer keeps values and gates in two halves: all values first, then all gates.
  const halves = (value: tf.Tensor) => (family === 'gMixer' ? tf.split(value, 2, -1) : [value]);
  const places = tf.tensor1d(place, 'int32');
  return {
    reader: (kernel) =>
      tf.concat(
        halves(kernel).map((half) => tf.concat(spread(half as tf.Tensor2D), 1)),
        1,
      ) as tf.Tensor2D,
    writer: (kernel) => tf.concat(spread(kernel.transpose()), 1).transpose() as tf.Tensor2D,
    hidden: (bias) => tf.concat(halves(bias).map((half) => half.tile([count]))) as tf.Tensor1D,
    tokens: (bias) => bias.gather(places),
    map: (kernel) =>
      tf.addN(
        spread(kernel).map((rows, part) =>
          rows
            .transpose()
            .pad([
              [0, 1],
              [0, 0],
            ])
            .gather(members[part])
            .transpose(),
        ),
      ) as tf.Tensor2D,
  };
}

/** Kernels resampled as images over the tokens; what reads tokens is scaled so that a constant input keeps its effect. */
function interpolated({ grid, tokens }: ResolvedConfig, newGrid: [number, number]): TokenMethod {
  const resample = gridResampling(grid, newGrid);
  const scale = tokens / (newGrid[0] * newGrid[1]);
  const reader = (kernel: tf.Tensor2D) => resample.matMul(kernel).mul(scale) as tf.Tensor2D;
  const writer = (kernel: tf.Tensor2D) => kernel.matMul(resample, false, true) as tf.Tensor2D;
  return {
    reader,
    writer,
    hidden: (bias) => bias.clone(),
    tokens: (bias) => resample.matMul(bias.expandDims(1)).squeeze([1]) as tf.Tensor1D,
    map: (kernel) => writer(reader(kernel)),
  };
}

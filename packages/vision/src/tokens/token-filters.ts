import * as tf from '@tensorflow/tfjs';
import { describeModel } from '../model/describe-model';
import { tokenKernel } from './token-kernel';

/**
 * The token-mixing weights of one block as images: what each hidden unit of the token map looks for, patch by patch.
 *
 * @param model A model made by `mixer`, `gMixer`, `resMlp` or `gMlp`.
 * @param block Number of the block, from 0.
 * @returns Shape [units, gridHeight, gridWidth]: hidden units of the token MLP (value units, then gates, in a gMixer), or one
 *   per output token where the map has no hidden layer. The caller disposes it.
 * @throws ConfigError `vision/block` for a block that the model lacks, `vision/not-a-mixer` for another model.
 * Source: MLP-Mixer, figure 5 (hidden units of the token-mixing MLPs).
 */
export function tokenFilters(model: tf.LayersModel, block: number): tf.Tensor3D {
  const config = describeModel(model);
  return tf.tidy(() => {
    const kernel = tokenKernel(model, config, block);
    return kernel.transpose().reshape([kernel.shape[1], ...config.grid]);
  });
}

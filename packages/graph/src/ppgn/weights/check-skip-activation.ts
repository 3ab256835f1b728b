import { ConfigError } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { blocksOf } from './ppgn-tensors';
import type { PpgnFormat } from './weight-layouts';

const published = {
  torch: { skip: 'linear', code: 'The PyTorch port has no activation after the skip of a block' },
  tf: { skip: 'relu', code: "The authors' TensorFlow code has a ReLU after the skip of every block" },
} as const;

/** Throws unless the skip of a model is that of the code whose names are used: the same weights are another network. */
export function checkSkipActivation(model: tf.LayersModel, format: PpgnFormat): void {
  const { skip, code } = published[format];
  const other = blocksOf(model).find(({ skipActivation }) => skipActivation !== skip);
  if (!other) return;
  throw new ConfigError({
    code: 'graph/skip-activation',
    argument: 'model',
    message: `${code}; ${other.name} of the model "${model.name}" has skipActivation: '${other.skipActivation}', so that the same weights give other scores. Build the model with preset: '${format}', or pass { anySkipActivation: true } to go on.`,
  });
}

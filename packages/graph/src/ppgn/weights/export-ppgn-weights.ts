import { ConfigError, io } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { oneOf } from '../../layer-options';
import { checkSkipActivation } from './check-skip-activation';
import { ppgnTensors } from './ppgn-tensors';
import { type PpgnFormat, toTheirs } from './weight-layouts';

/** Options of `exportPpgnWeights`. */
export interface ExportPpgnWeightsOptions {
  /** Whose names and shapes to write. Default `torch`. */
  format?: PpgnFormat;
  /** Export also a model whose skip has another activation than that code. Default false. */
  anySkipActivation?: boolean;
}

/**
 * Reads the weights of a model made by `ppgn` under the names and in the shapes of a published code.
 *
 * @returns Tensors by name, in the order of the PyTorch port's state dict; `io.writeSafetensors` or `io.writeNpz` of
 *   `@perceptrons/tensor` make a file of them. Bit-equal to the file that was loaded.
 * @throws ConfigError `graph/skip-activation`, `graph/not-a-ppgn`; `graph/no-published-name` for a normalised model in the
 *   format `tf`.
 */
export async function exportPpgnWeights(
  model: tf.LayersModel,
  { format = 'torch', anySkipActivation = false }: ExportPpgnWeightsOptions = {},
): Promise<Map<string, io.WeightArray>> {
  oneOf('exportPpgnWeights', 'format', format, ['torch', 'tf']);
  const tensors = ppgnTensors(model);
  if (!anySkipActivation) checkSkipActivation(model, format);
  const ours = await io.modelWeights(model);
  return new Map(
    tensors.map((tensor) => {
      const name = tensor[format];
      if (name !== undefined) return [name, toTheirs(tensor, format, ours.get(tensor.name)!)];
      throw new ConfigError({
        code: 'graph/no-published-name',
        argument: 'format',
        message: `The authors' TensorFlow code has no normalisation, and so no name for ${tensor.name}. Export with format: 'torch'.`,
      });
    }),
  );
}

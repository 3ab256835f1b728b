import { io } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { oneOf } from '../../layer-options';
import { checkSkipActivation } from './check-skip-activation';
import { ppgnTensors } from './ppgn-tensors';
import { type PpgnFormat, toOurs } from './weight-layouts';

/** Options of `loadPpgnWeights`. */
export interface LoadPpgnWeightsOptions {
  /** Whose names and shapes the tensors have; `auto` looks at the names. Default `auto`. */
  format?: 'auto' | PpgnFormat;
  /** Load also into a model whose skip has another activation than the code that the file comes from. Default false. */
  anySkipActivation?: boolean;
}

/** What `loadPpgnWeights` did. */
export interface LoadPpgnWeightsReport {
  /** The format found, or the one asked for. */
  format: PpgnFormat;
  /** Number of weights set: all of the model. */
  loaded: number;
}

/**
 * Sets the weights of a model made by `ppgn` from a file of the PyTorch port or of the authors' TensorFlow code. The model
 * is unchanged if anything does not fit.
 *
 * @param source The bytes of a PyTorch file (`best.tar`, `last.tar`, `.pt`), of safetensors or of npz, or tensors by name.
 *   Names of TensorFlow are those of the variables, with or without `:0`.
 * @throws DataError `tensor/weights-differ` with every missing, unexpected and mis-shaped name, `tensor/weight-format` for
 *   another file; ConfigError `graph/skip-activation`, `graph/not-a-ppgn`.
 */
export async function loadPpgnWeights(
  model: tf.LayersModel,
  source: Uint8Array | ArrayBuffer | ReadonlyMap<string, io.WeightArray>,
  { format = 'auto', anySkipActivation = false }: LoadPpgnWeightsOptions = {},
): Promise<LoadPpgnWeightsReport> {
  oneOf('loadPpgnWeights', 'format', format, ['auto', 'torch', 'tf']);
  const tensors = ppgnTensors(model);
  const bytes = source instanceof ArrayBuffer ? new Uint8Array(source) : source;
  const file = bareNames(bytes instanceof Uint8Array ? await io.readWeightFile(bytes) : bytes);
  const used = format === 'auto' ? formatOf(file.keys()) : format;
  if (!anySkipActivation) checkSkipActivation(model, used);
  const rules = tensors.flatMap((tensor) => {
    const from = tensor[used];
    const transform = (weight: io.WeightArray) => toOurs(tensor, used, weight);
    return from === undefined ? [] : [{ from, to: tensor.name, transform }];
  });
  const loaded = io.loadWeights(model, file, { rules, ignore: [/\.num_batches_tracked$/] });
  return { format: used, loaded };
}

/** Names without the prefix of models that were trained on several devices, and without TensorFlow's output number. */
function bareNames(file: ReadonlyMap<string, io.WeightArray>): Map<string, io.WeightArray> {
  return new Map([...file].map(([name, weight]) => [name.replace(/^module\./, '').replace(/:0$/, ''), weight]));
}

function formatOf(names: Iterable<string>): PpgnFormat {
  for (const name of names) if (name.endsWith('/weights')) return 'tf';
  return 'torch';
}

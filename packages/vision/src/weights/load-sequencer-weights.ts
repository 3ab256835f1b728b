import { DataError, io } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { oneOf } from '../config/checks';
import type { ResolvedSequencer } from '../config/resolve-sequencer';
import { describeSequencer } from '../model/describe-sequencer';
import { fitWeights } from './fit-weights';
import { variablesByName } from './model-weights';
import { tensorsByWeight, weightOf } from './sequencer-layouts';
import { type SequencerFormat, sequencerFormat, timmName, withoutPrefixes } from './sequencer-names';
import { sequencerTensors } from './sequencer-tensors';

/** Options of `loadSequencerWeights`. */
export interface LoadSequencerWeightsOptions {
  /** Whose names the tensors have; `auto` looks at them. Default `auto`. */
  format?: 'auto' | SequencerFormat;
  /** Leave the model's head as it is, for example because it has another number of classes. Default false. */
  skipHead?: boolean;
}

/** What `loadSequencerWeights` did. */
export interface LoadSequencerWeightsReport {
  /** The format found, or the one asked for. */
  format: SequencerFormat;
  /** Weights of the model that were set. */
  loaded: string[];
  /** Tensors of the file that were not used: its head. */
  skipped: string[];
  /** Weights of the model that were not set: its head, with `skipHead`. */
  missing: string[];
}

/**
 * Sets the weights of a Sequencer2D or V-Sequencer from a published file. The image size does not matter, except for a model
 * with a position embedding. The model is unchanged if anything does not fit.
 *
 * A model with `biasMode: 'single'` gets the sum of the two biases of LSTM and simple cells. That of a GRU cannot be added
 * up: its second bias lies inside the reset gate.
 *
 * @param model A model made by `sequencer2d` or `vSequencer`, of the sizes of the file.
 * @param source The bytes of a safetensors file or of a PyTorch file (`.pth`, read without running its code), or tensors by
 *   name.
 * @throws DataError `vision/weights-differ` with every missing, unexpected and mis-shaped name, `vision/gru-single-bias`,
 *   `tensor/weight-format` for another file; ConfigError `vision/not-a-sequencer` for another model.
 */
export async function loadSequencerWeights(
  model: tf.LayersModel,
  source: Uint8Array | ArrayBuffer | ReadonlyMap<string, io.WeightArray>,
  { format = 'auto', skipHead = false }: LoadSequencerWeightsOptions = {},
): Promise<LoadSequencerWeightsReport> {
  oneOf('format', format, ['auto', 'timm', 'original']);
  const config = describeSequencer(model);
  const bytes = source instanceof ArrayBuffer ? new Uint8Array(source) : source;
  const read = withoutPrefixes(bytes instanceof Uint8Array ? await io.readWeightFile(bytes) : bytes);
  const used = format === 'auto' ? sequencerFormat(read.keys()) : format;
  const file = used === 'timm' ? read : new Map([...read].map(([name, weight]) => [timmName(name), weight]));
  checkBiases(config, file);
  const keepsHead = config.outputs === 'logits' && !skipHead;
  const isHead = (name: string) => name.startsWith('head.');
  const skipped = keepsHead ? [] : [...file.keys()].filter(isHead);
  const mapped = fit(config, new Map([...file].filter(([name]) => !skipped.includes(name))), keepsHead);
  const variables = variablesByName(model);
  tf.tidy(() => {
    for (const [name, { data, shape }] of mapped) variables.get(name)!.write(tf.tensor(data, shape, 'float32'));
  });
  const missing = [...variables.keys()].filter((name) => !mapped.has(name));
  return { format: used, loaded: [...mapped.keys()], skipped, missing };
}

function fit(config: ResolvedSequencer, file: Map<string, io.WeightArray>, keepsHead: boolean) {
  const tensors = sequencerTensors(config).filter(({ layer }) => keepsHead || layer !== 'head');
  const slots = [...tensorsByWeight(tensors)].map(([name, parts]) => ({
    name,
    shape: parts[0].weightShape,
    from: parts.map((part) => part.name),
    convert: (values: io.WeightArray[]) => weightOf(parts, values),
  }));
  return fitWeights(
    slots,
    file,
    'Build the model with the sizes, the cell and the union of the file; pass { skipHead: true } if only the number of classes differs, and resizeModel if only the image size of a position embedding does.',
  );
}

function checkBiases({ cell, biasMode, name }: ResolvedSequencer, file: ReadonlyMap<string, io.WeightArray>): void {
  if (cell !== 'gru' || biasMode === 'torch') return;
  const found = [...file].find(
    ([tensor, { data }]) => /\.bias_hh_l\d/.test(tensor) && data.some((value) => value !== 0),
  );
  if (found === undefined) return;
  throw new DataError({
    code: 'vision/gru-single-bias',
    argument: 'model',
    message: `The file has a ${found[0]} other than 0, and the GRU of the model "${name}" has one bias. PyTorch applies the reset gate after the recurrent product (resetAfter), so that the second bias cannot be added to the first. Build the model with biasMode: 'torch'.`,
  });
}

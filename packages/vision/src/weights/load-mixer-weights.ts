import { ConfigError, io } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { oneOf } from '../config/checks';
import type { ResolvedConfig } from '../config/resolve-config';
import { describeModel } from '../model/describe-model';
import { setGelu } from '../model/set-gelu';
import { fitWeights } from './fit-weights';
import { flaxName, presentFlaxNames } from './flax-names';
import { fromFlax, fromTimm, requireFloats } from './layouts';
import { variablesByName, weightName } from './model-weights';
import { presentTimmNames } from './timm-names';
import { formatOfBytes, formatOfNames, type WeightFormat } from './weight-format';
import { type PlannedWeight, weightPlan } from './weight-plan';

/** Options of `loadMixerWeights`. */
export interface LoadMixerWeightsOptions {
  /** `auto` looks at the bytes, or at the names of a map. Default `auto`. */
  format?: 'auto' | WeightFormat;
  /** Leave the model's head as it is, for example because it has another number of classes. Default false. */
  skipHead?: boolean;
  /**
   * Which GELU the model has afterwards. `auto`: `tanh` for Flax files, whose models were trained with it, and `erf` for
   * timm files, as timm evaluates them. `keep` changes nothing. Default `auto`.
   */
  gelu?: 'auto' | 'erf' | 'tanh' | 'keep';
}

/** What `loadMixerWeights` did. */
export interface LoadMixerWeightsReport {
  /** The format found, or the one asked for. */
  format: WeightFormat;
  /** The GELU that the model has now. */
  gelu: 'erf' | 'tanh';
  /** Weights of the model that were set. */
  loaded: string[];
  /** Weights of the file that were not used: its head. */
  skipped: string[];
  /** Weights of the model that were not set: its head, with `skipHead`. */
  missing: string[];
}

/**
 * Sets the weights of a Mixer or one of its siblings from a published file. The model is unchanged if anything does not fit.
 *
 * @param model A model made by `mixer`, `gMixer`, `resMlp` or `gMlp`, of the size of the file.
 * @param source The bytes of a timm file (safetensors, or `.pth`, read without running its code) or of a Flax npz file (Mixer
 * only), or tensors by name.
 * @throws DataError `vision/weights-differ` with every missing, unexpected and mis-shaped name, `tensor/weight-format` for
 * another file; ConfigError `vision/not-a-mixer` for another model.
 */
export async function loadMixerWeights(
  model: tf.LayersModel,
  source: Uint8Array | ArrayBuffer | ReadonlyMap<string, io.WeightArray>,
  { format = 'auto', skipHead = false, gelu = 'auto' }: LoadMixerWeightsOptions = {},
): Promise<LoadMixerWeightsReport> {
  oneOf('format', format, ['auto', 'timm-safetensors', 'flax-npz']);
  oneOf('gelu', gelu, ['auto', 'erf', 'tanh', 'keep']);
  const config = describeModel(model);
  const bytes = source instanceof ArrayBuffer ? new Uint8Array(source) : source;
  const inFile = bytes instanceof Uint8Array;
  const found = inFile ? formatOfBytes(bytes) : formatOfNames(bytes.keys());
  const used = format === 'auto' ? found : format;
  const isFlax = used === 'flax-npz';
  if (isFlax && config.family !== 'mixer') throw flaxFamilyError(config);
  const read = inFile ? await io.readWeightFile(bytes) : bytes;
  const file = isFlax ? presentFlaxNames(read) : presentTimmNames(read);
  const report = assign(model, config, file, isFlax, skipHead);
  const chosen = gelu === 'auto' ? (isFlax ? 'tanh' : 'erf') : gelu === 'keep' ? config.gelu : gelu;
  setGelu(model, chosen);
  return { format: used, gelu: chosen, ...report };
}

function assign(
  model: tf.LayersModel,
  config: ResolvedConfig,
  file: Map<string, io.WeightArray>,
  isFlax: boolean,
  skipHead: boolean,
): Pick<LoadMixerWeightsReport, 'loaded' | 'skipped' | 'missing'> {
  const isHead = (name: string) => /^head[./]/.test(name);
  const keepsHead = config.outputs === 'logits' && !skipHead;
  const skipped = keepsHead ? [] : [...file.keys()].filter(isHead);
  const plan = weightPlan(config).filter(({ layer }) => keepsHead || layer !== 'head');
  const mapped = fit(plan, new Map([...file].filter(([name]) => !skipped.includes(name))), isFlax);
  const variables = variablesByName(model);
  tf.tidy(() => {
    for (const [name, { data, shape }] of mapped) variables.get(name)!.write(tf.tensor(data, shape, 'float32'));
  });
  const missing = [...variables.keys()].filter((name) => !mapped.has(name));
  return { loaded: [...mapped.keys()], skipped, missing };
}

function fit(plan: PlannedWeight[], file: Map<string, io.WeightArray>, isFlax: boolean): Map<string, io.WeightArray> {
  const slots = plan.map((planned) => ({
    name: weightName(planned),
    shape: planned.shape,
    from: [isFlax ? flaxName(planned) : planned.timm],
    convert: ([weight]: io.WeightArray[]) =>
      (isFlax ? fromFlax : fromTimm)(planned, requireFloats(weightName(planned), weight)),
  }));
  return fitWeights(
    slots,
    file,
    'Build the model with the sizes of the file; pass { skipHead: true } if only the number of classes differs, and resizeMixerTokens if only the image size does.',
  );
}

function flaxFamilyError({ family, name }: ResolvedConfig): ConfigError {
  return new ConfigError({
    code: 'vision/flax-family',
    argument: 'model',
    message: `The weights are a Flax file and the model "${name}" is a ${family}. Flax files are read for the plain Mixer; use a timm safetensors file for its siblings.`,
  });
}

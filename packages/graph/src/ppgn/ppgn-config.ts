import type { initializers } from '@perceptrons/layers';
import { ConfigError } from '@perceptrons/tensor';
import { type Accumulation, accumulations } from '../exact-sums/digits';
import { numberWithin, oneOf, positiveInteger, positiveIntegers } from '../layer-options';
import type { Readout } from './diag-off-diag-pooling';
import { mostMlpLayers, type SkipActivation } from './ppgn-block';
import type { ProductScaling } from './product-scaling';

/** Settings that belong together; single options override them. */
export type PpgnPreset = 'tf' | 'torch' | 'brec';

/** Options of `ppgn`. */
export interface PpgnConfig {
  /** Channels of the pair tensor. Default 1 with the preset `brec`; otherwise it must be given. */
  inputChannels?: number;
  /** Classes, or targets of a regression. Default 16 with the preset `brec`; otherwise it must be given. */
  outputUnits?: number;
  /** Width of every block. Default [32, 32, 32]; the published networks have 400 or 256. */
  blockWidths?: readonly number[];
  /** Dense maps in each of the two MLPs of a block, at most 8. Default 2. */
  mlpDepth?: number;
  /** `new` adds up one linear map of every pooled block; `old` is an MLP on the last pooled block. Default `new`. */
  suffix?: 'new' | 'old';
  /** Hidden widths of the MLP of the old suffix. Default [512, 256]. */
  hiddenUnits?: readonly number[];
  /** What follows the skip of a block. Default `linear`. */
  skipActivation?: SkipActivation;
  /**
   * What has an output: every graph, every vertex (from the diagonal of the pairs), or every unordered pair of vertices (from
   * the mean of both orders). Default `graph`.
   */
  output?: 'graph' | 'node' | 'edge';
  /** How all pairs of a graph become one vector. Default `max`. */
  readout?: Readout;
  /** Divides each product by nothing, by the square root of the number of vertices, or by that number. Default `none`. */
  productScaling?: ProductScaling;
  /** After every block: over the batch, over each graph, or none. Default `none`. */
  normalization?: 'none' | 'batch' | 'graph';
  /** Adds the input of a block to its output where both have the same width. Default false. */
  residual?: boolean;
  /**
   * Keep only the input of every block for the gradient, and compute the rest of it again: less memory, more time. Default
   * false.
   */
  checkpoint?: boolean;
  /**
   * `exact`: sums over vertices and pairs without rounding, in products, in the normalisation of graphs and in readouts. No bit of
   * an output depends on the numbering of the vertices then, and graphs with the same 2-FWL colours have the same bits. At most
   * 362 vertices; not with batch normalisation. Default `float32`.
   */
  accumulation?: Accumulation;
  /** Takes the mean over all pairs of a graph off both factors of each product. Default false. */
  centredFactors?: boolean;
  /** Of every dense map. Default `xavierUniform`. */
  kernelInitializer?: initializers.InitializerLike;
  /** Seed of the first weights. Default 0. */
  seed?: number;
  /** Take the mask of the vertices as a second input. Default true. */
  masked?: boolean;
  /**
   * `torch`: the published PyTorch port, linear skip. `tf`: the authors' TensorFlow code, ReLU after the skip. `brec`: the
   * network of the BREC benchmark, 5 blocks of width 32 with one map per MLP and batch normalisation without scale and
   * shift, also of the 16 outputs.
   */
  preset?: PpgnPreset;
  /** Name of the model. Default `ppgn`. */
  name?: string;
}

/** `PpgnConfig` with all defaults filled in. */
export interface ResolvedPpgn extends Required<Omit<PpgnConfig, 'preset'>> {
  /** Batch normalisation as in BREC: no scale and shift, running statistics of the last batch, also of the outputs. */
  bareNormalization: boolean;
}

const presets: Record<PpgnPreset, Partial<PpgnConfig>> = {
  torch: { skipActivation: 'linear' },
  tf: { skipActivation: 'relu' },
  brec: {
    inputChannels: 1,
    outputUnits: 16,
    blockWidths: [32, 32, 32, 32, 32],
    mlpDepth: 1,
    hiddenUnits: [64, 32],
    normalization: 'batch',
    kernelInitializer: 'xavierNormal',
  },
};

/** Fills in the defaults of a configuration. @throws ConfigError for an option out of its range. */
export function resolvePpgn(given: PpgnConfig): ResolvedPpgn {
  const owner = 'ppgn';
  const preset = given.preset === undefined ? undefined : oneOf(owner, 'preset', given.preset, ['tf', 'torch', 'brec']);
  const config = { ...(preset && presets[preset]), ...withoutUndefined(given) };
  const normalization = oneOf(owner, 'normalization', config.normalization ?? 'none', ['none', 'batch', 'graph']);
  return {
    inputChannels: positiveInteger(owner, 'inputChannels', config.inputChannels),
    outputUnits: positiveInteger(owner, 'outputUnits', config.outputUnits),
    blockWidths: positiveIntegers(owner, 'blockWidths', config.blockWidths ?? [32, 32, 32]),
    mlpDepth: numberWithin(
      owner,
      'mlpDepth',
      positiveInteger(owner, 'mlpDepth', config.mlpDepth ?? 2),
      1,
      mostMlpLayers,
    ),
    suffix: oneOf(owner, 'suffix', config.suffix ?? 'new', ['new', 'old']),
    hiddenUnits: positiveIntegers(owner, 'hiddenUnits', config.hiddenUnits ?? [512, 256], 0),
    skipActivation: oneOf(owner, 'skipActivation', config.skipActivation ?? 'linear', ['linear', 'relu']),
    output: oneOf(owner, 'output', config.output ?? 'graph', ['graph', 'node', 'edge']),
    readout: oneOf(owner, 'readout', config.readout ?? 'max', ['max', 'sum', 'mean']),
    productScaling: oneOf(owner, 'productScaling', config.productScaling ?? 'none', ['none', 'sqrt-n', 'n']),
    normalization,
    residual: config.residual ?? false,
    checkpoint: config.checkpoint ?? false,
    accumulation: accumulationOf(owner, config.accumulation, normalization),
    centredFactors: config.centredFactors ?? false,
    kernelInitializer: config.kernelInitializer ?? 'xavierUniform',
    seed: config.seed ?? 0,
    masked: config.masked ?? true,
    name: config.name ?? 'ppgn',
    bareNormalization: preset === 'brec' && normalization === 'batch',
  };
}

function accumulationOf(owner: string, given: unknown, normalization: ResolvedPpgn['normalization']): Accumulation {
  const accumulation = oneOf(owner, 'accumulation', given ?? 'float32', accumulations);
  if (accumulation === 'exact' && normalization === 'batch') {
    throw new ConfigError({
      code: 'graph/inexact-normalization',
      argument: 'accumulation',
      message: `${owner}: accumulation 'exact' with normalization 'batch', whose sums over a batch are not exact. Take normalization 'graph' or 'none'.`,
    });
  }
  return accumulation;
}

function withoutUndefined(config: PpgnConfig): PpgnConfig {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
}

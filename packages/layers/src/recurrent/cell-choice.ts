// Which cell a layer was asked for, with which settings: shared by the layers over sequences and over images.
import { ConfigError, type Squashing } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { oneOf, positiveInteger } from '../layer-support';
import type { RecurrentCell } from './cell';
import type { FirstValueArgs } from './first-values';
import { gruCell, lstmCell, rnnCell } from './fused-cells';
import { layerNormLstmCell } from './layer-norm-lstm-cell';
import { minGruCell } from './min-gru-cell';

/** Cells by name: `rnn` is the plain recurrence, `layerNormLstm` and `minGru` are for comparison. */
export type RecurrentCellName = 'lstm' | 'gru' | 'rnn' | 'layerNormLstm' | 'minGru';

/** `single` is the one bias of Keras, `torch` the two of PyTorch, of which each gets the whole gradient in training. */
export type BiasMode = 'single' | 'torch';

/** Arguments of every layer that takes a cell by its name. */
export interface CellArgs extends FirstValueArgs {
  /** Size of the hidden state of one direction along one axis. */
  units: number;
  /** Default `lstm`. */
  cell?: RecurrentCellName;
  /** Layers on top of each other, as in PyTorch: each reads both directions of the one below. Default 1. */
  numLayers?: number;
  /**
   * Default `single`. `torch` has a second bias vector, for `lstm`, `gru` and `rnn`. With one bias the state part of the
   * candidate of a `gru` has none.
   */
  biasMode?: BiasMode;
  /** Non-linearity of the state, default `tanh`, for `lstm`, `gru` and `rnn`; of the candidate of `minGru`, default `linear`. */
  activation?: Squashing;
  /** Non-linearity of the gates of `lstm` and `gru`. Default `sigmoid`; the stock layers have `hardSigmoid`. */
  recurrentActivation?: Squashing;
  /** `gru`: reset gate after the recurrent product (default), as in PyTorch; false as in `tf.layers.gru`. */
  resetAfter?: boolean;
  /** Default true. */
  useBias?: boolean;
  /** Seed of the first values. Default: from the layer's name. */
  seed?: number;
}

/** All squashing functions. */
export const squashings: readonly Squashing[] = ['linear', 'relu', 'tanh', 'sigmoid', 'hardSigmoid'];

/** What a cell can be asked for; the first value is the default, an empty list means that there is no choice. */
interface CellOptions {
  activation: readonly Squashing[];
  recurrentActivation: readonly Squashing[];
  resetAfter: readonly boolean[];
  biasMode: readonly BiasMode[];
}

const first = <T>(value: T, all: readonly T[]): T[] => [value, ...all.filter((each) => each !== value)];
const states = first('tanh', squashings);
const gates = first('sigmoid', squashings);
const biasModes: readonly BiasMode[] = ['single', 'torch'];

const options: Record<RecurrentCellName, CellOptions> = {
  lstm: { activation: states, recurrentActivation: gates, resetAfter: [], biasMode: biasModes },
  gru: { activation: states, recurrentActivation: gates, resetAfter: [true, false], biasMode: biasModes },
  rnn: { activation: states, recurrentActivation: [], resetAfter: [], biasMode: biasModes },
  layerNormLstm: { activation: [], recurrentActivation: [], resetAfter: [], biasMode: ['single'] },
  minGru: { activation: ['linear', 'tanh'], recurrentActivation: [], resetAfter: [], biasMode: ['single'] },
};

const cellNames = Object.keys(options) as RecurrentCellName[];

/** The checked settings, with null for what the cell does not have. */
export interface CellChoice {
  readonly units: number;
  readonly cell: RecurrentCellName;
  readonly numLayers: number;
  readonly biasMode: BiasMode;
  readonly activation: Squashing | null;
  readonly recurrentActivation: Squashing | null;
  readonly resetAfter: boolean | null;
  readonly useBias: boolean;
}

/** Checks the arguments; `layer` names the layer in messages. */
export function chooseCell(layer: string, args: CellArgs): CellChoice {
  const cell = oneOf(layer, 'cell', args.cell ?? 'lstm', cellNames);
  const own = options[cell];
  const option = <T>(name: keyof CellOptions, value: T | null | undefined, choices: readonly T[]): T | null => {
    if (value == null) return choices[0] ?? null;
    if (choices.includes(value)) return value;
    const having = cellNames.filter((each) => (options[each][name] as readonly unknown[]).includes(value));
    const accepted =
      choices.length > 0 ? `takes ${choices.map((choice) => JSON.stringify(choice)).join(', ')}` : 'has no such option';
    throw new ConfigError({
      code: 'layers/cell-option',
      argument: name,
      message: `${name} of ${layer} is ${JSON.stringify(value)}. The cell ${cell} ${accepted}; leave it out${having.length > 0 ? `, or use the cell ${having.join(' or ')}` : ''}.`,
    });
  };
  return {
    units: positiveInteger(layer, 'units', args.units),
    cell,
    numLayers: positiveInteger(layer, 'numLayers', args.numLayers ?? 1),
    biasMode: option('biasMode', args.biasMode, own.biasMode) ?? 'single',
    activation: option('activation', args.activation, own.activation),
    recurrentActivation: option('recurrentActivation', args.recurrentActivation, own.recurrentActivation),
    resetAfter: option('resetAfter', args.resetAfter, own.resetAfter),
    useBias: args.useBias ?? true,
  };
}

/** Makes the cell of one choice. */
export function makeCell({
  cell,
  units,
  biasMode,
  activation,
  recurrentActivation,
  resetAfter,
  useBias,
}: CellChoice): RecurrentCell {
  const biases = useBias ? (biasMode === 'torch' ? 2 : 1) : 0;
  const shared = {
    units,
    biases,
    activation: activation ?? 'tanh',
    recurrentActivation: recurrentActivation ?? 'sigmoid',
  } as const;
  switch (cell) {
    case 'lstm':
      return lstmCell(shared);
    case 'gru':
      return gruCell({ ...shared, resetAfter: resetAfter ?? true });
    case 'rnn':
      return rnnCell(shared);
    case 'layerNormLstm':
      return layerNormLstmCell({ units, useBias });
    case 'minGru':
      return minGruCell({ units, useBias, activation: activation === 'tanh' ? 'tanh' : 'linear' });
  }
}

/** True when one bias stands for the two that the cell would have with `torch`. */
export function foldsBiases({ cell, biasMode }: CellChoice): boolean {
  return biasMode === 'single' && options[cell].biasMode.includes('torch');
}

/** What a layer's config holds of the choice. */
export function choiceConfig(choice: CellChoice): tf.serialization.ConfigDict {
  return { ...choice };
}

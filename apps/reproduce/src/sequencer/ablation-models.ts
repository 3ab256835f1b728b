// The arms of the ablation. All have the depth and width of `seqNano28`; the hidden size of each is the one that brings it
// to the same number of parameters, about 117,000.
import { type Sequencer2dConfig, seqNano28, seqNano28Config, vSequencer } from '@perceptrons/vision';
import type { Contender } from '../comparison/compare-models';
import type { Role } from '../figures/colours';

/** `seqNano28` with another recurrence. */
function variant(changes: Partial<Sequencer2dConfig>): Contender['build'] {
  return ({ seed }) => seqNano28({ ...changes, seed });
}

const arms = {
  /** The model of the paper: LSTM cells along rows and columns, both directions, outputs side by side. */
  cat: { name: 'LSTM, both axes', role: 'ours', build: variant({}) },
  /** The outputs of the two axes are added; half as wide before the last product. */
  add: { name: 'axes added', role: 'baseline', build: variant({ union: 'add', hiddenSizes: [15] }) },
  /** Columns alone, without the product after the recurrence, as published. */
  vertical: {
    name: 'columns only',
    role: 'control',
    build: variant({ union: 'vertical', hiddenSizes: [28], project: false }),
  },
  /** Rows alone. */
  horizontal: {
    name: 'rows only',
    role: 'control',
    build: variant({ union: 'horizontal', hiddenSizes: [28], project: false }),
  },
  /** From the top down and from left to right alone. */
  forward: {
    name: 'one direction',
    role: 'control',
    build: variant({ bidirectional: false, hiddenSizes: [25] }),
  },
  gru: { name: 'GRU', role: 'baseline', build: variant({ cell: 'gru', hiddenSizes: [17] }) },
  /** No gates. */
  rnn: { name: 'plain RNN (tanh)', role: 'baseline', build: variant({ cell: 'rnn', hiddenSizes: [33] }) },
  /** Normalises the gates and the cell state at every step. */
  'layer-norm-lstm': {
    name: 'layer-norm LSTM',
    role: 'baseline',
    build: variant({ cell: 'layerNormLstm', biasMode: 'single' }),
  },
  /** Gates that see the input alone, so that all steps can be computed at once. */
  'min-gru': {
    name: 'minGRU',
    role: 'baseline',
    build: variant({ cell: 'minGru', biasMode: 'single', hiddenSizes: [28] }),
  },
  /** All patches in one sequence, row after row: the recurrence is one-dimensional. */
  vanilla: {
    name: 'one sequence',
    role: 'control',
    build: ({ seed }) => vSequencer({ ...seqNano28Config, hiddenSizes: [28], seed }),
  },
} as const satisfies Record<string, { name: string; role: Role; build: Contender['build'] }>;

/** Short name of an arm. */
export type ArmId = keyof typeof arms;

/** The arms of those names, as contenders. */
export function ablationArms(ids: readonly ArmId[]): Array<Contender<ArmId>> {
  return ids.map((id) => ({ id, ...arms[id] }));
}

/** All arms, the model of the paper first. */
export const allArms = Object.keys(arms) as ArmId[];

// The cells whose time loop is one op: long short-term memory, gated recurrent unit, plain recurrence.
import {
  bidirectionalGru,
  bidirectionalLstm,
  bidirectionalSimpleRnn,
  gru,
  lstm,
  type RecurrentWeights,
  type Squashing,
  simpleRnn,
} from '@perceptrons/tensor';
import { imageByAxes, type RecurrentCell } from './cell';
import { type BiasCount, type ChainTensors, gatedWeights } from './chain-weights';

/** Settings of every fused cell. */
export interface CellSettings {
  units: number;
  biases: BiasCount;
  activation: Squashing;
}

/** Settings of cells with gates. */
export interface GatedSettings extends CellSettings {
  recurrentActivation: Squashing;
}

const given = ({ kernel, recurrentKernel, bias, recurrentBias }: ChainTensors): RecurrentWeights => ({
  kernel,
  recurrentKernel,
  bias,
  recurrentBias,
});

function fusedCell(cell: Omit<RecurrentCell, 'image'>): RecurrentCell {
  return { ...cell, image: (x, packed, call) => imageByAxes(cell, x, packed, call) };
}

/** Long short-term memory, gates i, f, g, o. */
export function lstmCell({ units, biases, activation, recurrentActivation }: GatedSettings): RecurrentCell {
  const functions = { activation, recurrentActivation };
  return fusedCell({
    units,
    weights: gatedWeights(4, units, biases),
    sequence: (x, chain, call) => lstm(x, { ...given(chain), ...call, ...functions }),
    both: (x, [forward, backward], call) =>
      bidirectionalLstm(x, { forward: given(forward), backward: given(backward), ...call, ...functions }),
  });
}

/** Gated recurrent unit, gates z, r, n. */
export function gruCell({
  units,
  biases,
  activation,
  recurrentActivation,
  resetAfter,
}: GatedSettings & { resetAfter: boolean }): RecurrentCell {
  const functions = { activation, recurrentActivation, resetAfter };
  return fusedCell({
    units,
    weights: gatedWeights(3, units, biases),
    sequence: (x, chain, call) => gru(x, { ...given(chain), ...call, ...functions }),
    both: (x, [forward, backward], call) =>
      bidirectionalGru(x, { forward: given(forward), backward: given(backward), ...call, ...functions }),
  });
}

/** The plain recurrence. */
export function rnnCell({ units, biases, activation }: CellSettings): RecurrentCell {
  return fusedCell({
    units,
    weights: gatedWeights(1, units, biases),
    sequence: (x, chain, call) => simpleRnn(x, { ...given(chain), ...call, activation }),
    both: (x, [forward, backward], call) =>
      bidirectionalSimpleRnn(x, { forward: given(forward), backward: given(backward), ...call, activation }),
  });
}

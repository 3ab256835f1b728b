// The cells whose time loop is one op: long short-term memory, gated recurrent unit, plain recurrence.
import {
  bidirectionalGru,
  bidirectionalLstm,
  bidirectionalSimpleRnn,
  gru,
  gru2d,
  lstm,
  lstm2d,
  type RecurrentWeights,
  type Squashing,
  simpleRnn,
  simpleRnn2d,
} from '@perceptrons/tensor';
import type { RecurrentCell } from './cell';
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

/** Long short-term memory, gates i, f, g, o. */
export function lstmCell({ units, biases, activation, recurrentActivation }: GatedSettings): RecurrentCell {
  const functions = { activation, recurrentActivation };
  return {
    units,
    weights: gatedWeights(4, units, biases),
    sequence: (x, chain, call) => lstm(x, { ...given(chain), ...call, ...functions }),
    both: (x, [forward, backward], call) =>
      bidirectionalLstm(x, { forward: given(forward), backward: given(backward), ...call, ...functions }),
    image: (x, packed, call) => lstm2d(x, { ...given(packed), ...call, ...functions }),
  };
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
  return {
    units,
    weights: gatedWeights(3, units, biases),
    sequence: (x, chain, call) => gru(x, { ...given(chain), ...call, ...functions }),
    both: (x, [forward, backward], call) =>
      bidirectionalGru(x, { forward: given(forward), backward: given(backward), ...call, ...functions }),
    image: (x, packed, call) => gru2d(x, { ...given(packed), ...call, ...functions }),
  };
}

/** The plain recurrence. */
export function rnnCell({ units, biases, activation }: CellSettings): RecurrentCell {
  return {
    units,
    weights: gatedWeights(1, units, biases),
    sequence: (x, chain, call) => simpleRnn(x, { ...given(chain), ...call, activation }),
    both: (x, [forward, backward], call) =>
      bidirectionalSimpleRnn(x, { forward: given(forward), backward: given(backward), ...call, activation }),
    image: (x, packed, call) => simpleRnn2d(x, { ...given(packed), ...call, activation }),
  };
}

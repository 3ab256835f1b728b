import { dense } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { composedCell, type RecurrentCell } from './cell';
import type { ChainWeight } from './chain-weights';
import { linearScan } from './linear-scan';

/** Settings of the minimal gated recurrent unit. */
export interface MinGruSettings {
  units: number;
  useBias: boolean;
  /** Of the candidate state: `linear` as published, or `tanh` as in the gated recurrent unit. */
  activation: 'linear' | 'tanh';
}

/**
 * The minimal gated recurrent unit: z_t = sigmoid(x_t Wz + bz), n_t = x_t Wn + bn, h_t = (1 - z_t) h_{t-1} + z_t n_t.
 * Gate and candidate do not see the state, so the recurrence is linear and a parallel scan computes all steps.
 * Kernel [inputs, 2 units] and bias [2 units] hold z, then n.
 *
 * Source: Feng et al., "Were RNNs All We Needed?" (2024), section 3.1.
 * Deviation: the scan works on the values themselves, not on logarithms (appendix B), so n needs not be positive.
 */
export function minGruCell({ units, useBias, activation }: MinGruSettings): RecurrentCell {
  const width = 2 * units;
  const weights: ChainWeight[] = [
    { name: 'kernel', role: 'kernel', width },
    { name: 'bias', role: 'bias', width },
  ];
  return composedCell({
    units,
    weights: useBias ? weights : weights.slice(0, 1),
    sequence: (x, chain, { reverse, returnSequences }) => {
      const [batch, steps] = x.shape as [number, number, number];
      const [gate, candidate] = tf.split(dense(x, chain.kernel, chain.bias), 2, -1);
      const proposed = activation === 'tanh' ? tf.tanh(candidate) : candidate;
      // 1 - sigmoid(g) as sigmoid(-g) keeps its digits when the gate is nearly open.
      const states = linearScan(tf.sigmoid(tf.neg(gate)), tf.mul(tf.sigmoid(gate), proposed), reverse);
      if (returnSequences) return states;
      if (steps === 0) return tf.zeros([batch, units]);
      return tf.reshape(tf.slice(states, [0, reverse ? 0 : steps - 1, 0], [batch, 1, units]), [batch, units]);
    },
  });
}

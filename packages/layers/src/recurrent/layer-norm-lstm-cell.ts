import { dense, layerNorm } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { composedCell, type RecurrentCell } from './cell';
import { type ChainTensors, type ChainWeight, gatedWeights } from './chain-weights';

const epsilon = 1e-5;

function norm(name: string, width: number): ChainWeight[] {
  return [
    { name: `${name}/gamma`, role: 'gamma', width },
    { name: `${name}/beta`, role: 'beta', width },
  ];
}

const normalised = (x: tf.Tensor, chain: ChainTensors, name: string): tf.Tensor =>
  layerNorm(x, chain[`${name}/gamma`], chain[`${name}/beta`], { epsilon });

/**
 * Long short-term memory with layer normalisation, gates i, f, g, o:
 * z = LN(h_{t-1} recurrentKernel; recurrentNorm) + LN(x_t kernel; inputNorm) + bias, normalised over all gates together;
 * c_t = sigmoid(f) c_{t-1} + sigmoid(i) tanh(g); h_t = sigmoid(o) tanh(LN(c_t; carryNorm)). Composed of stock ops, step by step.
 *
 * Source: Ba, Kiros, Hinton, "Layer Normalization" (2016), supplementary material. The epsilon of 1e-5 is ours.
 */
export function layerNormLstmCell({ units, useBias }: { units: number; useBias: boolean }): RecurrentCell {
  const width = 4 * units;
  return composedCell({
    units,
    weights: [
      ...gatedWeights(4, units, useBias ? 1 : 0),
      ...norm('inputNorm', width),
      ...norm('recurrentNorm', width),
      ...norm('carryNorm', units),
    ],
    sequence: (x, chain, { reverse, returnSequences }) => {
      const [batch, steps] = x.shape as [number, number, number];
      const product = normalised(dense(x, chain.kernel), chain, 'inputNorm');
      const projected = chain.bias ? tf.add(product, chain.bias) : product;
      // The stock gradient of unstack fails for a single part.
      const inputs = steps === 1 ? [tf.reshape(projected, [batch, width])] : steps ? tf.unstack(projected, 1) : [];
      let hidden: tf.Tensor = tf.zeros([batch, units]);
      let carry: tf.Tensor = tf.zeros([batch, units]);
      // The tape holds the array of the parts itself: it must not be turned round in place.
      const states = (reverse ? [...inputs].reverse() : inputs).map((input) => {
        const recurrent = normalised(tf.matMul(hidden, chain.recurrentKernel), chain, 'recurrentNorm');
        const [i, f, g, o] = tf.split(tf.add(recurrent, input), 4, 1);
        carry = tf.add(tf.mul(tf.sigmoid(f), carry), tf.mul(tf.sigmoid(i), tf.tanh(g)));
        hidden = tf.mul(tf.sigmoid(o), tf.tanh(normalised(carry, chain, 'carryNorm')));
        return hidden;
      });
      if (!returnSequences) return hidden;
      if (steps === 0) return tf.zeros([batch, 0, units]);
      return tf.stack(reverse ? states.reverse() : states, 1);
    },
  });
}

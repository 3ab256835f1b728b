import * as tf from '@tensorflow/tfjs';

/**
 * All states of h_t = decay_t h_{t-1} + input_t, h before the first step 0, in ceil(log2(steps)) rounds instead of one
 * step after the other. Round k joins each step with the one 2^k before it:
 * (a, b) after (a', b') is (a a', a b' + b).
 *
 * No logarithms and no divisions: decays from 0 to 1 and finite inputs give finite states, and decays may be exactly 0 or 1.
 *
 * @param decay [batch, steps, units].
 * @param input [batch, steps, units].
 * @param reverse True to run from the last step to the first; states stay at the position of their input.
 * @returns [batch, steps, units].
 * Source: Hillis and Steele, "Data parallel algorithms" (1986).
 */
export function linearScan(decay: tf.Tensor, input: tf.Tensor, reverse: boolean): tf.Tensor {
  const steps = input.shape[1] as number;
  let [a, b] = [decay, input];
  for (let reach = 1; reach < steps; reach *= 2) {
    b = tf.add(b, tf.mul(a, shifted(b, reach, reverse)));
    // Where the shift brings in zeros, b is complete and a is not needed any more.
    if (2 * reach < steps) a = tf.mul(a, shifted(a, reach, reverse));
  }
  return b;
}

/** The values `reach` steps earlier (later with `reverse`), 0 where there are none. */
function shifted(x: tf.Tensor, reach: number, reverse: boolean): tf.Tensor {
  const [batch, steps, units] = x.shape as [number, number, number];
  const part = tf.slice(x, [0, reverse ? reach : 0, 0], [batch, steps - reach, units]);
  return tf.pad(part, [[0, 0], reverse ? [0, reach] : [reach, 0], [0, 0]]);
}

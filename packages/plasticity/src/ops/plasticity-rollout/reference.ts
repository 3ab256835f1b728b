// The rollout from stock ops, one presentation after the other: the definition, with derivatives of every order.
import * as tf from '@tensorflow/tfjs';
import type { UnitActivation } from '../../networks/plastic-network';
import type { RolloutAttributes, RolloutInputs } from './attributes';

const activate: Record<UnitActivation, (u: tf.Tensor) => tf.Tensor> = {
  linear: (u) => u,
  tanh: (u) => tf.tanh(u),
  sigmoid: (u) => tf.sigmoid(u),
};

/** Powers 0, 1 and 2 along a new axis; 0^0 = 1. */
function powers(values: tf.Tensor, axis: number): tf.Tensor {
  return tf.stack([tf.onesLike(values), values, tf.mul(values, values)], axis);
}

/**
 * The Taylor series for x [animals, inputs], y [animals, units], w [animals, inputs, units], r [animals].
 *
 * Contracted: the powers of r, of x and of y are summed by three products before the weights come in.
 */
function taylor(coefficients: tf.Tensor, x: tf.Tensor, y: tf.Tensor, w: tf.Tensor, r: tf.Tensor): tf.Tensor {
  const [animals, inputs, units] = w.shape as number[];
  const trial = tf.matMul(powers(r, 1), tf.reshape(coefficients, [27, 3]), false, true);
  const synapse = tf.matMul(powers(x, 2), tf.reshape(trial, [animals, 3, 9]));
  // [animals, inputs * power of w, power of y]
  const ordered = tf.transpose(tf.reshape(synapse, [animals, inputs, 3, 3]), [0, 3, 1, 2]);
  const byWeight = tf.matMul(tf.reshape(ordered, [animals, 3 * inputs, 3]), powers(y, 1));
  const [d0, d1, d2] = tf.unstack(tf.reshape(byWeight, [animals, 3, inputs, units]), 1);
  return tf.add(d0, tf.mul(w, tf.add(d1, tf.mul(w, d2))));
}

/** The perceptron for the same arguments. */
function perceptron(
  hidden: number,
  parameters: tf.Tensor,
  x: tf.Tensor,
  y: tf.Tensor,
  w: tf.Tensor,
  r: tf.Tensor,
): tf.Tensor {
  const [animals, inputs, units] = w.shape as number[];
  const part = (start: number, rows: number): tf.Tensor => tf.slice(parameters, [start * hidden], [rows]);
  const like = (values: tf.Tensor, shape: number[]): tf.Tensor => tf.mul(tf.reshape(values, shape), tf.onesLike(w));
  const seen = tf.stack([like(x, [animals, inputs, 1]), like(y, [animals, 1, units]), w, like(r, [animals, 1, 1])], 3);
  const z = tf.add(tf.matMul(tf.reshape(seen, [-1, 4]), tf.reshape(part(0, 4 * hidden), [4, hidden])), part(4, hidden));
  const out = tf.matMul(tf.leakyRelu(z, 0.01), tf.reshape(part(5, hidden), [hidden, 1]));
  return tf.reshape(tf.tanh(tf.add(out, part(6, 1))), [animals, inputs, units]);
}

/** Animals with equally many presentations: x [animals, presentations, inputs] to y [animals * presentations, units]. */
function together(
  { x, update, rewardTerm, initialWeights, parameters }: RolloutInputs,
  { activation, stepSize, hidden }: RolloutAttributes,
): tf.Tensor {
  const [animals, presentations, inputs] = x.shape as number[];
  const units = initialWeights.shape[2] as number;
  let w = tf.add(initialWeights, tf.zeros([animals, inputs, units]));
  const stimuli = tf.unstack(x, 1);
  const rewards = tf.unstack(rewardTerm, 1);
  const steps = tf.unstack(tf.mul(update, stepSize), 1);
  const rows = stimuli.map((stimulus, presentation) => {
    const u = tf.matMul(tf.reshape(stimulus, [animals, 1, inputs]), w);
    const y = tf.reshape(activate[activation](u), [animals, units]);
    if (presentation + 1 < presentations) {
      const r = rewards[presentation];
      const change =
        hidden === 0 ? taylor(parameters, stimulus, y, w, r) : perceptron(hidden, parameters, stimulus, y, w, r);
      w = tf.add(w, tf.mul(tf.reshape(steps[presentation], [animals, 1, 1]), change));
    }
    return y;
  });
  return tf.reshape(tf.stack(rows, 1), [animals * presentations, units]);
}

export function rolloutReference(inputs: RolloutInputs, attributes: RolloutAttributes): tf.Tensor {
  const { x, update, rewardTerm, initialWeights } = inputs;
  const { counts } = attributes;
  const [starts, width, units] = initialWeights.shape as number[];
  const shown = counts.map((count, animal) => ({ count, animal })).filter(({ count }) => count > 0);
  if (shown.length === 0) return tf.zeros([0, units]);
  const run = (from: number, animals: number, count: number, start: tf.Tensor): tf.Tensor =>
    together(
      {
        x: tf.reshape(tf.slice(x, [from, 0], [animals * count, width]), [animals, count, width]),
        update: tf.reshape(tf.slice(update, [from], [animals * count]), [animals, count]),
        rewardTerm: tf.reshape(tf.slice(rewardTerm, [from], [animals * count]), [animals, count]),
        initialWeights: start,
        parameters: inputs.parameters,
      },
      attributes,
    );
  if (counts.every((count) => count === counts[0])) return run(0, counts.length, counts[0], initialWeights);
  let from = 0;
  const parts = shown.map(({ count, animal }) => {
    const start = starts === 1 ? initialWeights : tf.slice(initialWeights, [animal, 0, 0], [1, width, units]);
    const y = run(from, 1, count, start);
    from += count;
    return y;
  });
  return tf.concat(parts, 0);
}

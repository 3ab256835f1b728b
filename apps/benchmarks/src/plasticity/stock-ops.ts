// Loss and gradient as a careful user of stock TensorFlow.js writes them: two-dimensional products only, no padding, all
// that does not depend on the weights computed for all trials at once, powers by the rule of Horner.
import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../harness/contender';
import { HIDDEN, LEAK, type PlasticityCase, READOUT } from './case';
import { plasticityData, ruleParameters } from './data';

/** One trial, all of it on the backend. */
interface Trial {
  /** [presentations, inputs] */
  x: tf.Tensor2D;
  /** [inputs, 1], of the last presentation. */
  last: tf.Tensor2D;
  reward: number;
}

/** dW [inputs, units] from y [1, units] of the last presentation and the weights. */
type Change = (trial: number, y: tf.Tensor2D, weights: tf.Tensor2D) => tf.Tensor2D;

export function stockPlasticity(task: PlasticityCase): Subject {
  const theta = tf.tensor1d(ruleParameters(task));
  const losses = Array.from({ length: task.experiments }, (_, experiment) => experimentLoss(task, experiment));
  // One tape for each experiment: that of all would hold all trajectories at once.
  const each = losses.map((loss) => tf.valueAndGrad((values: tf.Tensor) => loss(values as tf.Tensor1D)));
  const compute = () =>
    tf.tidy(() => {
      const results = each.map((one) => one(theta));
      const mean = (list: tf.Tensor[]) => tf.addN(list).div(list.length);
      return { loss: mean(results.map(({ value }) => value)), gradient: mean(results.map(({ grad }) => grad)) };
    });
  const run = () => {
    const { loss, gradient } = compute();
    const found = { losses: Array.from(loss.dataSync()), outputs: Array.from(gradient.dataSync()) };
    tf.dispose([loss, gradient]);
    return found;
  };
  return { check: async () => run(), step: () => void run() };
}

function experimentLoss(task: PlasticityCase, experiment: number): (theta: tf.Tensor1D) => tf.Scalar {
  const { recording, inputs, units, trials } = task;
  const { x, lengths, longest, rewardTerm, activity, initialWeights } = plasticityData(task, experiment);
  const isBehaviour = recording === 'behaviour';
  const sequence = Array.from(lengths, (length, trial): Trial => {
    const start = trial * longest * inputs;
    const values = x.slice(start, start + length * inputs);
    return {
      x: tf.tensor2d(values, [length, inputs]),
      last: tf.tensor2d(values.slice(-inputs), [inputs, 1]),
      reward: rewardTerm[trial],
    };
  });
  const decisions = Array.from(lengths, (length) => [...new Array(length - 1).fill(0), 1]).flat();
  const target = isBehaviour ? tf.tensor2d(decisions, [decisions.length, 1]) : tf.tensor2d(activity, [trials, units]);
  const readout = tf.fill([units, 1], READOUT / units) as tf.Tensor2D;
  const start = tf.tensor2d(initialWeights, [inputs, units]);
  const stepSize = isBehaviour ? 1 / inputs : 1;
  const makeChange = task.rule === 'taylor' ? taylorChange(task, sequence) : mlpChange(task, sequence);

  return (theta) => {
    const change = makeChange(theta);
    let weights = start;
    const activities: tf.Tensor2D[] = [];
    for (const [trial, { x: shown }] of sequence.entries()) {
      const sum = tf.matMul(shown, weights);
      const y = (isBehaviour ? tf.tanh(sum) : tf.sigmoid(sum)) as tf.Tensor2D;
      activities.push(y);
      // Nothing is observed after the last update.
      if (trial === trials - 1) break;
      const last = y.shape[0] === 1 ? y : tf.slice2d(y, [y.shape[0] - 1, 0], [1, units]);
      const moved = change(trial, last, weights);
      weights = weights.add(stepSize === 1 ? moved : moved.mul(stepSize));
    }
    const all = tf.concat2d(activities, 0);
    if (!isBehaviour) return tf.square(all.sub(target)).mean().mul(0.5) as tf.Scalar;
    const logits = tf.matMul(all, readout);
    // max(z, 0) - z d + log(1 + exp(-|z|))
    const rest = tf.log(tf.exp(tf.neg(tf.abs(logits))).add(1));
    return tf.relu(logits).sub(logits.mul(target)).add(rest).mean() as tf.Scalar;
  };
}

/** The series with x and r contracted for all trials in one product; what is left is a polynomial in y and w. */
function taylorChange({ inputs, trials }: PlasticityCase, sequence: readonly Trial[]) {
  const powers = tf.tidy(() => {
    const x = tf.stack(sequence.map(({ last }) => last.reshape([inputs]))).reshape([trials * inputs, 1]);
    const rewards = sequence.flatMap(({ reward }) => new Array<number>(inputs).fill(reward));
    const r = tf.tensor2d(rewards, [trials * inputs, 1]);
    const ofX = [tf.onesLike(x), x, x.square()];
    const ofR = [tf.onesLike(r), r, r.square()];
    return tf.concat(
      ofX.flatMap((left) => ofR.map((right) => left.mul(right))),
      1,
    ) as tf.Tensor2D; // [trials * inputs, 9]
  });
  return (theta: tf.Tensor1D): Change => {
    const matrix = theta.reshape([3, 3, 3, 3]).transpose([0, 3, 2, 1]).reshape([9, 9]) as tf.Tensor2D;
    const contracted = tf
      .matMul(powers, matrix)
      .reshape([trials, inputs, 3, 3])
      .transpose([0, 2, 1, 3])
      .reshape([trials, 3 * inputs, 3]);
    const perTrial = tf.unstack(contracted) as tf.Tensor2D[];
    return (trial, y, weights) => {
      const ofY = tf.concat2d([tf.onesLike(y), y, y.square()], 0);
      const [constant, linear, square] = tf.split(tf.matMul(perTrial[trial], ofY), 3, 0);
      return constant.add(weights.mul(linear.add(weights.mul(square)))) as tf.Tensor2D;
    };
  };
}

/** The perceptron on a list of all synapses. */
function mlpChange({ inputs, units }: PlasticityCase, sequence: readonly Trial[]) {
  const synapses = inputs * units;
  const wide = sequence.map(({ last, reward }) => ({
    x: tf.tile(last, [1, units]).reshape([synapses, 1]),
    r: tf.fill([synapses, 1], reward),
  }));
  return (theta: tf.Tensor1D): Change => {
    const first = tf.slice1d(theta, 0, 4 * HIDDEN).reshape([4, HIDDEN]) as tf.Tensor2D;
    const firstBias = tf.slice1d(theta, 4 * HIDDEN, HIDDEN);
    const second = tf.slice1d(theta, 5 * HIDDEN, HIDDEN).reshape([HIDDEN, 1]) as tf.Tensor2D;
    const secondBias = tf.slice1d(theta, 6 * HIDDEN, 1);
    return (trial, y, weights) => {
      const { x, r } = wide[trial];
      const ofY = tf.tile(y, [inputs, 1]).reshape([synapses, 1]);
      const features = tf.concat([x, ofY, weights.reshape([synapses, 1]), r], 1) as tf.Tensor2D;
      const hidden = tf.leakyRelu(tf.matMul(features, first).add(firstBias), LEAK) as tf.Tensor2D;
      return tf.tanh(tf.matMul(hidden, second).add(secondBias)).reshape([inputs, units]) as tf.Tensor2D;
    };
  };
}

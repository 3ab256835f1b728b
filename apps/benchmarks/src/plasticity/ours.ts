// The fused op, as a user of the package calls it: all experiments in one rollout, any loss of TensorFlow.js behind it.
import { plasticityRollout } from '@perceptrons/plasticity';
import { init } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { BenchmarkBackend } from '../harness/benchmark';
import type { Subject } from '../harness/contender';
import { type PlasticityCase, READOUT } from './case';
import { plasticityData, ruleParameters } from './data';

export async function oursPlasticity(task: PlasticityCase, backend: BenchmarkBackend): Promise<Subject> {
  await init({ backend });
  const { inputs, units, recording, rule } = task;
  const isBehaviour = recording === 'behaviour';
  const experiments = Array.from({ length: task.experiments }, (_, index) => plasticityData(task, index));
  const counts = experiments.map(({ lengths }) => lengths.reduce((sum, length) => sum + length, 0));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const x = new Float32Array(total * inputs);
  const reward = new Float32Array(total);
  /** 1 at the last presentation of a trial: the update follows it, and it was accepted. */
  const last = new Float32Array(total);
  /** Each experiment counts alike. */
  const share = new Float32Array(total);
  let row = 0;
  for (const [index, experiment] of experiments.entries()) {
    for (const [trial, length] of experiment.lengths.entries()) {
      const start = trial * experiment.longest * inputs;
      x.set(experiment.x.subarray(start, start + length * inputs), row * inputs);
      share.fill(1 / (counts[index] * experiments.length), row, row + length);
      row += length;
      last[row - 1] = 1;
      reward[row - 1] = experiment.rewardTerm[trial];
    }
  }
  const starts = new Float32Array(task.experiments * inputs * units);
  experiments.forEach(({ initialWeights }, index) => {
    starts.set(initialWeights, index * inputs * units);
  });
  const stimuli = tf.tensor2d(x, [total, inputs]);
  const update = tf.tensor1d(last);
  const rewardTerm = tf.tensor1d(reward);
  const initialWeights = tf.tensor3d(starts, [task.experiments, inputs, units]);
  const decisions = tf.tensor2d(last, [total, 1]);
  const shares = tf.tensor2d(share, [total, 1]);
  const readout = tf.fill([units, 1], READOUT / units) as tf.Tensor2D;
  const target = tf.tensor2d(isBehaviour ? [] : experiments[0].activity, [isBehaviour ? 0 : total, units]);
  const theta = tf.tensor1d(ruleParameters(task));

  const evaluate = tf.valueAndGrad((parameters: tf.Tensor) => {
    const y = plasticityRollout(stimuli, {
      initialWeights,
      parameters,
      rewardTerm,
      update,
      counts,
      kind: rule,
      activation: isBehaviour ? 'tanh' : 'sigmoid',
      stepSize: isBehaviour ? 1 / inputs : 1,
    });
    if (!isBehaviour) return tf.square(y.sub(target)).mean().mul(0.5) as tf.Scalar;
    const logits = tf.matMul(y, readout);
    const rest = tf.log(tf.exp(tf.neg(tf.abs(logits))).add(1));
    return tf.relu(logits).sub(logits.mul(decisions)).add(rest).mul(shares).sum() as tf.Scalar;
  });
  const run = async () => {
    const { value, grad } = evaluate(theta);
    const [losses, outputs] = await Promise.all([value.data(), grad.data()]);
    tf.dispose([value, grad]);
    return { losses: Array.from(losses), outputs: Array.from(outputs) };
  };
  return { check: run, step: async () => void (await run()) };
}

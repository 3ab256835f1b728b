// What the fused rollout has to do on every backend, against float64.
import { init } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { drawnExperiment, drawnMlp, drawnTaylor, rule as ruleOf } from '../../adjoint/__fixtures__/golden';
import { lossAndGradient, runRule } from '../../adjoint/index';
import { type Experiment, presentations } from '../../experiments/experiment';
import { type PlasticNetwork, plasticNetwork } from '../../networks/plastic-network';
import { type PlasticityRule, parametersOf } from '../../rules/rule';
import { packExperiments } from '../pack-experiments';
import { plasticityRollout } from '../plasticity-rollout/index';

/** Tensors of experiments, and activities as a function of parameters and first weights. */
export function rolloutOf(rule: PlasticityRule, network: PlasticNetwork, experiments: readonly Experiment[]) {
  const packed = packExperiments(experiments, network);
  const { inputs, units, activation, stepSize } = network;
  const x = tf.tensor2d(packed.x, [packed.update.length, inputs]);
  const update = tf.tensor1d(packed.update);
  const rewardTerm = tf.tensor1d(packed.rewardTerm);
  const initialWeights = tf.tensor3d(packed.initialWeights, [experiments.length, inputs, units]);
  const parameters = tf.tensor1d(Float32Array.from(parametersOf(rule)));
  const run = (given: tf.Tensor, start: tf.Tensor): tf.Tensor2D =>
    plasticityRollout(x, {
      initialWeights: start,
      parameters: given,
      rewardTerm,
      update,
      counts: packed.counts,
      activation,
      stepSize,
      kind: rule.kind,
    });
  return { packed, parameters, initialWeights, run, x, update, rewardTerm };
}

/** Mean over experiments of the cross-entropy of the decisions and half the squared error of the activities. */
function loss(y: tf.Tensor2D, network: PlasticNetwork, experiments: readonly Experiment[]): tf.Scalar {
  const packed = packExperiments(experiments, network);
  const weights = experiments.flatMap((experiment) =>
    Array(presentations(experiment)).fill(1 / presentations(experiment) / experiments.length),
  );
  const each = tf.tensor1d(weights);
  if (network.readout === undefined) {
    const error = tf.sub(y, tf.tensor2d(packed.activity!, y.shape));
    return tf.mul(0.5 / network.units, tf.sum(tf.mul(each.expandDims(1), tf.square(error))));
  }
  const z = tf.matMul(y, tf.tensor2d(Float32Array.from(network.readout), [network.units, 1])).squeeze([1]);
  const entropy = tf.sub(tf.softplus(z), tf.mul(z, tf.tensor1d(packed.decisions!)));
  return tf.sum(tf.mul(each, entropy)) as tf.Scalar;
}

export async function expectRelative(actual: tf.Tensor, expected: ArrayLike<number>, tolerance: number, what: string) {
  const values = await actual.data();
  expect(values.length, what).toBe(expected.length);
  const largest = Array.from(expected).reduce((size, value) => Math.max(size, Math.abs(value)), 1e-6);
  let worst = 0;
  for (let at = 0; at < values.length; at++) worst = Math.max(worst, Math.abs(values[at] - expected[at]) / largest);
  expect(worst, `${what}: error relative to the largest value`).toBeLessThan(tolerance);
}

/** Inputs, units, trials, presentations of the longest trial. */
const sizes: ReadonlyArray<[number, number, number, number]> = [
  [1, 1, 1, 1],
  [2, 3, 2, 3],
  [3, 4, 9, 1],
  [5, 10, 7, 3],
  [2, 17, 7, 2],
  [9, 33, 5, 3],
  [2, 70, 3, 2],
  [4, 3, 6, 1],
];

const tolerance = 1e-4;
/** Of weights read back from float32 activities: rounding by 6e-8, times up to 6 for the slope of the inverse sigmoid. */
const goldenTolerance = 2e-6;

function experimentsOf(
  [inputs, units, trials, longest]: readonly number[],
  seed: number,
  activity: boolean,
): Experiment[] {
  return [0, 1, 2].map((animal) => {
    const drawn = drawnExperiment(seed + animal, { inputs, trials: trials + animal, longest });
    const initialWeights = Float32Array.from({ length: inputs * units }, (_, k) => Math.sin(7 * k + animal) / 3);
    const recording = drawn.x.length / inputs;
    return {
      ...drawn,
      initialWeights,
      ...(activity && { activity: Float32Array.from({ length: recording * units }, (_, k) => Math.cos(3 * k)) }),
    };
  });
}

/** Registers the tests for a backend. */
export function describeRollout(backend: 'cpu' | 'wasm' | 'webgpu'): void {
  beforeAll(async () => {
    await init({ backend });
  });

  it('runs fused kernels where the backend has them', () => {
    for (const name of ['PlasticityRollout', 'PlasticityRolloutGrad']) {
      expect(tf.getKernel(`Perceptrons${name}`, backend) !== undefined, name).toBe(backend !== 'cpu');
    }
  });

  it("follows Oja's rule on one synapse to the weight where w sigmoid(w) is 1", async () => {
    const oja = ruleOf([
      [[1, 1, 0, 0], 1],
      [[0, 2, 1, 0], -1],
    ]);
    const steps = 60;
    const y = tf.tidy(() =>
      plasticityRollout(tf.ones([steps, 1]), {
        initialWeights: tf.zeros([1, 1]),
        parameters: tf.tensor1d(Float32Array.from(parametersOf(oja))),
        rewardTerm: tf.zeros([steps]),
        activation: 'sigmoid',
        stepSize: 1,
      }),
    );
    const weights = Array.from(await y.data(), (activity) => Math.log(activity / (1 - activity)));
    y.dispose();
    // Computed in float64 by an independent program; the activities are float32.
    [0, 0.5, 0.9287315217, 1.1683412632, 1.2512904708, 1.2723556488].forEach((weight, step) => {
      expect(Math.abs(weights[step] - weight), `weight before step ${step}`).toBeLessThan(goldenTolerance);
    });
    expect(Math.abs(weights[steps - 1] - 1.278464542761074), 'the last weight').toBeLessThan(goldenTolerance);
  });

  const rules: [string, PlasticityRule][] = [
    ['a Taylor rule', drawnTaylor(3, 0.05)],
    ['an MLP rule', drawnMlp(4, 6, 0.5)],
  ];
  for (const [name, rule] of rules) {
    for (const readout of [true, false]) {
      it.each(sizes)(
        `${name}, ${readout ? 'decisions' : 'activities'}, %i inputs, %i units, %i trials of up to %i`,
        async (...size) => {
          const experiments = experimentsOf(size, 40, !readout);
          const network = plasticNetwork({
            sizes: readout ? [size[0], size[1], 1] : [size[0], size[1]],
            activation: readout ? 'tanh' : 'sigmoid',
          });
          const before = tf.memory().numTensors;
          const expected = lossAndGradient(rule, network, experiments, {
            loss: readout ? 'behavior' : 'neural',
            gradInitialWeights: true,
          });
          const { packed, parameters, initialWeights, run, x, update, rewardTerm } = rolloutOf(
            rule,
            network,
            experiments,
          );
          const y = run(parameters, initialWeights);
          const units = experiments.flatMap((experiment) => {
            const all = runRule(rule, network, experiment).units;
            const { longest, lengths } = experiment;
            return Array.from(lengths).flatMap((length, t) =>
              Array.from(all.subarray(t * longest * size[1], (t * longest + length) * size[1])),
            );
          });
          expect(units.length).toBe(packed.update.length * size[1]);
          await expectRelative(y, units, tolerance, 'activities');
          const { value, grads } = tf.valueAndGrads((p, w) => loss(run(p, w), network, experiments))([
            parameters,
            initialWeights,
          ]);
          await expectRelative(value, [expected.loss], tolerance, 'loss');
          await expectRelative(grads[0], expected.gradient, tolerance, 'gradient of the rule');
          const forAll = tf.sum(grads[1], 0);
          await expectRelative(forAll, expected.initialWeightsGradient!, tolerance, 'gradient of the first weights');
          tf.dispose([y, value, grads, forAll, x, update, rewardTerm, parameters, initialWeights]);
          expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
        },
      );
    }
  }
}

// The fused loss against float64, on what the fused kernel runs and on what it leaves to plain JavaScript.
import { init, restore } from '@perceptrons/tensor';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawnExperiment, drawnMlp, drawnTaylor, experiment, rule } from '../adjoint/__fixtures__/golden';
import { type LossOptions, lossAndGradient } from '../adjoint/index';
import { plasticNetwork } from '../networks/plastic-network';
import { COEFFICIENTS, powersAt, termIndex } from '../rules/rule';
import { RolloutProblem, rolloutLossAndGradient } from './rollout-problem';

/** Relative to the largest value: state is float32. */
const TOLERANCE = 3e-5;

function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
  tolerance = TOLERANCE,
): void {
  expect(actual.length, what).toBe(expected.length);
  const largest = Array.from(expected).reduce((size, value) => Math.max(size, Math.abs(value)), 1e-6);
  Array.from(expected).forEach((value, at) => {
    expect(Math.abs(actual[at] - value) / largest, `${what} ${at}: ${actual[at]} instead of ${value}`).toBeLessThan(
      tolerance,
    );
  });
}

const animal = (seed: number, inputs: number, units: number, trials: number, longest: number) => {
  const drawn = drawnExperiment(seed, { inputs, trials, longest });
  return {
    ...drawn,
    initialWeights: Float32Array.from({ length: inputs * units }, (_, k) => Math.sin(5 * k + seed) / 4),
    activity: Float32Array.from({ length: trials * longest * units }, (_, k) =>
      k % 11 === 0 ? Number.NaN : Math.cos(k),
    ),
    recorded: Uint8Array.from({ length: units }, (_, k) => (k % 3 === 1 ? 0 : 1)),
  };
};

const golden = {
  network: plasticNetwork({ sizes: [2, 2, 1] }),
  initialWeights: Float32Array.of(0.01, -0.02, 0.03, 0.04),
  trials: [
    [
      [0.75, 0],
      [0, 0.75],
      [0.7, 0.05],
    ],
    [[0, 0.8]],
  ],
  allTerms: rule(Array.from({ length: COEFFICIENTS }, (_, q) => [powersAt(q), 0.01 * (((7 * q) % 11) - 5)])),
};

describe.each(testBackends())('RolloutProblem on %s', (backend) => {
  beforeAll(async () => void (await init({ backend: backend as 'cpu' | 'wasm' })));
  afterAll(() => restore());

  it.each([
    ['behavior', 'valid', 2, 10, 20, 5],
    ['behavior', 'reference', 3, 1, 6, 3],
    ['behavior', 'valid', 9, 40, 6, 3],
    ['neural', 'valid', 3, 17, 5, 2],
    ['neural', 'valid', 1, 4, 1, 1],
    ['both', 'valid', 2, 21, 5, 4],
    // More units than a group of a narrow layer has.
    ['both', 'valid', 4, 70, 5, 2],
  ] as const)(
    '%s, mean %s: %i inputs, %i units, %i trials of up to %i',
    (loss, lossMean, inputs, units, trials, longest) => {
      const network = plasticNetwork({ sizes: loss === 'neural' ? [inputs, units] : [inputs, units, 1] });
      const experiments = [1, 2, 3].map((seed) => animal(seed, inputs, units, trials + seed, longest));
      for (const given of [drawnTaylor(8, 0.05), drawnMlp(9, 10, 0.4)]) {
        const options: LossOptions = { loss, lossMean, gradInitialWeights: true, l1: 0.01, l2: 0.02 };
        const expected = lossAndGradient(given, network, experiments, options);
        const before = tf.memory();
        const actual = rolloutLossAndGradient(given, network, experiments, options);
        expectClose([actual.loss], [expected.loss], 'loss', 3e-6);
        expectClose(actual.perExperiment, expected.perExperiment, 'loss of experiment', 3e-6);
        expectClose(actual.gradient, expected.gradient, 'gradient');
        expectClose(actual.initialWeightsGradient!, expected.initialWeightsGradient!, 'gradient of weights');
        expect([tf.memory().numTensors, tf.memory().numBytes]).toEqual([before.numTensors, before.numBytes]);
      }
    },
  );

  it('has the golden losses of trials of different lengths', () => {
    const { network, initialWeights, trials, allTerms } = golden;
    const given = experiment(trials, [1, -0.1], { initialWeights });
    const valid = rolloutLossAndGradient(allTerms, network, [given], { gradInitialWeights: true });
    const reference = rolloutLossAndGradient(allTerms, network, [given], { lossMean: 'reference' });
    expectClose([valid.loss, reference.loss], [0.703543785493, 0.700078250515], 'loss', 1e-6);
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
    expectClose([sum(valid.gradient), sum(reference.gradient)], [-0.799011541994, -0.532674361329], 'sum', 2e-6);
    expectClose(
      [0, 1, 2].map((r) => valid.gradient[termIndex([0, 0, 0, r])]),
      Array(3).fill(-0.244614106454),
      'r',
      2e-6,
    );
    expectClose(
      valid.initialWeightsGradient!,
      [0.0148013190209, 0.0147025496069, -0.0141477959173, -0.0140800405417],
      'weights',
      1e-5,
    );
  });

  it('has the golden gradient of three short trials', () => {
    const { network, initialWeights } = golden;
    const given = experiment([[[0.75, 0]], [[0, 0.75]], [[0.75, 0.1]]], [1, -0.1, 0.9], { initialWeights });
    const terms = rule([
      [[1, 0, 0, 1], 1],
      [[0, 0, 1, 0], -0.05],
    ]);
    const { loss, gradient } = rolloutLossAndGradient(terms, network, [given]);
    expectClose([loss], [0.523580584171], 'loss', 1e-6);
    const expected = {
      0: -0.56691558999,
      27: -0.101968673321,
      9: -0.00194809863595,
      3: -0.0561343544075,
      1: -0.413988136067,
      28: -0.0884750744453,
    };
    for (const [at, value] of Object.entries(expected))
      expectClose([gradient[Number(at)]], [value], `gradient ${at}`, 1e-5);
    expectClose([gradient[80]], [-3.31047236742e-9], 'gradient 2222', 1e-4);
  });

  it('never looks at the reward term of the last trial', () => {
    const network = plasticNetwork({ sizes: [2, 5, 1] });
    const given = animal(4, 2, 5, 8, 3);
    const other = { ...given, rewardTerm: given.rewardTerm.slice() };
    other.rewardTerm[7] = Number.NaN;
    const taylor = drawnTaylor(5, 0.05);
    expect(rolloutLossAndGradient(taylor, network, [other])).toEqual(rolloutLossAndGradient(taylor, network, [given]));
  });

  it('returns exact zeros outside of the mask and ignores parameters there', () => {
    const network = plasticNetwork({ sizes: [2, 3, 1] });
    const mask = new Uint8Array(COEFFICIENTS);
    mask[termIndex([1, 0, 0, 1])] = 1;
    const masked = { ...drawnTaylor(6, 0.1), mask };
    const problem = new RolloutProblem(masked, network, [animal(1, 2, 3, 9, 2)]);
    const { gradient } = problem.lossAndGradient();
    expect(Array.from(gradient).filter((value) => value !== 0).length).toBe(1);
    expect(
      problem.lossAndGradient(Float64Array.from({ length: 81 }, (_, q) => (mask[q] ? masked.coefficients[q] : 1e9))),
    ).toEqual(problem.lossAndGradient());
    problem.dispose();
  });

  it('lets weights that grow without bound show in the loss', () => {
    const network = plasticNetwork({ sizes: [2, 3], activation: 'linear' });
    const wild = rule([[[0, 0, 2, 0], 50]]);
    const given = { ...animal(1, 2, 3, 30, 1), recorded: Uint8Array.of(1, 1, 1) };
    const { loss } = rolloutLossAndGradient(wild, network, [given], { loss: 'neural' });
    expect(Number.isFinite(loss)).toBe(false);
  });

  it('sums over experiments, each on its own', () => {
    const network = plasticNetwork({ sizes: [2, 6, 1] });
    const experiments = [1, 2, 3].map((seed) => animal(seed, 2, 6, 7 + seed, 3));
    const taylor = drawnTaylor(5, 0.05);
    const together = rolloutLossAndGradient(taylor, network, experiments);
    const alone = experiments.map((one) => rolloutLossAndGradient(taylor, network, [one]));
    expect(Array.from(together.perExperiment)).toEqual(alone.map(({ loss }) => loss));
    expectClose(
      together.gradient,
      together.gradient.map((_, k) => alone.reduce((sum, { gradient }) => sum + gradient[k], 0) / 3),
      'gradient',
      1e-6,
    );
  });

  it.each([2, 9])('keeps its accuracy over 300 trials, %i inputs', (inputs) => {
    const network = plasticNetwork({ sizes: [inputs, 5, 1] });
    const experiments = [animal(3, inputs, 5, 300, 2)];
    const taylor = drawnTaylor(8, 0.003);
    const expected = lossAndGradient(taylor, network, experiments);
    const actual = rolloutLossAndGradient(taylor, network, experiments);
    expectClose([actual.loss], [expected.loss], 'loss', 1e-6);
    expectClose(actual.gradient, expected.gradient, 'gradient', 1e-5);
  });

  it('gives the same on another backend and on the way back', async () => {
    const network = plasticNetwork({ sizes: [2, 6, 1] });
    const problem = new RolloutProblem(drawnTaylor(5, 0.05), network, [animal(1, 2, 6, 7, 3)]);
    const first = problem.lossAndGradient();
    await tf.setBackend('cpu');
    expectClose(problem.lossAndGradient().gradient, first.gradient, 'elsewhere');
    await tf.setBackend(backend);
    expectClose(problem.lossAndGradient().gradient, first.gradient, 'back');
    problem.dispose();
  });

  it('takes other first weights for one call', () => {
    const network = plasticNetwork({ sizes: [2, 3, 1] });
    const experiments = [1, 2].map((seed) => animal(seed, 2, 3, 6, 3));
    const taylor = drawnTaylor(5, 0.05);
    const initialWeights = Float32Array.of(0.1, -0.2, 0.3, -0.1, 0.2, 0);
    const problem = new RolloutProblem(taylor, network, experiments, { gradInitialWeights: true });
    const own = problem.lossAndGradient();
    const options = { gradInitialWeights: true, initialWeights };
    expect(problem.lossAndGradient(taylor.coefficients, initialWeights)).toEqual(
      rolloutLossAndGradient(taylor, network, experiments, options),
    );
    expect(problem.lossAndGradient()).toEqual(own);
    expect(() => problem.lossAndGradient(taylor.coefficients, [1])).toThrow('2 x 3 = 6 weights, got 1');
    problem.dispose();
  });

  it('refuses what it cannot use', () => {
    const network = plasticNetwork({ sizes: [2, 3, 1] });
    const given = animal(1, 2, 3, 4, 2);
    const problem = new RolloutProblem(drawnTaylor(1, 0.1), network, [given]);
    expect(() => problem.lossAndGradient([1, 2])).toThrow('the rule has 81 parameters, got 2');
    problem.dispose();
    problem.dispose();
    expect(() => problem.lossAndGradient()).toThrow('after dispose()');
    expect(() => new RolloutProblem(drawnTaylor(1, 0.1), network, [])).toThrow('There are 0 experiments');
    const decisions = given.decisions!.slice();
    decisions[0] = 7;
    expect(() => new RolloutProblem(drawnTaylor(1, 0.1), network, [{ ...given, decisions }])).toThrow(
      'trial 0, presentation 0: the decision is 7',
    );
  });
});

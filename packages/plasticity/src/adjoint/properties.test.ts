import { PerceptronsError, random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { plasticNetwork } from '../networks/plastic-network';
import { COEFFICIENTS, type PlasticityRule, powersAt, termIndex } from '../rules/rule';
import { drawnExperiment, drawnMlp, drawnTaylor, experiment } from './__fixtures__/golden';
import { lossAndGradient, ruleDelta, runRule } from './index';

const taylor = drawnTaylor(1, 0.1);
const mlp = drawnMlp(2, 10, 0.5);
const network = plasticNetwork({ sizes: [3, 5, 1] });
const drawn = [11, 12, 13].map((seed) => drawnExperiment(seed, { inputs: 3, trials: 20, longest: 4 }));
const initialWeights = Float64Array.from(random.normalArray(3, 15, { stddev: 0.3 }));
const rules: [string, PlasticityRule][] = [
  ['Taylor', taylor],
  ['MLP', mlp],
];

/** Rounding of sums in another order. */
const ROUNDING = 1e-12;

function expectSame(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  for (let k = 0; k < expected.length; k++) {
    expect(Math.abs(actual[k] - expected[k])).toBeLessThanOrEqual(ROUNDING * (1 + Math.abs(expected[k])));
  }
}

describe('the contraction', () => {
  it('is the sum of 81 terms at one synapse', () => {
    const values = random.normalArray(4, 40, { stddev: 1.5 });
    for (let k = 0; k < 40; k += 4) {
      const point = values.subarray(k, k + 4);
      let sum = 0;
      for (let q = 0; q < COEFFICIENTS; q++) {
        sum += powersAt(q).reduce((product, power, v) => product * point[v] ** power, taylor.coefficients[q]);
      }
      const actual = ruleDelta(taylor, point[0], point[1], point[2], point[3]);
      expect(Math.abs(actual - sum)).toBeLessThan(ROUNDING * Math.max(1, Math.abs(sum)));
    }
  });

  it.each(rules)('of a %s rule moves every weight by step size times the rule', (_, rule) => {
    const { weights, units } = runRule(rule, network, drawn[0], initialWeights);
    const { trials, longest, lengths, x, rewardTerm } = drawn[0];
    for (let t = 0; t < trials; t++) {
      const last = t * longest + lengths[t] - 1;
      for (let j = 0; j < 3; j++) {
        for (let i = 0; i < 5; i++) {
          const at = (t * 3 + j) * 5 + i;
          const delta = ruleDelta(rule, x[last * 3 + j], units[last * 5 + i], weights[at], rewardTerm[t]);
          expectSame([weights[at + 15]], [weights[at] + delta / 3]);
        }
      }
    }
  });
});

describe.each(rules)('a %s rule', (_, rule) => {
  it('is not told apart by the reward term of the last trial', () => {
    const changed = { ...drawn[0], rewardTerm: drawn[0].rewardTerm.slice() };
    changed.rewardTerm[19] += 3;
    const options = { initialWeights, gradInitialWeights: true };
    expect(lossAndGradient(rule, network, [changed], options)).toEqual(
      lossAndGradient(rule, network, [drawn[0]], options),
    );
  });

  it('does not see the order of the hidden units', () => {
    const order = [3, 0, 4, 1, 2];
    const permuted = initialWeights.map((_, at) => initialWeights[Math.floor(at / 5) * 5 + order[at % 5]]);
    const one = lossAndGradient(rule, network, drawn, { initialWeights, gradInitialWeights: true });
    const other = lossAndGradient(rule, network, drawn, { initialWeights: permuted, gradInitialWeights: true });
    expectSame([other.loss], [one.loss]);
    expectSame(other.gradient, one.gradient);
    const expected = one.initialWeightsGradient!;
    expectSame(
      other.initialWeightsGradient!,
      expected.map((_, at) => expected[Math.floor(at / 5) * 5 + order[at % 5]]),
    );
    const before = runRule(rule, network, drawn[0], initialWeights).weights;
    const after = runRule(rule, network, drawn[0], permuted).weights;
    expectSame(
      after,
      before.map((_, at) => before[Math.floor(at / 5) * 5 + order[at % 5]]),
    );
  });

  it('adds up over experiments', () => {
    const all = lossAndGradient(rule, network, drawn, { initialWeights });
    const parts = drawn.map((one) => lossAndGradient(rule, network, [one], { initialWeights }));
    expectSame(
      all.perExperiment,
      parts.map((part) => part.loss),
    );
    expectSame(
      all.gradient,
      all.gradient.map((_, k) => parts.reduce((sum, part) => sum + part.gradient[k], 0) / 3),
    );
  });

  it('takes units in blocks where memory is short, with the same result', () => {
    const options = { initialWeights, gradInitialWeights: true, expectedRewardRate: 0.2 };
    const whole = lossAndGradient(rule, network, drawn, options);
    // Two, two and one of five units; then one at a time.
    for (const memoryLimit of [2 * 8 * 3 * 20, 1]) {
      const blocked = lossAndGradient(rule, network, drawn, { ...options, memoryLimit });
      expect(blocked.loss).toBe(whole.loss);
      expect(blocked.initialWeightsGradient).toEqual(whole.initialWeightsGradient);
      // The sums over units have another order.
      expectSame(blocked.gradient, whole.gradient);
      expectSame([blocked.expectedRewardRateGradient!], [whole.expectedRewardRateGradient!]);
    }
  });

  it('gives the same bits again', () => {
    const options = { initialWeights, gradInitialWeights: true };
    expect(lossAndGradient(rule, network, drawn, options)).toEqual(lossAndGradient(rule, network, drawn, options));
  });
});

describe('a mask', () => {
  it('leaves masked coefficients with a gradient of exactly 0, penalties included, and out of the simulation', () => {
    const mask = new Uint8Array(COEFFICIENTS);
    for (const powers of [
      [1, 0, 0, 1],
      [0, 0, 1, 0],
      [0, 2, 0, 0],
    ] as const)
      mask[termIndex(powers)] = 1;
    const masked = { ...taylor, mask };
    const clean = { ...masked, coefficients: taylor.coefficients.map((value, k) => (mask[k] ? value : 0)) };
    const options = { initialWeights, l1: 0.1, l2: 0.1 };
    const result = lossAndGradient(masked, network, drawn, options);
    expect(result).toEqual(lossAndGradient(clean, network, drawn, options));
    result.gradient.forEach((value, k) => {
      if (mask[k]) expect(value).not.toBe(0);
      else expect(value).toBe(0);
    });
    const full = lossAndGradient({ ...clean, mask: taylor.mask }, network, drawn, { initialWeights });
    const unpenalised = lossAndGradient(masked, network, drawn, { initialWeights });
    expectSame(
      unpenalised.gradient,
      full.gradient.map((value, k) => value * mask[k]),
    );
  });
});

describe('a multilayer perceptron', () => {
  it('with weights of zero moves every weight by tanh(b2)', () => {
    const parameters = new Float64Array(61);
    parameters[60] = 0.3;
    expect(ruleDelta({ kind: 'mlp', units: 10, parameters }, 1, -2, 3, 0.5)).toBe(Math.tanh(0.3));
    const { weights } = runRule({ kind: 'mlp', units: 10, parameters }, network, drawn[0], initialWeights);
    expectSame(
      weights.subarray(15, 30),
      initialWeights.map((w) => w + Math.tanh(0.3) / 3),
    );
  });
});

describe('losses', () => {
  it('of decisions stay finite at large logits', () => {
    const sure = experiment([[[1]], [[1], [1]]], [0, 0]);
    const constant = { ...taylor, coefficients: new Float64Array(COEFFICIENTS) };
    const single = plasticNetwork({ sizes: [1, 1] });
    const { loss } = lossAndGradient(constant, single, [sure], { initialWeights: [2000] });
    expect(loss).toBeCloseTo(2000 / 3, 9);
  });

  it('of activities ignore units that were not recorded and presentations without a number', () => {
    const size = { inputs: 3, trials: 6, longest: 2 };
    const outputs = plasticNetwork({ sizes: [3, 4], stepSize: 0.2 });
    const truth = runRule(taylor, outputs, drawnExperiment(5, size));
    const activity = Float32Array.from(truth.units, (value, at) => (at % 4 === 2 ? 9 : at === 5 ? Number.NaN : value));
    const recorded = Uint8Array.of(1, 1, 0, 1);
    const one = drawnExperiment(5, size, { activity, recorded });
    expect(lossAndGradient(taylor, outputs, [one], { loss: 'neural' }).loss).toBeLessThan(1e-14);
    const all = drawnExperiment(5, size, { activity });
    expect(lossAndGradient(taylor, outputs, [all], { loss: 'neural' }).loss).toBeGreaterThan(1);
  });

  it('add the penalties to the loss alone, not to the experiments', () => {
    const plain = lossAndGradient(taylor, network, drawn);
    const { loss, perExperiment } = lossAndGradient(taylor, network, drawn, { l1: 0.5, l2: 2 });
    const sum = (power: number) => taylor.coefficients.reduce((total, value) => total + Math.abs(value) ** power, 0);
    expect(loss).toBeCloseTo(plain.loss + 0.5 * sum(1) + 2 * sum(2), 12);
    expect(perExperiment).toEqual(plain.perExperiment);
  });
});

describe('bad input', () => {
  const [first] = drawn;
  const cases: [string, string, RegExp, () => unknown][] = [
    ['no experiments', 'plasticity/no-experiments', /0 experiments/, () => lossAndGradient(taylor, network, [])],
    [
      'a rule of another size',
      'plasticity/rule-size',
      /81 coefficients.*got 27 and 81/,
      () => lossAndGradient({ ...taylor, coefficients: new Float64Array(27) }, network, drawn),
    ],
    [
      'a perceptron of another size',
      'plasticity/rule-size',
      /61 parameters, got 60/,
      () => ruleDelta({ ...mlp, parameters: new Float64Array(60) }, 0, 0, 0, 0),
    ],
    [
      'an experiment with other inputs',
      'plasticity/experiment-inputs',
      /draw 11 has 3 inputs, the network 2/,
      () => runRule(taylor, plasticNetwork({ sizes: [2, 5, 1] }), first),
    ],
    [
      'stimuli that do not fit the trials',
      'plasticity/experiment-size',
      /draw 11: x has 5 numbers, but trials x longest x inputs is 240/,
      () => runRule(taylor, network, { ...first, x: new Float32Array(5) }),
    ],
    [
      'a trial without presentations',
      'plasticity/trial-length',
      /draw 11, trial 0: 0 presentations/,
      () => runRule(taylor, network, { ...first, lengths: new Int32Array(20) }),
    ],
    [
      'no trials',
      'plasticity/no-trials',
      /draw 11 has 0 trials/,
      () =>
        runRule(taylor, network, {
          ...first,
          trials: 0,
          x: new Float32Array(0),
          lengths: new Int32Array(0),
          decisions: undefined,
          rewards: undefined,
          rewardTerm: new Float32Array(0),
        }),
    ],
    [
      'initial weights of another size',
      'plasticity/initial-weights',
      /14 initial weights, but inputs x units is 15/,
      () => runRule(taylor, network, first, new Float64Array(14)),
    ],
    [
      'a missing decision',
      'plasticity/decision',
      /draw 11, trial 0, presentation 3: the decision is -1/,
      () => {
        const decisions = first.decisions!.slice();
        decisions[3] = -1;
        return lossAndGradient(taylor, network, [{ ...first, decisions }]);
      },
    ],
    [
      'no decisions',
      'plasticity/no-decisions',
      /draw 11 has no decisions/,
      () => lossAndGradient(taylor, network, [{ ...first, decisions: undefined }]),
    ],
    [
      'no recorded unit',
      'plasticity/nothing-recorded',
      /no unit is recorded/,
      () => {
        const activity = new Float32Array(400).fill(Number.NaN);
        return lossAndGradient(taylor, network, [{ ...first, activity }], { loss: 'neural' });
      },
    ],
    [
      'decisions of a network without a decision unit',
      'plasticity/no-decision-unit',
      /5 units and no readout/,
      () => lossAndGradient(taylor, plasticNetwork({ sizes: [3, 5] }), drawn),
    ],
    [
      "the published code's mean of activities",
      'plasticity/loss-mean',
      /'reference'.*got 'neural'/,
      () => lossAndGradient(taylor, network, drawn, { loss: 'neural', lossMean: 'reference' }),
    ],
    [
      'a memory limit that is no number',
      'plasticity/memory-limit',
      /memoryLimit is NaN/,
      () => lossAndGradient(taylor, network, drawn, { memoryLimit: Number.NaN }),
    ],
    [
      'a rate above 1',
      'plasticity/reward-rate',
      /expectedRewardRate is 2/,
      () => lossAndGradient(taylor, network, drawn, { expectedRewardRate: 2 }),
    ],
  ];

  it.each(cases)('%s is refused', (_, code, message, call) => {
    let caught: unknown;
    try {
      call();
    } catch (error) {
      caught = error;
    }
    if (!PerceptronsError.isInstance(caught)) throw new Error(`nothing of ours was thrown: ${caught}`);
    expect(caught.code).toBe(code);
    expect(caught.message).toMatch(message);
  });
});

import { describe, expect, it } from 'vitest';
import type { Experiment } from '../experiments/experiment';
import { simulateActivity } from '../experiments/simulate-activity';
import { simulateBehaviour } from '../experiments/simulate-behaviour';
import { plasticNetwork } from '../networks/plastic-network';
import { COEFFICIENTS, type Powers, type TaylorRule, termIndex, withParameters } from '../rules/rule';
import { evaluateRule, type NullModel } from './evaluate-rule';

function series(...terms: [number, Powers][]): TaylorRule {
  const coefficients = new Float64Array(COEFFICIENTS);
  for (const [coefficient, powers] of terms) coefficients[termIndex(powers)] = coefficient;
  return { kind: 'taylor', coefficients, mask: new Uint8Array(COEFFICIENTS).fill(1) };
}

const associative = series([1, [1, 0, 0, 1]]);
const network = plasticNetwork({ sizes: [2, 10, 1] });
const animals = simulateBehaviour({ rule: associative, experiments: 3, trialsPerBlock: 20, seed: 4 });

/** One input of 1, one unit, three trials of one accept each, reward term 1. */
const steps: Experiment = {
  name: 'steps',
  simulated: true,
  inputs: 1,
  trials: 3,
  longest: 1,
  x: Float32Array.of(1, 1, 1),
  lengths: Int32Array.of(1, 1, 1),
  decisions: Int8Array.of(1, 1, 0),
  rewardTerm: Float32Array.of(1, 1, 1),
};

describe('evaluateRule', () => {
  it('computes every figure as by hand', () => {
    // The rule r moves the weight and the logit by 1: weights 1, 2, 3 after the updates, logits 0, 1, 2.
    const one = plasticNetwork({ sizes: [1, 1] });
    const experiment = { ...steps, weights: Float32Array.of(1, 2, 4), activity: Float32Array.of(0, 0, 0) };
    const { perExperiment, ...summary } = evaluateRule(series([1, [0, 0, 0, 1]]), one, [experiment]);
    const [result] = perExperiment;
    // Error 1, spread (16 + 1 + 25) / 9.
    expect(result.r2Weights).toBeCloseTo(1 - 9 / 42, 12);
    // A constant that is missed.
    expect(result.r2Activity).toBe(0);
    const logistic = (z: number) => 1 / (1 + Math.exp(-z));
    const deviance = (-2 * (Math.log(0.5) + Math.log(logistic(1)) + Math.log(1 - logistic(2)))) / 3;
    expect(result.deviance).toBeCloseTo(deviance, 12);
    const half = 2 * Math.LN2;
    const base = (-2 * (2 * Math.log(2 / 3) + Math.log(1 / 3))) / 3;
    expect(result.percentDeviance?.half).toBeCloseTo((100 * (half - deviance)) / half, 10);
    expect(result.percentDeviance?.zeroPlasticity).toBeCloseTo((100 * (half - deviance)) / half, 10);
    expect(result.percentDeviance?.baseRate).toBeCloseTo((100 * (base - deviance)) / base, 10);
    expect(summary.explained?.median).toBe(result.percentDeviance?.zeroPlasticity);
    expect(result.presentations).toBe(3);
  });

  it('compares one linear unit by its probability', () => {
    const one = plasticNetwork({ sizes: [1, 1] });
    const experiment = { ...steps, activity: Float32Array.of(0, 1, 3) };
    const p = [0, 1, 2].map((z) => 1 / (1 + Math.exp(-z)));
    const truth = [p[0], p[1], 1 / (1 + Math.exp(-3))];
    const centre = truth.reduce((a, b) => a + b) / 3;
    const spread = truth.reduce((sum, value) => sum + (value - centre) ** 2, 0);
    const { r2Activity } = evaluateRule(series([1, [0, 0, 0, 1]]), one, [experiment]);
    expect(r2Activity?.mean).toBeCloseTo(1 - (truth[2] - p[2]) ** 2 / spread, 10);
  });

  it('gives the rule that is the truth full marks', () => {
    const { r2Weights, r2Activity } = evaluateRule(associative, network, animals, { truth: associative });
    expect(r2Weights).toEqual({ median: 1, mean: 1 });
    expect(r2Activity).toEqual({ median: 1, mean: 1 });
  });

  it('finds the generating rule better than none, and none exactly as good as no plasticity', () => {
    const right = evaluateRule(associative, network, animals);
    expect(right.percentDeviance?.zeroPlasticity.median).toBeGreaterThan(30);
    expect(right.r2Weights?.median).toBeGreaterThan(0.8);
    const none = evaluateRule(withParameters(associative, new Float64Array(COEFFICIENTS)), network, animals);
    expect(none.percentDeviance?.zeroPlasticity).toEqual({ median: 0, mean: 0 });
    // An untrained network is worse than the share of accepts unless this is one half.
    expect(none.percentDeviance?.baseRate.mean).toBeLessThan(0);
  });

  it.each<NullModel>(['zeroPlasticity', 'baseRate', 'half'])('takes %s as null model', (nullModel) => {
    const { explained, percentDeviance } = evaluateRule(associative, network, animals, { nullModel });
    expect(explained).toEqual(percentDeviance?.[nullModel]);
  });

  it('does not change with the order of experiments', () => {
    const { perExperiment, ...forward } = evaluateRule(associative, network, animals);
    const { perExperiment: reversed, ...backward } = evaluateRule(associative, network, animals.toReversed());
    expect(reversed.toReversed()).toEqual(perExperiment);
    expect(backward.r2Weights?.median).toBe(forward.r2Weights?.median);
    expect(backward.explained?.mean).toBeCloseTo(forward.explained!.mean, 10);
  });

  it('starts from the weights it is given', () => {
    const initialWeights = new Float64Array(20).fill(0.3);
    const moved = animals.map((animal) => ({ ...animal, initialWeights: Float32Array.from(initialWeights) }));
    const given = evaluateRule(associative, network, animals, { initialWeights });
    const own = evaluateRule(associative, network, moved);
    expect(given.explained?.mean).toBeCloseTo(own.explained!.mean, 4);
    expect(given.explained?.mean).not.toBe(evaluateRule(associative, network, animals).explained?.mean);
  });

  it('evaluates recordings without decisions by weights and activity only', () => {
    const oja = series([1, [1, 1, 0, 0]], [-1, [0, 2, 1, 0]]);
    const recordings = simulateActivity({
      network: plasticNetwork({ sizes: [4, 3] }),
      trials: 10,
      experiments: 2,
      seed: 1,
    });
    const result = evaluateRule(oja, plasticNetwork({ sizes: [4, 3] }), recordings);
    // The recordings are float32.
    expect(result.r2Weights?.median).toBeCloseTo(1, 5);
    expect(result.r2Activity?.median).toBeCloseTo(1, 5);
    expect(result).not.toHaveProperty('percentDeviance');
    const none = { ...recordings[0], recorded: Uint8Array.of(1, 0, 0) };
    none.activity = none.activity?.map((value, index) => (index % 3 === 0 ? value : -5));
    expect(evaluateRule(oja, plasticNetwork({ sizes: [4, 3] }), [none]).r2Activity?.median).toBeCloseTo(1, 5);
  });

  it('refuses what it cannot evaluate', () => {
    expect(() => evaluateRule(associative, network, [])).toThrow('experiments is empty');
    expect(() => evaluateRule(associative, network, animals, { nullModel: 'chance' as NullModel })).toThrow(
      'nullModel is "chance". Accepted: zeroPlasticity, baseRate, half.',
    );
  });
});

import { DataError, ShapeError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { plasticNetwork } from '../networks/plastic-network';
import type { Experiment } from './experiment';
import { validateExperiment } from './validate-experiment';

/** Two trials of 2 and 1 presentations. */
function sound(): Experiment {
  return {
    name: 'fly 7',
    simulated: false,
    inputs: 2,
    trials: 2,
    longest: 2,
    x: Float32Array.of(1, 0, 0, 1, 1, 0, 0, 0),
    lengths: Int32Array.of(2, 1),
    decisions: Int8Array.of(0, 1, 1, -1),
    rewards: Float32Array.of(1, 0),
    rewardTerm: Float32Array.of(1, -0.1),
  };
}
const activity = Float32Array.of(1, 2, 3, 4, 5, 6, Number.NaN, Number.NaN);

describe('validateExperiment', () => {
  it('accepts what is sound, with and without a network', () => {
    validateExperiment(sound());
    validateExperiment(sound(), plasticNetwork({ sizes: [2, 10, 1] }));
    validateExperiment({ ...sound(), decisions: undefined, activity }, plasticNetwork({ sizes: [2, 2] }));
  });

  it('accepts gaps of units that were not recorded', () => {
    const gaps = Float32Array.from(activity, (value, place) => (place % 2 ? Number.NaN : value));
    const experiment = { ...sound(), decisions: undefined, activity: gaps };
    validateExperiment({ ...experiment, recorded: Uint8Array.of(1, 0) });
    expect(() => validateExperiment(experiment)).toThrow(/fly 7, trial 0, presentation 0, unit 1: activity is NaN/);
  });

  it.each<[string, Partial<Experiment>, RegExp]>([
    [
      'too few inputs',
      { x: new Float32Array(7) },
      /fly 7: x does not fit: it has 7 numbers, but .* needs 8 \(2 trials/,
    ],
    [
      'too few lengths',
      { lengths: Int32Array.of(1) },
      /lengths does not fit: it has 1 numbers, but \[trials\] needs 2/,
    ],
    ['too few rewards', { rewards: Float32Array.of(1) }, /rewards does not fit: it has 1 numbers/],
    ['too many decisions', { decisions: new Int8Array(5) }, /decisions does not fit: it has 5 numbers/],
    ['fractional sizes', { inputs: 1.5 }, /inputs does not fit: it is 1.5, expected a whole number from 1/],
    ['activities of part of a unit', { activity: new Float32Array(6) }, /number of units does not come out whole: 6/],
    ['weights of other units', { activity, weights: new Float32Array(2) }, /weights does not fit: it has 2 .* needs 8/],
  ])('refuses %s', (_, change, text) => {
    const check = () => validateExperiment({ ...sound(), ...change });
    expect(check).toThrow(ShapeError);
    expect(check).toThrow(text);
  });

  it.each<[string, Partial<Experiment>, RegExp]>([
    ['an empty animal', { trials: 0 }, /fly 7: there are no trials/],
    ['a trial without presentations', { lengths: Int32Array.of(2, 0) }, /fly 7, trial 1: it has 0 presentations/],
    [
      'a trial that is too long',
      { lengths: Int32Array.of(3, 1) },
      /fly 7, trial 0: it has 3 presentations, expected 1 to 2/,
    ],
    [
      'an input that is not finite',
      { x: Float32Array.of(1, 0, 0, Number.NaN, 1, 0, 0, 0) },
      /fly 7, trial 0, presentation 1, input 1: x is NaN/,
    ],
    [
      'inputs behind the end',
      { x: Float32Array.of(1, 0, 0, 1, 1, 0, 0.5, 0) },
      /fly 7, trial 1, presentation 1, input 0: x is 0.5 behind the end/,
    ],
    [
      'a choice of 2',
      { decisions: Int8Array.of(2, 1, 1, -1) },
      /trial 0, presentation 0: the decision is 2, expected 1/,
    ],
    [
      'an early accept',
      { decisions: Int8Array.of(1, 1, 1, -1) },
      /trial 0, presentation 0: the decision is 1, expected 0/,
    ],
    ['a trial without accept', { decisions: Int8Array.of(0, 1, 0, -1) }, /trial 1, presentation 0: the decision is 0/],
    [
      'decisions behind the end',
      { decisions: Int8Array.of(0, 1, 1, 0) },
      /decisions is 0 behind the end .* expected -1/,
    ],
    ['a missing reward', { rewards: Float32Array.of(1, Number.NaN) }, /fly 7, trial 1: rewards is NaN/],
    ['a missing reward term', { rewardTerm: Float32Array.of(Number.NaN, 0) }, /fly 7, trial 0: rewardTerm is NaN/],
    [
      'nothing recorded',
      { activity, recorded: Uint8Array.of(0, 0) },
      /no unit is recorded. Mark at least one of the 2/,
    ],
    [
      'weights that are not finite',
      { initialWeights: Float32Array.of(0, Number.NaN) },
      /number 1 of the array: initial/,
    ],
  ])('refuses %s', (_, change, text) => {
    const check = () => validateExperiment({ ...sound(), ...change });
    expect(check).toThrow(DataError);
    expect(check).toThrow(text);
  });

  it.each([
    [[3, 10, 1], /inputs does not fit: the experiment has 2, the network 3/],
    [[2, 4], /decisions need one decision unit, the network has 4 units/],
  ])('refuses a network of sizes %o', (sizes, text) => {
    expect(() => validateExperiment(sound(), plasticNetwork({ sizes }))).toThrow(text);
  });

  it('refuses a network with other units than the recording', () => {
    const experiment = { ...sound(), decisions: undefined, activity };
    expect(() => validateExperiment(experiment, plasticNetwork({ sizes: [2, 3] }))).toThrow(
      /have 2 units, the network 3/,
    );
  });
});

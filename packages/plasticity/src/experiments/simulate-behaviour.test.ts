import { ConfigError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { plasticNetwork } from '../networks/plastic-network';
import { COEFFICIENTS, type Powers, type TaylorRule, termIndex } from '../rules/rule';
import { rewardTerm } from './expected-reward';
import { presentations } from './experiment';
import { experimentKey } from './seeded-draws';
import { type AnimalSettings, simulateAnimal } from './simulate-animal';
import { animalSettings, simulateBehaviour } from './simulate-behaviour';
import { validateExperiment } from './validate-experiment';

function taylor(...terms: [Powers, number][]): TaylorRule {
  const rule = {
    kind: 'taylor' as const,
    coefficients: new Float64Array(COEFFICIENTS),
    mask: new Uint8Array(81).fill(1),
  };
  for (const [powers, coefficient] of terms) rule.coefficients[termIndex(powers)] = coefficient;
  return rule;
}
const rule = taylor([[1, 0, 0, 1], 1]);
const animal = (index: number, change: Partial<AnimalSettings> = {}) =>
  simulateAnimal({ ...animalSettings({ rule }), ...change }, experimentKey(1, 'behaviour', 'train', index));

describe('simulateBehaviour', () => {
  it('gives sound experiments of the published form', () => {
    const experiments = simulateBehaviour({ rule, experiments: 6, seed: 3 });
    const network = plasticNetwork({ sizes: [2, 10, 1] });
    for (const experiment of experiments) {
      validateExperiment(experiment, network);
      expect(experiment).toMatchObject({ simulated: true, inputs: 2, trials: 240 });
      expect(experiment.weights).toHaveLength(240 * 20);
      expect(presentations(experiment)).toBeGreaterThan(240);
      expect(presentations(experiment)).toBeLessThan(720);
      expect(experiment.rewardTerm).toEqual(rewardTerm(experiment.rewards!));
    }
    expect(experiments[0].name).toBe('simulatedAnimal 0 (train, seed 3)');
  });

  it('repeats exactly, and another seed or index gives other data', () => {
    const first = simulateBehaviour({ rule, experiments: 2, seed: 3 });
    expect(simulateBehaviour({ rule, experiments: 2, seed: 3 })).toEqual(first);
    // The number of animals does not matter to the first of them.
    expect(simulateBehaviour({ rule, experiments: 1, seed: 3 })[0]).toEqual(first[0]);
    expect(first[1].x).not.toEqual(first[0].x);
    expect(simulateBehaviour({ rule, experiments: 1, seed: 4 })[0].x).not.toEqual(first[0].x);
  });

  it('gives evaluation animals that no training set holds, with the same start of the model', () => {
    const train = simulateBehaviour({ rule, experiments: 8, seed: 3 });
    const evaluation = simulateBehaviour({ rule, experiments: 8, seed: 3, purpose: 'eval' });
    for (const one of evaluation) {
      expect(one.initialWeights).toEqual(train[0].initialWeights);
      for (const other of train) {
        expect(one.rewards).not.toEqual(other.rewards);
        expect(one.x.slice(0, 4)).not.toEqual(other.x.slice(0, 4));
      }
    }
  });

  it('starts every animal from weights of its own, none of them those of the model', () => {
    const [experiment] = simulateBehaviour({ rule, experiments: 1, seed: 1 });
    const own = [animal(0).ownInitialWeights, animal(1).ownInitialWeights];
    expect(own[0]).not.toEqual(own[1]);
    expect(Float32Array.from(own[0])).not.toEqual(experiment.initialWeights);
  });

  it('starts animals and model from weights around a mean that is asked for', () => {
    const settings = { rule, experiments: 3, trialsPerBlock: 5, seed: 1 };
    const published = simulateBehaviour(settings)[0].initialWeights!;
    const moved = simulateBehaviour({ ...settings, initialMean: -0.5 });
    moved[0].initialWeights!.forEach((weight, synapse) => {
      expect(weight).toBeCloseTo(published[synapse] - 0.5, 6);
    });
    const own = [animal(0).ownInitialWeights, animal(0, { initialMean: -0.5 }).ownInitialWeights];
    own[1].forEach((weight, synapse) => {
      expect(weight).toBeCloseTo(own[0][synapse] - 0.5, 6);
    });
    // Animals that avoid odours reject more of them: with weights of -0.5 the first accept has a chance of 0.14 instead of 0.5.
    const first = (experiments: typeof moved) => experiments.reduce((sum, { lengths }) => sum + lengths[0], 0);
    expect(first(simulateBehaviour({ ...settings, experiments: 30, initialMean: -0.5 }))).toBeGreaterThan(
      2 * first(simulateBehaviour({ ...settings, experiments: 30 })),
    );
  });

  it('moves the weights by step size times x r of what the animal saw', () => {
    const { seen, trials, ownInitialWeights, weights } = animal(0);
    const r = rewardTerm(trials.map(({ reward }) => reward));
    const moved = Float64Array.from(ownInitialWeights);
    for (let trial = 0; trial < 240; trial++) {
      for (let synapse = 0; synapse < 20; synapse++) {
        moved[synapse] += 0.5 * seen[trial][Math.floor(synapse / 10)] * r[trial];
        expect(weights![trial * 20 + synapse]).toBeCloseTo(moved[synapse], 5);
      }
    }
  });

  it('records a second draw of the same odour, not what the animal saw', () => {
    const { seen, trials, odours } = animal(0, { shuffleInputs: false });
    trials.forEach(({ presentations: recorded }, trial) => {
      const last = recorded.length - 1;
      const own = odours[trial][last];
      expect(recorded[last]).not.toEqual(seen[trial]);
      for (const x of [recorded[last], seen[trial]]) {
        expect(Math.abs(x[own] - 0.75)).toBeLessThan(0.3);
        expect(Math.abs(x[1 - own])).toBeLessThan(0.3);
      }
    });
    const exact = animal(0, { inputStd: 0 });
    expect(
      exact.trials.every(({ presentations: recorded }, trial) => recorded.at(-1)![0] === exact.seen[trial][0]),
    ).toBe(true);
  });

  it('presents both odours equally often, independently of their baits', () => {
    const animals = Array.from({ length: 20 }, (_, index) => animal(index));
    const odours = animals.flatMap((one) => one.odours.flat());
    const share = odours.reduce((sum, odour) => sum + odour, 0) / odours.length;
    // Three standard errors of a fair coin.
    expect(Math.abs(share - 0.5)).toBeLessThan(1.5 / Math.sqrt(odours.length));
    // First odours of two trials that follow each other are independent.
    const pairs = animals.flatMap((one) => one.odours.slice(1).map((trial, index) => [trial[0], one.odours[index][0]]));
    const alike = pairs.filter(([one, other]) => one === other).length / pairs.length;
    expect(Math.abs(alike - 0.5)).toBeLessThan(1.5 / Math.sqrt(pairs.length));
  });

  it('gives a chance of an odour to half of the inputs, by chance or the first half', () => {
    const network = plasticNetwork({ sizes: [4, 3, 1] });
    const one = animal(0, { network, inputStd: 0, shuffleInputs: false });
    const [first] = one.trials[0].presentations;
    const own = one.odours[0][0] === 0 ? [0.75, 0.75, 0, 0] : [0, 0, 0.75, 0.75];
    expect(Array.from(first)).toEqual(own);
    const orders = Array.from({ length: 12 }, (_, index) => {
      const other = animal(index, { network, inputStd: 0 });
      return Array.from(other.trials[0].presentations[0]).join();
    });
    expect(new Set(orders).size).toBeGreaterThan(2);
  });

  it('keeps a bait until its odour is accepted, then clears it', () => {
    // Baits are put out in the first block only: with two odours at most two are left for the second.
    const blocks = [
      [1, 1],
      [0, 0],
    ] as const;
    for (let index = 0; index < 5; index++) {
      const baited = animal(index, { blocks, trialsPerBlock: 40 });
      const rewards = baited.trials.map(({ reward }) => reward);
      expect(rewards.slice(0, 40)).toEqual(new Array(40).fill(1));
      const accepted = baited.trials.map((_, trial) => baited.odours[trial].at(-1)!);
      // The last accept took one bait; that of the other odour waits for the first accept of it in block two.
      const waiting = accepted.indexOf(1 - accepted[39], 40);
      const expected = new Array(40).fill(0);
      if (waiting >= 0) expected[waiting - 40] = 1;
      expect(rewards.slice(40)).toEqual(expected);
    }
    const without = animal(0, { blocks, trialsPerBlock: 40, baited: false });
    expect(without.trials.slice(40).every(({ reward }) => reward === 0)).toBe(true);
  });

  it('rewards a single odour with the chance of its block', () => {
    const blocks = [[0.3, 0.3]] as const;
    const rewards = Array.from({ length: 10 }, (_, index) =>
      animal(index, { blocks, trialsPerBlock: 200, baited: false }).trials.map(({ reward }) => reward),
    ).flat();
    const rate = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
    // Three standard errors.
    expect(Math.abs(rate - 0.3)).toBeLessThan(3 * Math.sqrt((0.3 * 0.7) / rewards.length));
  });

  it('learns: accepts of the better odour prevail at the end of a block', () => {
    const experiments = Array.from({ length: 10 }, (_, index) => animal(index));
    const better = experiments.flatMap(({ odours }) => odours.slice(50, 80).map((trial) => trial.at(-1)!));
    expect(better.reduce((sum, odour) => sum + odour, 0) / better.length).toBeGreaterThan(0.6);
  });

  it('runs a perceptron rule and leaves out weights on demand', () => {
    const perceptron = { kind: 'mlp' as const, units: 2, parameters: new Float64Array(13) };
    perceptron.parameters[12] = 0.1;
    const { ownInitialWeights, weights } = animal(0, { rule: perceptron });
    // All weights of the perceptron are 0: each trial adds tanh(b2) / 2.
    expect(weights![239 * 20]).toBeCloseTo(ownInitialWeights[0] + 120 * Math.tanh(0.1), 4);
    expect(simulateBehaviour({ rule, experiments: 1, seed: 1, recordWeights: false })[0]).not.toHaveProperty('weights');
  });

  it('names the trial where a rule makes the simulation impossible', () => {
    const never = taylor([[0, 0, 0, 0], -50]);
    expect(() => simulateBehaviour({ rule: never, seed: 1, maximumPresentations: 500 })).toThrow(
      /simulatedAnimal 0 \(train, seed 1\), trial \d+: no odour was accepted in 500 presentations/,
    );
    expect(() => simulateBehaviour({ rule: taylor([[0, 0, 0, 0], 0.1], [[0, 0, 2, 0], 5]), seed: 1 })).toThrow(
      /trial \d+: a weight left the range/,
    );
  });

  it.each([
    [{ experiments: 0 }, /experiments is 0, expected a whole number from 1/],
    [{ trialsPerBlock: 1.5 }, /trialsPerBlock is 1.5/],
    [{ inputStd: -1 }, /inputStd is -1, expected a finite number from 0/],
    [{ inputMean: Number.NaN }, /inputMean is NaN/],
    [{ initialMean: Number.POSITIVE_INFINITY }, /initialMean is Infinity, expected a finite number/],
    [
      { rewardProbabilities: [[0.2, 1.8]] as [number, number][] },
      /rewardProbabilities is \[\[0.2,1.8\]\], expected rows/,
    ],
    [{ network: plasticNetwork({ sizes: [1, 1] }) }, /network.inputs is 1, expected 2 or more/],
    [{ network: plasticNetwork({ sizes: [2, 5] }) }, /network.units is 5, expected one decision unit/],
    [{ purpose: 'test' as never }, /purpose is test, expected 'train' or 'eval'/],
  ])('refuses %o', (change, text) => {
    const simulate = () => simulateBehaviour({ rule, seed: 1, ...change });
    expect(simulate).toThrow(ConfigError);
    expect(simulate).toThrow(text);
  });
});

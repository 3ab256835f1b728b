import { random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../experiments/experiment';
import { choiceBaselines } from './choice-baselines';
import { logisticRegression } from './logistic-regression';
import { nelderMead } from './nelder-mead';

/** Two stimuli, rewards of 1 with the probabilities 0.2 and 0.8, and an animal that accepts by learned values. */
function qAnimal(seed: number, { slope = 4, learningRate = 0.3, forgetting = 0 } = {}): Experiment {
  const trials = 240;
  const longest = 12;
  const draws = random.uniformArray(seed, trials * (2 * longest + 1));
  let next = 0;
  const x = new Float32Array(trials * longest * 2);
  const decisions = new Int8Array(trials * longest).fill(-1);
  const lengths = new Int32Array(trials);
  const rewards = new Float32Array(trials);
  const values = [0, 0];
  for (let trial = 0; trial < trials; trial++) {
    for (let place = 0; place < longest; place++) {
      const stimulus = draws[next++] < 0.5 ? 0 : 1;
      const accept = draws[next++] < 1 / (1 + Math.exp(1.5 - slope * values[stimulus])) || place === longest - 1;
      x[(trial * longest + place) * 2 + stimulus] = 0.75;
      decisions[trial * longest + place] = accept ? 1 : 0;
      lengths[trial]++;
      if (!accept) continue;
      // The better stimulus changes half way.
      const better = (stimulus === 0) === trial < trials / 2;
      rewards[trial] = draws[next++] < (better ? 0.8 : 0.2) ? 1 : 0;
      values[1 - stimulus] *= 1 - forgetting;
      values[stimulus] += learningRate * (rewards[trial] - values[stimulus]);
      break;
    }
  }
  const rewardTerm = new Float32Array(trials);
  return { name: `q ${seed}`, simulated: true, inputs: 2, trials, longest, x, lengths, decisions, rewards, rewardTerm };
}

describe('choiceBaselines', () => {
  const animals = [[qAnimal(1)], [qAnimal(2)]];

  it('fits an animal that learns values better by learning than without', () => {
    const [base, lagged, q, forgetting] = choiceBaselines(animals);
    expect([base, lagged, q, forgetting].map(({ name, fitted }) => [name, fitted])).toEqual([
      ['base rate', 1],
      ['lagged logistic regression', 11],
      ['Q-learning', 3],
      ['Q-learning with forgetting', 4],
    ]);
    for (const index of [0, 1]) {
      expect(lagged.perAnimal[index].deviance).toBeLessThan(base.perAnimal[index].deviance);
      expect(q.perAnimal[index].deviance).toBeLessThan(base.perAnimal[index].deviance);
      // The smaller model is the larger one with forgetting 0.
      expect(forgetting.perAnimal[index].deviance).toBeLessThan(q.perAnimal[index].deviance + 1e-6);
    }
  });

  it('finds the parameters of a long recording', () => {
    const sessions = Array.from({ length: 6 }, (_, index) => qAnimal(20 + index, { forgetting: 0.2 }));
    const [, , , { perAnimal }] = choiceBaselines([sessions]);
    const { learningRate, slope, bias, forgetting } = perAnimal[0].parameters;
    // Six sessions of 240 trials leave a standard error of about 0.04 for the shares.
    expect(Math.abs(learningRate - 0.3)).toBeLessThan(0.1);
    expect(Math.abs(forgetting - 0.2)).toBeLessThan(0.1);
    expect(Math.abs(slope - 4)).toBeLessThan(0.8);
    expect(Math.abs(bias + 1.5)).toBeLessThan(0.2);
  });

  it('fits the first trials and predicts the others', () => {
    const baselines = choiceBaselines(animals, { trainShare: 0.7, lags: 2 });
    expect(baselines[1].fitted).toBe(5);
    for (const { perAnimal } of baselines) {
      for (const { deviance, heldOutDeviance } of perAnimal) {
        expect(deviance).toBeGreaterThan(0);
        expect(heldOutDeviance).toBeGreaterThan(0);
      }
    }
    // The choices of held-out trials do not move the fit.
    const changed = animals.map(([animal]) => [{ ...animal, decisions: animal.decisions?.slice() }]);
    for (const [{ decisions, longest }] of changed)
      if (decisions) decisions[239 * longest] = 1 - decisions[239 * longest];
    const again = choiceBaselines(changed, { trainShare: 0.7, lags: 2 });
    for (const [index, { perAnimal }] of again.entries()) {
      expect(perAnimal.map(({ parameters }) => parameters)).toEqual(
        baselines[index].perAnimal.map(({ parameters }) => parameters),
      );
    }
  });

  it('gives every animal the same in any order of animals', () => {
    const forward = choiceBaselines(animals);
    const backward = choiceBaselines([animals[1], animals[0]]);
    for (const [index, { perAnimal }] of backward.entries()) {
      expect(perAnimal.toReversed()).toEqual(forward[index].perAnimal);
    }
  });

  it('refuses input that it cannot use', () => {
    const { rewards: _, ...without } = animals[0][0];
    expect(() => choiceBaselines([])).toThrow(expect.objectContaining({ code: 'plasticity/no-experiments' }));
    expect(() => choiceBaselines([[without]])).toThrow('"q 1" has no rewards');
    expect(() => choiceBaselines(animals, { lags: 0 })).toThrow(expect.objectContaining({ code: 'plasticity/lags' }));
    expect(() => choiceBaselines(animals, { trainShare: 0 })).toThrow('trainShare is 0');
    expect(() => choiceBaselines(animals, { stimulus: () => -1 })).toThrow('presentation 0 of trial 0 of "q 1"');
  });
});

describe('logisticRegression', () => {
  it('gives the log odds of a table', () => {
    // Of four rows with the feature three are 1, of four without it one is.
    const features = Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0);
    const [constant, weight] = logisticRegression(features, [1, 1, 1, 0, 1, 0, 0, 0], 2);
    // The ridge of 1e-3 draws them in by less than 1 %.
    expect(constant).toBeCloseTo(-Math.log(3), 2);
    expect(weight / (2 * Math.log(3))).toBeCloseTo(1, 2);
  });

  it('keeps weights finite where the classes separate', () => {
    const weights = logisticRegression(Float64Array.of(1, -1, 1, 1), [0, 1], 2);
    expect(weights.every(Number.isFinite)).toBe(true);
    expect(weights[1]).toBeGreaterThan(3);
  });
});

describe('nelderMead', () => {
  it('walks along the curved valley of Rosenbrock', () => {
    const { point, value } = nelderMead(([a, b]) => (1 - a) ** 2 + 100 * (b - a * a) ** 2, [-1.2, 1]);
    expect(value).toBeLessThan(1e-8);
    expect(point[0]).toBeCloseTo(1, 3);
    expect(point[1]).toBeCloseTo(1, 3);
  });

  it('passes by places without a value', () => {
    const { point } = nelderMead(([a]) => (a > 2 ? Number.NaN : (a - 1) ** 2), [1.9]);
    expect(point[0]).toBeCloseTo(1, 3);
  });
});

import { parseRule, plasticNetwork } from '@perceptrons/plasticity';
import { describe, expect, it } from 'vitest';
import {
  animalsOfDesign,
  type DecayDesign,
  decayPlace,
  maskOf,
  predictDecay,
  sessionsOf,
  setName,
} from './decay-design';
import { decayDesigns } from './decay-designs';

const network = plasticNetwork({ sizes: [2, 10, 1] });
const design: DecayDesign = {
  rule: 'x*r - 0.05*y',
  schedules: [
    {
      name: 'A, then none',
      rewardProbabilities: [
        [1, 0],
        [0, 0],
      ],
      trialsPerBlock: 5,
    },
  ],
  intensities: [0.3, 0.6],
  inclinations: [-0.5, 0.5],
  without: [[0.6, -0.5]],
  inputStd: 0.02,
  animals: 4,
  pilot: 2,
  steps: ['own', 2],
  predicted: [3],
};

describe('maskOf', () => {
  it('frees the terms of a set', () => {
    const truth = parseRule('x*y*w*r - 0.05*x');
    const count = (set: Parameters<typeof maskOf>[0]) => maskOf(set, truth).reduce((sum, free) => sum + free, 0);
    expect(count('own')).toBe(2);
    expect(count('products')).toBe(16);
    expect([2, 3, 4, 8].map(count)).toEqual([15, 31, 50, 81]);
    expect(setName(3, 'x*r - 0.05*y')).toBe('the 31 terms of total power up to 3');
    expect(setName(8, 'x*r - 0.05*y')).toBe('all 81 terms');
  });

  it('leaves the rule of every design free in the last step', () => {
    for (const { rule, steps } of decayDesigns) {
      const truth = parseRule(rule);
      const mask = maskOf(steps.at(-1)!, truth);
      truth.coefficients.forEach((value, place) => {
        if (value !== 0) expect(mask[place]).toBe(1);
      });
      expect(truth.coefficients[decayPlace(rule)]).toBe(-0.05);
    }
  });
});

describe('animalsOfDesign', () => {
  it('draws animals of every combination, none of them twice', () => {
    expect(sessionsOf(design).map(({ intensity, inclination }) => [intensity, inclination])).toEqual([
      [0.3, -0.5],
      [0.3, 0.5],
      [0.6, 0.5],
    ]);
    const draw = (purpose: 'train' | 'eval', seed = 0) =>
      animalsOfDesign(design, network, { seed, purpose, animals: 2 });
    const all = [...draw('train'), ...draw('eval'), ...draw('train', 1)];
    expect(all).toHaveLength(18);
    expect(new Set(all.map(({ x }) => x.slice(0, 4).join())).size).toBe(18);
    // Input times weight at the start.
    expect(draw('train')[0].initialWeights![0] * 0.3).toBeCloseTo(-0.5, 1);
    expect(draw('train')[4].initialWeights![0] * 0.6).toBeCloseTo(0.5, 1);
  });
});

describe('predictDecay', () => {
  it('foresees a smaller error with more animals, and a larger one with more terms', () => {
    const { sets, presentations } = predictDecay(design, network, 0);
    expect(sets.map(({ set, terms }) => [set, terms])).toEqual([
      ['own', 2],
      [2, 15],
      [3, 31],
    ]);
    expect(sets[1].standardError!).toBeGreaterThan(sets[0].standardError!);
    const more = predictDecay({ ...design, animals: 16 }, network, 0);
    expect(more.sets[0].standardError! / sets[0].standardError!).toBeCloseTo(0.5, 6);
    expect(more.presentations).toBe(4 * presentations);
  });
});

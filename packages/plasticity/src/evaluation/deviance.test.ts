import { describe, expect, it } from 'vitest';
import type { Experiment } from '../experiments/experiment';
import { baseRateDeviance, devianceOf, devianceOfLogits, halfDeviance, percentDeviance } from './deviance';
import { firstTrials, trainingTrials } from './trial-split';

/** Five trials with ten presentations in all, four of them accepts. */
const experiment: Experiment = {
  name: 'small',
  simulated: true,
  inputs: 1,
  trials: 5,
  longest: 3,
  x: new Float32Array(15).fill(1),
  lengths: Int32Array.of(3, 3, 2, 1, 1),
  decisions: Int8Array.of(0, 0, 1, 0, 0, 1, 0, 1, -1, 1, -1, -1, 0, -1, -1),
  rewardTerm: new Float32Array(5),
};

describe('deviance', () => {
  it('explains 2.90494055 % by the right constant probability 0.4', () => {
    const constant = new Float64Array(15).fill(Math.log(0.4 / 0.6));
    const model = devianceOfLogits(experiment, constant);
    expect(model.presentations).toBe(10);
    expect(percentDeviance(model.sum, halfDeviance(experiment).sum)).toBeCloseTo(2.90494055, 8);
    expect(model.sum).toBeCloseTo(baseRateDeviance(experiment).sum, 12);
  });

  it('does not see what stands behind the end of a trial', () => {
    const logits = new Float64Array(15).fill(0.3);
    const { sum } = devianceOfLogits(experiment, logits);
    for (const cell of [8, 10, 11, 13, 14]) logits[cell] = Number.NaN;
    expect(devianceOfLogits(experiment, logits).sum).toBe(sum);
  });

  it('adds up over ranges of trials', () => {
    const logits = Float64Array.from({ length: 15 }, (_, index) => index / 5 - 1);
    const all = devianceOfLogits(experiment, logits);
    const early = devianceOfLogits(experiment, logits, { end: 2 });
    const late = devianceOfLogits(experiment, logits, { first: 2 });
    expect(early.sum + late.sum).toBeCloseTo(all.sum, 13);
    expect([early.presentations, late.presentations]).toEqual([6, 4]);
    expect(devianceOfLogits(firstTrials(experiment, 2), logits)).toEqual(early);
    expect(trainingTrials(experiment, 0.7)).toBe(4);
  });

  it('stays finite for any logit', () => {
    expect(devianceOf(1000, 1)).toBe(0);
    expect(devianceOf(-1000, 1)).toBe(2000);
    expect(devianceOf(1000, 0)).toBe(2000);
    expect(devianceOf(0, 0)).toBeCloseTo(2 * Math.LN2, 15);
  });

  it('keeps percentages of a perfect null model defined', () => {
    expect(percentDeviance(0, 0)).toBe(0);
    expect(percentDeviance(1, 0)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('names an experiment without decisions', () => {
    const { decisions: _, ...without } = experiment;
    expect(() => baseRateDeviance(without)).toThrow('"small" has no decisions');
  });
});

import { describe, expect, it } from 'vitest';
import { expectedReward, rewardTerm } from './expected-reward';

const rewards = [1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0];

describe('expectedReward', () => {
  it('is the mean of the last ten rewards before the trial, with zeros before the first', () => {
    const expected = [0, 0.1, 0.1, 0.2, 0.3, 0.3, 0.4, 0.5, 0.6, 0.6, 0.7, 0.7];
    expect(expectedReward(rewards)).toEqual(Float32Array.from(expected));
    expect(rewardTerm(rewards, { kind: 'window', length: 10 })).toEqual(
      Float32Array.from(expected, (value, trial) => rewards[trial] - value),
    );
  });

  it('follows E + alpha (R - E)', () => {
    const expected = expectedReward([1, 0, 1], { kind: 'exponential', alpha: 0.25 });
    expect(expected).toEqual(Float32Array.of(0, 0.25, 0.1875));
  });

  it('leaves the raw reward where nothing is expected', () => {
    expect(rewardTerm(rewards, { kind: 'none' })).toEqual(Float32Array.from(rewards));
  });

  it('does not look ahead: a later reward changes no earlier value', () => {
    const changed = [...rewards.slice(0, 7), 5, ...rewards.slice(8)];
    expect(expectedReward(changed).slice(0, 8)).toEqual(expectedReward(rewards).slice(0, 8));
    expect(expectedReward(changed)[8]).not.toBe(expectedReward(rewards)[8]);
  });

  it.each([
    [{ kind: 'window', length: 0 } as const, /length is 0, expected a whole number/],
    [{ kind: 'exponential', alpha: 1.5 } as const, /alpha is 1.5, expected a number from 0 to 1/],
    [{ kind: 'mean' } as never, /kind is mean, expected 'window'/],
  ])('refuses %o', (expectation, text) => {
    expect(() => expectedReward(rewards, expectation)).toThrow(text);
  });

  it('names the trial of a missing reward', () => {
    expect(() => rewardTerm([1, 0, Number.NaN])).toThrow(/reward of trial 2 \(from 0\) is NaN/);
  });
});

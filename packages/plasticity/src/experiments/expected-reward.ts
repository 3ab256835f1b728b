// What an animal expects before a trial, from the rewards of the trials before.
import { ConfigError, DataError } from '@perceptrons/tensor';

/** How rewards of the past become an expectation. */
export type RewardExpectation =
  /** Mean of the last `length` rewards, with zeros before the first trial (Mehta et al. 2024: 10). */
  | { kind: 'window'; length: number }
  /** E moves by `alpha` times (reward - E) after each trial and starts at 0. */
  | { kind: 'exponential'; alpha: number }
  /** Nothing is expected: the reward term is the reward itself. */
  | { kind: 'none' };

/** The published setting. */
export const defaultRewardExpectation: RewardExpectation = { kind: 'window', length: 10 };

/**
 * Expected reward of every trial, computed from the trials before it only.
 *
 * @param rewards [trials], one for each trial, in order.
 * @param expectation Default: the mean of the last 10 rewards.
 * @returns [trials]; the first is always 0.
 * @throws ConfigError `plasticity/reward-expectation`, DataError `plasticity/missing-reward` for a reward that is not a
 *   finite number.
 * Source: Mehta et al. 2024, reward term of the behavioural simulations.
 */
export function expectedReward(
  rewards: ArrayLike<number>,
  expectation: RewardExpectation = defaultRewardExpectation,
): Float32Array {
  return Float32Array.from(expectations(rewards, expectation));
}

/**
 * What a rule sees as r: reward minus expected reward.
 *
 * @param rewards [trials].
 * @param expectation Default: the mean of the last 10 rewards.
 * @returns [trials].
 * @throws As `expectedReward`.
 */
export function rewardTerm(
  rewards: ArrayLike<number>,
  expectation: RewardExpectation = defaultRewardExpectation,
): Float32Array {
  return expectations(rewards, expectation).reduce((terms, expected, trial) => {
    terms[trial] = rewards[trial] - expected;
    return terms;
  }, new Float32Array(rewards.length));
}

/** The expectation of one animal, kept up to date trial by trial. */
export interface RewardMemory {
  /** Expected reward of the coming trial. */
  expected(): number;
  /** Tells the reward of the trial that ended. */
  observe(reward: number): void;
}

/**
 * An empty memory: nothing was rewarded yet.
 *
 * @throws ConfigError `plasticity/reward-expectation`.
 */
export function rewardMemory(expectation: RewardExpectation): RewardMemory {
  if (expectation.kind === 'none') return { expected: () => 0, observe: () => {} };
  if (expectation.kind === 'exponential') {
    const { alpha } = expectation;
    if (!(alpha >= 0 && alpha <= 1)) throw expectationError('alpha', alpha, 'a number from 0 to 1');
    let expected = 0;
    return {
      expected: () => expected,
      observe: (reward) => {
        expected += alpha * (reward - expected);
      },
    };
  }
  if (expectation.kind !== 'window') {
    const kind = (expectation as { kind: unknown }).kind;
    throw expectationError('kind', kind, "'window', 'exponential' or 'none'");
  }
  const { length } = expectation;
  if (!Number.isInteger(length) || length < 1) throw expectationError('length', length, 'a whole number from 1');
  const recent = new Float64Array(length);
  let count = 0;
  return {
    // Summed anew each time: a running sum would collect rounding errors over thousands of trials.
    expected: () => recent.reduce((sum, reward) => sum + reward, 0) / length,
    observe: (reward) => {
      recent[count++ % length] = reward;
    },
  };
}

function expectations(rewards: ArrayLike<number>, expectation: RewardExpectation): Float64Array {
  const memory = rewardMemory(expectation);
  return Float64Array.from(rewards, (reward, trial) => {
    if (!Number.isFinite(reward)) {
      throw new DataError({
        code: 'plasticity/missing-reward',
        argument: 'rewards',
        message: `The reward of trial ${trial} (from 0) is ${reward}. Every trial needs a finite reward, 0 where there was none.`,
      });
    }
    const expected = memory.expected();
    memory.observe(reward);
    return expected;
  });
}

function expectationError(field: string, value: unknown, accepted: string): ConfigError {
  return new ConfigError({
    code: 'plasticity/reward-expectation',
    argument: 'expectedReward',
    message: `expectedReward: ${field} is ${String(value)}, expected ${accepted}; for example { kind: 'window', length: 10 }.`,
  });
}

// One recorded sequence of trials, of an animal or of a simulation, as plain data.

/**
 * A trial is a run of presentations; weights are constant inside of it and change once at its end, with the activities of
 * its last presentation and the reward term of the trial.
 */
export interface Experiment {
  /** Name of the animal or of the draw, for messages. */
  name: string;
  /** True for data that no animal made. */
  simulated: boolean;
  /** Inputs N, trials T, presentations L of the longest trial. */
  inputs: number;
  trials: number;
  longest: number;
  /** [T, L, N], 0 behind the end of a trial. */
  x: Float32Array;
  /** [T], presentations of each trial, at least 1. */
  lengths: Int32Array;
  /** [T, L]: 1 accept, 0 reject, -1 behind the end of a trial. Undefined where no decisions were recorded. */
  decisions?: Int8Array;
  /** [T], reward of each trial. Undefined where there are none. */
  rewards?: Float32Array;
  /** [T], what the rule sees as r, for instance reward minus expected reward. Zeros without rewards. */
  rewardTerm: Float32Array;
  /** Recorded activities [T, L, units], NaN behind the end of a trial. */
  activity?: Float32Array;
  /** [units], 1 where the unit was recorded. Default: all. */
  recorded?: Uint8Array;
  /** Weights [N, units] before the first trial, where they are known. */
  initialWeights?: Float32Array;
  /** Weights [T, N, units] after each update, where the truth is known. */
  weights?: Float32Array;
}

/** Presentations of all trials. */
export function presentations({ lengths }: Experiment): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}

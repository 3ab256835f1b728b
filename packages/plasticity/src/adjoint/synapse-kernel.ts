// What the forward and the reverse pass ask of a rule: one call for all synapses of one update.

/** Arrays with places in them: one update reads the last presentation of its trial without copies. */
export interface TrialUpdate {
  inputs: number;
  units: number;
  stepSize: number;
  /** Inputs [inputs] of the last presentation start at `xAt`. */
  x: Float32Array;
  xAt: number;
  /** Units [units] of the last presentation start at `yAt`. */
  y: Float64Array;
  yAt: number;
  /** Weights [inputs, units] of the trial start at `weightsAt`, those after the update follow directly. */
  weights: Float64Array;
  weightsAt: number;
  /** Reward term r of the trial. */
  reward: number;
}

export interface SynapseKernel {
  /** Writes w + stepSize * rule(x, y, w, r) of every synapse behind the weights of the trial. */
  update(trial: TrialUpdate): void;
  /**
   * One step back in time.
   *
   * @param lambda [inputs, units], gradient for the weights after the update; becomes what the update passes on to the
   *   weights before it.
   * @param unitGradient Receives, from `trial.yAt` on, the share of the last presentation's units.
   * @param gradient Receives the share of the parameters.
   * @returns The gradient for the reward term of the trial.
   */
  reverse(trial: TrialUpdate, lambda: Float64Array, unitGradient: Float64Array, gradient: Float64Array): number;
}

import {
  type Experiment,
  evaluateRule,
  type PlasticityRule,
  type PlasticNetwork,
  rSquared,
  runRule,
} from '@perceptrons/plasticity';

/** R2 of weights over several trajectories, taken in three ways that differ in what is averaged where. */
export type WeightScores = {
  /**
   * One R2 for each synapse over the steps of all trajectories together, each step before its update, then the mean over
   * synapses. The published table of Oja's rule was taken so (code of the authors' workshop version, 25 trajectories).
   */
  stacked: number;
  /** One R2 over all synapses and steps of a trajectory, then the mean over trajectories. */
  pooled: number;
  /** One R2 for each synapse and trajectory, then the mean over both, as for behaviour. */
  perTrajectory: number;
};

/** Compares the weights that a rule makes of recorded inputs with those of the true rule, from the same first weights. */
export function weightScores(
  rule: PlasticityRule,
  truth: PlasticityRule,
  network: PlasticNetwork,
  experiments: readonly Experiment[],
): WeightScores {
  const synapses = network.inputs * network.units;
  const courses = experiments.map((experiment) => ({
    real: runRule(truth, network, experiment).weights,
    found: runRule(rule, network, experiment).weights,
  }));
  const before = (weights: Float64Array) => weights.subarray(0, weights.length - synapses);
  const stacked = rSquared(
    joined(courses.map(({ real }) => before(real))),
    joined(courses.map(({ found }) => before(found))),
    synapses,
  );
  const pooled = courses.reduce((sum, { real, found }) => {
    return sum + rSquared(real.subarray(synapses), found.subarray(synapses), 1) / courses.length;
  }, 0);
  const perTrajectory = evaluateRule(rule, network, experiments, { truth }).r2Weights!.mean;
  return { stacked, pooled, perTrajectory };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let from = 0;
  for (const part of parts) {
    all.set(part, from);
    from += part.length;
  }
  return all;
}

// The cases of the plasticity benchmark as plain data: every contender, in whatever language, builds the same experiments
// and the same rule from them.

/** One computation of a loss and its gradient for the parameters of a rule, through whole trajectories. */
export interface PlasticityCase {
  name: string;
  /** A truncated Taylor series of 81 coefficients, or a perceptron of 10 hidden units and 61 parameters. */
  rule: 'taylor' | 'mlp';
  /**
   * 'behaviour': tanh units, a fixed readout, accept or reject at every presentation, several presentations a trial, a step
   * size of 1 / inputs. 'activity': sigmoid units that are recorded, one presentation a trial, a step size of 1.
   */
  recording: 'behaviour' | 'activity';
  inputs: number;
  units: number;
  trials: number;
  experiments: number;
}

/** Longest trial that is drawn. */
export const LONGEST = 8;
/** Hidden units of the perceptron. */
export const HIDDEN = 10;
/** Sum of the readout weights of a network for behaviour. */
export const READOUT = 5;
export const LEAK = 0.01;

/** Least ratios by family of peers, where we want to hold one. */
export type PlasticityTargets = Record<string, number>;

export interface TargetedCase {
  task: PlasticityCase;
  targets: PlasticityTargets;
}

const behaviour = (name: string, rule: PlasticityCase['rule'], experiments: number): PlasticityCase => ({
  name,
  rule,
  recording: 'behaviour',
  inputs: 2,
  units: 10,
  trials: 240,
  experiments,
});

const activity = (inputs: number, units: number, trials: number): PlasticityCase => ({
  name: `activity ${inputs} to ${units}, ${trials} trials`,
  rule: 'taylor',
  recording: 'activity',
  inputs,
  units,
  trials,
  experiments: 1,
});

export const PLASTICITY_CASES: TargetedCase[] = [
  {
    task: behaviour('behaviour [2, 10, 1], 240 trials', 'taylor', 1),
    targets: { stock: 100, 'plain JavaScript': 5, 'JAX, reference structure': 30 },
  },
  { task: behaviour('behaviour [2, 10, 1], 240 trials, 18 experiments', 'taylor', 18), targets: {} },
  { task: behaviour('behaviour [2, 10, 1], 240 trials, perceptron as rule', 'mlp', 1), targets: {} },
  { task: activity(100, 1000, 50), targets: {} },
  // Time per synapse should be the same in these three.
  ...[10, 100, 1000].map((size) => ({ task: activity(size, size, 10), targets: {} })),
];

export const QUICK_PLASTICITY_CASES: TargetedCase[] = [
  {
    task: { ...behaviour('tiny behaviour', 'taylor', 2), units: 3, trials: 6 },
    targets: {},
  },
  {
    task: { ...behaviour('tiny behaviour, perceptron as rule', 'mlp', 1), units: 3, trials: 6 },
    targets: {},
  },
  { task: { ...activity(4, 5, 6), name: 'tiny activity' }, targets: {} },
];

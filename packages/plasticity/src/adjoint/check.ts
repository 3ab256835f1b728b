// Checks at the entrances of the forward and the reverse pass. They are cheap: sizes, not contents.
import { ConfigError, DataError, ShapeError } from '@perceptrons/tensor';
import type { Experiment } from '../experiments/experiment';
import type { PlasticNetwork } from '../networks/plastic-network';
import { COEFFICIENTS, type PlasticityRule } from '../rules/rule';

function wrongSize(code: string, argument: string, message: string): ShapeError {
  return new ShapeError({ code: `plasticity/${code}`, argument, message });
}

/** Refuses a rule whose arrays have not the sizes of its kind. */
export function checkRule(rule: PlasticityRule): void {
  if (rule.kind === 'taylor') {
    const { coefficients, mask } = rule;
    if (coefficients.length === COEFFICIENTS && mask.length === COEFFICIENTS) return;
    throw wrongSize(
      'rule-size',
      'rule',
      `A Taylor rule has ${COEFFICIENTS} coefficients and a mask of ${COEFFICIENTS}, got ${coefficients.length} and ${mask.length}. Make one with taylorRule(...).`,
    );
  }
  const expected = 6 * rule.units + 1;
  if (rule.parameters.length === expected) return;
  throw wrongSize(
    'rule-size',
    'rule',
    `An MLP rule of ${rule.units} units has ${expected} parameters, got ${rule.parameters.length}. Make one with mlpRule(...).`,
  );
}

/** True where the network has a decision unit: a readout, or a single unit that is the logit. */
export function hasLogit(network: PlasticNetwork): boolean {
  return network.readout !== undefined || network.units === 1;
}

function checkLength(name: string, field: string, got: number, expected: number, form: string): void {
  if (got === expected) return;
  throw wrongSize(
    'experiment-size',
    field,
    `Experiment ${name}: ${field} has ${got} numbers, but ${form} is ${expected}.`,
  );
}

/** Refuses an experiment whose arrays do not fit each other or the network. */
export function checkExperiment(experiment: Experiment, network: PlasticNetwork): void {
  const { name, inputs, trials, longest, x, lengths, rewards, rewardTerm, decisions, activity, recorded } = experiment;
  if (inputs !== network.inputs) {
    throw wrongSize(
      'experiment-inputs',
      'inputs',
      `Experiment ${name} has ${inputs} inputs, the network ${network.inputs}. Make the network with sizes [${inputs}, ...].`,
    );
  }
  const { units } = network;
  if (network.readout) checkLength(name, 'readout', network.readout.length, units, 'units');
  checkLength(name, 'x', x.length, trials * longest * inputs, 'trials x longest x inputs');
  checkLength(name, 'lengths', lengths.length, trials, 'trials');
  if (rewards) checkLength(name, 'rewards', rewards.length, trials, 'trials');
  checkLength(name, 'rewardTerm', rewardTerm.length, trials, 'trials');
  if (decisions) checkLength(name, 'decisions', decisions.length, trials * longest, 'trials x longest');
  if (activity) checkLength(name, 'activity', activity.length, trials * longest * units, 'trials x longest x units');
  if (recorded) checkLength(name, 'recorded', recorded.length, units, 'units');
  if (trials < 1) {
    throw new DataError({
      code: 'plasticity/no-trials',
      argument: 'trials',
      message: `Experiment ${name} has ${trials} trials. It needs at least 1; leave empty experiments out.`,
    });
  }
  for (let trial = 0; trial < trials; trial++) {
    const length = lengths[trial];
    if (length >= 1 && length <= longest) continue;
    throw new DataError({
      code: 'plasticity/trial-length',
      argument: 'lengths',
      message: `Experiment ${name}, trial ${trial}: ${length} presentations. A trial has 1 to ${longest} (longest).`,
    });
  }
}

/** The weights before the first trial: those given, else those of the experiment, else zeros. */
export function startWeights(
  network: PlasticNetwork,
  experiment: Experiment,
  given: ArrayLike<number> | undefined,
): ArrayLike<number> | undefined {
  const weights = given ?? experiment.initialWeights;
  const expected = network.inputs * network.units;
  if (weights && weights.length !== expected) {
    throw wrongSize(
      'initial-weights',
      'initialWeights',
      `Experiment ${experiment.name}: ${weights.length} initial weights, but inputs x units is ${expected}.`,
    );
  }
  return weights;
}

/** Refuses an empty list of experiments. */
export function checkAny(experiments: readonly Experiment[]): void {
  if (experiments.length > 0) return;
  throw new ConfigError({
    code: 'plasticity/no-experiments',
    argument: 'experiments',
    message: 'There are 0 experiments. The loss is a mean over experiments and needs at least 1.',
  });
}

import { TrainingError } from '@perceptrons/tensor';
import { termName } from '../evaluation/coefficient-names';
import type { PlasticNetwork } from '../networks/plastic-network';
import { type PlasticityRule, powersAt } from '../rules/rule';
import { LARGEST_WEIGHT } from './normal-equations';
import type { PackedExperiment } from './packed-experiment';
import { synapseOf } from './synapse';

/** The weights of a rule left the finite numbers, or grew beyond 1000, while it ran through an experiment. */
export class DivergedError extends TrainingError {
  /** Name of the experiment. */
  readonly experiment: string;
  /** Trial, from 0, whose update went wrong. */
  readonly trial: number;
  /** The largest term of that update, for instance 'y w^2'; 'perceptron' for a multilayer perceptron. */
  readonly term: string;

  constructor({
    experiment,
    trial,
    term,
    detail,
  }: { experiment: string; trial: number; term: string; detail: string }) {
    super({
      code: 'plasticity/diverged',
      message: `The weights diverge in experiment "${experiment}" after trial ${trial}: ${detail} The largest term of the update is ${term}. Mask that term, raise the penalty, lower the learning rate, or pass onDiverge: 'halveStep'.`,
    });
    this.experiment = experiment;
    this.trial = trial;
    this.term = term;
  }
}

/** The error for the first experiment in which a rule diverges; undefined where all stay finite. */
export function findDivergence(
  rule: PlasticityRule,
  network: PlasticNetwork,
  experiments: readonly PackedExperiment[],
  initialWeights?: Float64Array,
): DivergedError | undefined {
  for (const experiment of experiments) {
    const error = divergenceOf(rule, network, experiment, initialWeights ?? experiment.initialWeights);
    if (error) return error;
  }
  return undefined;
}

function divergenceOf(
  rule: PlasticityRule,
  network: PlasticNetwork,
  experiment: PackedExperiment,
  initialWeights: Float64Array,
): DivergedError | undefined {
  const { inputs, units, activation, stepSize } = network;
  const synapse = synapseOf(rule, new Int32Array(0));
  synapse.begin(experiment, inputs);
  const weights = Float64Array.from(initialWeights);
  for (let trial = 0; trial < experiment.ends.length; trial++) {
    const last = (experiment.ends[trial] - 1) * inputs;
    for (let unit = 0; unit < units; unit++) {
      let sum = 0;
      for (let input = 0; input < inputs; input++) sum += experiment.x[last + input] * weights[unit * inputs + input];
      const y = activation === 'tanh' ? Math.tanh(sum) : activation === 'sigmoid' ? 1 / (1 + Math.exp(-sum)) : sum;
      for (let input = 0; input < inputs; input++) {
        const before = weights[unit * inputs + input];
        const after = before + stepSize * synapse.update(trial, input, y, before);
        weights[unit * inputs + input] = after;
        if (Math.abs(after) <= LARGEST_WEIGHT) continue;
        return new DivergedError({
          experiment: experiment.name,
          trial,
          term: largestTerm(rule, [experiment.x[last + input], y, before, experiment.rewardTerm[trial]]),
          detail: `weight [${input}, ${unit}] goes from ${before.toPrecision(4)} to ${after.toPrecision(4)}, and ${LARGEST_WEIGHT} is the limit.`,
        });
      }
    }
  }
  return undefined;
}

function largestTerm(rule: PlasticityRule, values: readonly number[]): string {
  if (rule.kind === 'mlp') return 'perceptron';
  let largest = -1;
  let place = 0;
  rule.coefficients.forEach((coefficient, index) => {
    const size = Math.abs(powersAt(index).reduce((product, power, k) => product * values[k] ** power, coefficient));
    if (size > largest || Number.isNaN(size)) {
      largest = Number.isNaN(size) ? Number.POSITIVE_INFINITY : size;
      place = index;
    }
  });
  return termName(place);
}

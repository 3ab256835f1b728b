// How well a rule explains recordings: R2 of weights, R2 of activity, percent deviance explained.
import { ConfigError } from '@perceptrons/tensor';
import { runRule, type Trajectory } from '../adjoint/index';
import type { Experiment } from '../experiments/experiment';
import type { PlasticNetwork } from '../networks/plastic-network';
import { type PlasticityRule, parametersOf, withParameters } from '../rules/rule';
import { baseRateDeviance, devianceOfLogits, forEachPresentation, halfDeviance, percentDeviance } from './deviance';
import { rSquared } from './r-squared';
import { checkNotEmpty, type Summary, summarise } from './summary';

/**
 * What a fit is compared with: the same network with the same first weights and no plasticity (published), the share of
 * accepts of each experiment, or a fair coin.
 */
export type NullModel = 'zeroPlasticity' | 'baseRate' | 'half';

const nullModels: readonly NullModel[] = ['zeroPlasticity', 'baseRate', 'half'];

export interface EvaluateRuleOptions {
  /** [inputs, units] for all experiments. Default: those of each experiment, else zeros. */
  initialWeights?: ArrayLike<number>;
  /**
   * The true rule, where it is known. Weights and activity are then compared with its course from the same first weights,
   * for the same recorded decisions. Default: the weights and the activity that the experiments hold.
   */
  truth?: PlasticityRule;
  /** Null model of `explained`. Default 'zeroPlasticity'. */
  nullModel?: NullModel;
}

/** One figure for each null model. */
export type PercentDeviance<T> = Record<NullModel, T>;

/** Evaluation of one experiment; a figure whose data are not there is undefined. */
export interface ExperimentEvaluation {
  name: string;
  presentations: number;
  r2Weights?: number;
  r2Activity?: number;
  /** Mean of -2 log p over presentations. */
  deviance?: number;
  /** Mean deviance of each null model. */
  nullDeviance?: PercentDeviance<number>;
  percentDeviance?: PercentDeviance<number>;
}

/** Median and mean over experiments; undefined where no experiment has the data. */
export interface RuleEvaluation {
  r2Weights?: Summary;
  r2Activity?: Summary;
  percentDeviance?: PercentDeviance<Summary>;
  /** The percent deviance explained against the chosen null model. */
  explained?: Summary;
  perExperiment: ExperimentEvaluation[];
}

/**
 * Compares a rule with experiments. Recorded decisions and rewards are inputs; nothing is drawn.
 *
 * R2 of weights compares the weights after each update over time, per synapse, then averages over synapses. R2 of activity
 * compares the units over all presentations, per recorded unit, then averages; a network of one linear unit is compared by
 * the probability of accepting. Percent deviance explained is 100 (D0 - D) / D0 with D the mean of -2 log p(decision): 0
 * is as good as the null model, 100 perfect. The published figures use the network without plasticity as null model, whose
 * probabilities stay near 1/2; against the base rate the same fit scores less wherever accepts are not half of all.
 *
 * @throws DataError `plasticity/no-experiments`, ConfigError `plasticity/null-model`.
 * Source: Mehta et al. 2024, evaluation metrics. The nulls 'baseRate' and 'half' are ours.
 */
export function evaluateRule(
  rule: PlasticityRule,
  network: PlasticNetwork,
  experiments: readonly Experiment[],
  { initialWeights, truth, nullModel = 'zeroPlasticity' }: EvaluateRuleOptions = {},
): RuleEvaluation {
  checkNotEmpty(experiments, 'experiments', 'evaluateRule');
  if (!nullModels.includes(nullModel)) {
    throw new ConfigError({
      code: 'plasticity/null-model',
      argument: 'nullModel',
      message: `evaluateRule: nullModel is "${String(nullModel)}". Accepted: ${nullModels.join(', ')}.`,
    });
  }
  const frozen = withParameters(rule, new Float64Array(parametersOf(rule).length));
  const perExperiment = experiments.map((experiment) => {
    const run = (other: PlasticityRule) => runRule(other, network, experiment, initialWeights);
    const course = run(rule);
    const known = truth === undefined ? undefined : run(truth);
    return {
      name: experiment.name,
      ...activityAndWeights(network, experiment, course, known),
      ...(experiment.decisions !== undefined && deviances(experiment, course.logits, run(frozen).logits)),
    } as ExperimentEvaluation;
  });
  return { ...summary(perExperiment, nullModel), perExperiment };
}

function summary(list: readonly ExperimentEvaluation[], nullModel: NullModel): Omit<RuleEvaluation, 'perExperiment'> {
  const over = (pick: (one: ExperimentEvaluation) => number | undefined): Summary | undefined => {
    const values = list.map(pick).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : summarise(values);
  };
  const [zeroPlasticity, baseRate, half] = nullModels.map((name) => over((one) => one.percentDeviance?.[name]));
  const percent =
    zeroPlasticity === undefined || baseRate === undefined || half === undefined
      ? undefined
      : { zeroPlasticity, baseRate, half };
  const r2Weights = over((one) => one.r2Weights);
  const r2Activity = over((one) => one.r2Activity);
  return {
    ...(r2Weights !== undefined && { r2Weights }),
    ...(r2Activity !== undefined && { r2Activity }),
    ...(percent !== undefined && { percentDeviance: percent, explained: percent[nullModel] }),
  };
}

function deviances(experiment: Experiment, logits: Float64Array, frozenLogits: Float64Array) {
  const { sum, presentations } = devianceOfLogits(experiment, logits);
  const nulls = {
    zeroPlasticity: devianceOfLogits(experiment, frozenLogits).sum,
    baseRate: baseRateDeviance(experiment).sum,
    half: halfDeviance(experiment).sum,
  };
  const each = (compute: (name: NullModel) => number): PercentDeviance<number> => ({
    zeroPlasticity: compute('zeroPlasticity'),
    baseRate: compute('baseRate'),
    half: compute('half'),
  });
  return {
    deviance: sum / presentations,
    nullDeviance: each((name) => nulls[name] / presentations),
    percentDeviance: each((name) => percentDeviance(sum, nulls[name])),
  };
}

function activityAndWeights(
  network: PlasticNetwork,
  experiment: Experiment,
  course: Trajectory,
  known: Trajectory | undefined,
) {
  const synapses = network.inputs * network.units;
  const trueWeights = known === undefined ? experiment.weights : known.weights.subarray(synapses);
  const trueUnits = known === undefined ? experiment.activity : known.units;
  const cells: number[] = [];
  forEachPresentation(experiment, (cell) => cells.push(cell));
  // One linear unit is the logit: its probability is what a recording would show.
  const probability = network.units === 1 && network.readout === undefined && network.activation === 'linear';
  const valid = (units: ArrayLike<number>) => {
    const rows = new Float64Array(cells.length * network.units);
    for (const [row, cell] of cells.entries()) {
      for (let unit = 0; unit < network.units; unit++) {
        const value = units[cell * network.units + unit];
        rows[row * network.units + unit] = probability ? 1 / (1 + Math.exp(-value)) : value;
      }
    }
    return rows;
  };
  return {
    presentations: cells.length,
    ...(trueWeights !== undefined && {
      r2Weights: rSquared(trueWeights, course.weights.subarray(synapses), synapses),
    }),
    ...(trueUnits !== undefined && {
      r2Activity: rSquared(valid(trueUnits), valid(course.units), network.units, experiment.recorded),
    }),
  };
}

// Experiments that stay in the memory of a backend while a rule is fitted to them.
import { ConfigError, DataError, hasWasmHeap } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { checkAny, checkExperiment, checkRule, startWeights } from '../adjoint/check';
import {
  checkOptions,
  type LossAndGradient,
  type LossOptions,
  lossAndGradient,
  need,
} from '../adjoint/loss-and-gradient';
import { type Experiment, presentations } from '../experiments/experiment';
import type { PlasticNetwork } from '../networks/plastic-network';
import { type PlasticityRule, parametersOf, withParameters } from '../rules/rule';
import { type PackedExperiments, packExperiments } from './pack-experiments';
import { plasticityLoss } from './plasticity-loss/index';
import { lossOnHeap } from './plasticity-loss/on-heap';
import type { PlasticityLossAttributes } from './plasticity-loss/reference';
import type { RecordedInputs } from './plasticity-loss/wasm';

/** True where the current backend computes the loss in one fused kernel. */
function hasKernel(): boolean {
  return tf.getKernel('PerceptronsPlasticityLoss', tf.getBackend()) !== undefined;
}

function kindOf(options: LossOptions): { decisions: boolean; activity: boolean } {
  const { loss = 'behavior' } = options;
  return { decisions: loss !== 'neural', activity: loss !== 'behavior' };
}

function checkContents(network: PlasticNetwork, experiments: readonly Experiment[], options: LossOptions): void {
  checkOptions(network, options);
  checkAny(experiments);
  const { loss = 'behavior' } = options;
  const used = kindOf(options);
  for (const experiment of experiments) {
    checkExperiment(experiment, network);
    startWeights(network, experiment, options.initialWeights);
    if (used.activity) need(experiment.activity, experiment, 'activity', `the loss '${loss}'`);
    if (!used.decisions) continue;
    const decisions = need(experiment.decisions, experiment, 'decisions', `the loss '${loss}'`);
    for (let trial = 0; trial < experiment.trials; trial++) {
      for (let l = 0; l < experiment.lengths[trial]; l++) {
        const decision = decisions[trial * experiment.longest + l];
        if (decision === 0 || decision === 1) continue;
        throw new DataError({
          code: 'plasticity/decision',
          argument: 'decisions',
          message: `Experiment ${experiment.name}, trial ${trial}, presentation ${l}: the decision is ${decision}. Inside of a trial it is 0 (reject) or 1 (accept).`,
        });
      }
    }
  }
}

/** What one decision and one squared error count in each experiment, [experiments, 2]. */
function scalesOf(
  experiments: readonly Experiment[],
  { units }: PlasticNetwork,
  packed: PackedExperiments,
  { lossMean }: LossOptions,
): Float32Array {
  let from = 0;
  return Float32Array.from(
    experiments.flatMap((experiment) => {
      const valid = presentations(experiment);
      const to = from + valid * units;
      let recorded = 0;
      if (packed.activity) for (let at = from; at < to; at++) if (!Number.isNaN(packed.activity[at])) recorded++;
      from = to;
      return [1 / (lossMean === 'reference' ? experiment.trials * experiment.longest : valid), 0.5 / recorded];
    }),
  );
}

/** What the cells behind the ends of trials add to each loss of the published code. */
function paddingOf(experiments: readonly Experiment[], { lossMean }: LossOptions): Float64Array {
  return Float64Array.from(experiments, (experiment) => {
    const cells = experiment.trials * experiment.longest;
    return lossMean === 'reference' ? ((cells - presentations(experiment)) / cells) * Math.LN2 : 0;
  });
}

/**
 * Loss and gradient of a rule for the same experiments again and again, with the data kept on the heap of the backend.
 *
 * Where the backend has the fused kernel (WASM, after `init`), one call runs all trajectories forward and back in float32
 * with sums over more than 32 trials in float64; elsewhere, and with `expectedRewardRate`, `lossAndGradient` computes in
 * float64. Results have the same form. Dispose of it at the end.
 *
 * @throws as `lossAndGradient`.
 */
export class RolloutProblem {
  /** `fused`, or `plain` for JavaScript in float64. */
  readonly computation: 'fused' | 'plain';
  private readonly tensors: RecordedInputs | undefined;
  private readonly attributes: PlasticityLossAttributes;
  private readonly padding: Float64Array;
  /** The tensors lie on the heap of the WASM backend; once they have served another backend, ops look after them. */
  private onHeap = true;
  private disposed = false;

  /**
   * @param rule Its kind, its sizes and its mask count; `lossAndGradient` of the problem gets the numbers.
   * @param network Network of all experiments.
   * @param experiments At least one. They are copied.
   * @param options As for `lossAndGradient`.
   */
  constructor(
    readonly rule: PlasticityRule,
    readonly network: PlasticNetwork,
    readonly experiments: readonly Experiment[],
    readonly options: LossOptions = {},
  ) {
    checkRule(rule);
    checkContents(network, experiments, options);
    const { activation, stepSize, inputs, units, readout } = network;
    const packed = packExperiments(experiments, network, options.initialWeights);
    this.padding = paddingOf(experiments, options);
    this.attributes = {
      counts: packed.counts,
      activation,
      stepSize,
      hidden: rule.kind === 'mlp' ? rule.units : 0,
      gradInitialWeights: options.gradInitialWeights === true,
    };
    const fused = options.expectedRewardRate === undefined && hasKernel();
    this.computation = fused ? 'fused' : 'plain';
    if (!fused) return;
    const used = kindOf(options);
    const keep = (values: Float32Array, shape: number[]): tf.Tensor => tf.keep(tf.tensor(values, shape, 'float32'));
    const scales = scalesOf(experiments, network, packed, options);
    this.tensors = {
      x: keep(packed.x, [packed.update.length, inputs]),
      update: keep(packed.update, [packed.update.length]),
      rewardTerm: keep(packed.rewardTerm, [packed.update.length]),
      initialWeights: keep(packed.initialWeights, [experiments.length, inputs, units]),
      scales: keep(scales, [experiments.length, 2]),
      ...(used.decisions && {
        readout: keep(Float32Array.from(readout ?? [1]), [units]),
        decisions: keep(packed.decisions!, [packed.update.length]),
      }),
      ...(used.activity && { activity: keep(packed.activity!, [packed.update.length, units]) }),
    };
  }

  /**
   * @param parameters Like `parametersOf(rule)`; those outside of the mask of a Taylor rule count as 0. Default: the rule's own.
   * @param initialWeights [inputs, units], first weights of all experiments in this call. Default: those of the problem.
   * @throws ConfigError `plasticity/problem-parameters`, `plasticity/problem-weights` or `plasticity/problem-disposed`.
   */
  lossAndGradient(
    parameters: ArrayLike<number> = parametersOf(this.rule),
    initialWeights?: ArrayLike<number>,
  ): LossAndGradient {
    this.check(parameters, initialWeights);
    const { tensors, network, experiments, options } = this;
    if (tensors === undefined) {
      const settings = initialWeights ? { ...options, initialWeights } : options;
      return lossAndGradient(withParameters(this.rule, parameters), network, experiments, settings);
    }
    const given = this.allowed(parameters);
    const own = initialWeights && this.startOfAll(initialWeights);
    const [losses, gradient, start] = this.run(own ? { ...tensors, initialWeights: own } : tensors, given);
    own?.dispose();
    return this.summarise(given, losses, gradient, start);
  }

  /** Frees the memory that the experiments take. */
  dispose(): void {
    if (!this.disposed && this.tensors) tf.dispose(this.tensors as tf.NamedTensorMap);
    this.disposed = true;
  }

  /** [experiments, inputs, units] of the same [inputs, units]. */
  private startOfAll(weights: ArrayLike<number>): tf.Tensor {
    const { inputs, units } = this.network;
    const all = new Float32Array(this.experiments.length * weights.length);
    for (let from = 0; from < all.length; from += weights.length) all.set(Float32Array.from(weights), from);
    return tf.tensor3d(all, [this.experiments.length, inputs, units]);
  }

  private check(parameters: ArrayLike<number>, initialWeights?: ArrayLike<number>): void {
    if (this.disposed) {
      throw new ConfigError({
        code: 'plasticity/problem-disposed',
        message: 'RolloutProblem: lossAndGradient was called after dispose(). Make a new problem.',
      });
    }
    const expected = parametersOf(this.rule).length;
    if (parameters.length !== expected) {
      throw new ConfigError({
        code: 'plasticity/problem-parameters',
        argument: 'parameters',
        message: `RolloutProblem: the rule has ${expected} parameters, got ${parameters.length}. Pass an array like parametersOf(rule).`,
      });
    }
    const { inputs, units } = this.network;
    if (initialWeights && initialWeights.length !== inputs * units) {
      throw new ConfigError({
        code: 'plasticity/problem-weights',
        argument: 'initialWeights',
        message: `RolloutProblem: the network has ${inputs} x ${units} = ${inputs * units} weights, got ${initialWeights.length}. Pass [inputs, units] weights.`,
      });
    }
  }

  /** The parameters with zeros outside of the mask. */
  private allowed(parameters: ArrayLike<number>): Float64Array {
    const given = new Float64Array(parameters);
    if (this.rule.kind === 'mlp') return given;
    const { mask } = this.rule;
    for (let k = 0; k < mask.length; k++) if (mask[k] === 0) given[k] = 0;
    return given;
  }

  /** [losses, d parameters, d initialWeights?], sums over experiments. */
  private run(tensors: RecordedInputs, parameters: Float64Array): Float64Array[] {
    const { attributes } = this;
    this.onHeap &&= hasWasmHeap() && hasKernel();
    if (this.onHeap) return lossOnHeap(tensors, attributes, parameters);
    const outputs = tf.tidy(() =>
      plasticityLoss({ ...tensors, parameters: tf.tensor1d(new Float32Array(parameters)) }, attributes),
    );
    const results = outputs.map((output) => new Float64Array(output.dataSync()));
    tf.dispose(outputs);
    return results;
  }

  /** Means over experiments, penalties and mask. */
  private summarise(
    parameters: Float64Array,
    perExperiment: Float64Array,
    gradient: Float64Array,
    start?: Float64Array,
  ): LossAndGradient {
    const { l1 = 0, l2 = 0 } = this.options;
    const { rule, padding } = this;
    const count = perExperiment.length;
    let loss = 0;
    for (let index = 0; index < count; index++) {
      perExperiment[index] += padding[index];
      loss += perExperiment[index];
    }
    loss /= count;
    for (let k = 0; k < gradient.length; k++) {
      if (rule.kind === 'taylor' && rule.mask[k] === 0) {
        gradient[k] = 0;
        continue;
      }
      const value = parameters[k];
      loss += l1 * Math.abs(value) + l2 * value * value;
      gradient[k] = gradient[k] / count + l1 * Math.sign(value) + 2 * l2 * value;
    }
    if (start === undefined) return { loss, perExperiment, gradient };
    const synapses = this.network.inputs * this.network.units;
    const initialWeightsGradient = new Float64Array(synapses);
    start.forEach((value, at) => {
      initialWeightsGradient[at % synapses] += value / count;
    });
    return { loss, perExperiment, gradient, initialWeightsGradient };
  }
}

/**
 * `lossAndGradient` by the fused kernel, where the backend has it: see `RolloutProblem`, which is the better choice for more
 * than one call.
 */
export function rolloutLossAndGradient(
  rule: PlasticityRule,
  network: PlasticNetwork,
  experiments: readonly Experiment[],
  options: LossOptions = {},
): LossAndGradient {
  const problem = new RolloutProblem(rule, network, experiments, options);
  try {
    return problem.lossAndGradient();
  } finally {
    problem.dispose();
  }
}

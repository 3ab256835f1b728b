import { ConfigError, DataError, type random } from '@perceptrons/tensor';
import type { Experiment } from '../experiments/experiment';
import type { PlasticNetwork } from '../networks/plastic-network';
import type { PlasticityRule } from '../rules/rule';
import type { OnDiverge } from './adam';
import type { InferenceLoss, LossMean } from './normal-equations';

/** How far an inference has come. */
export interface InferenceProgress {
  /** From 1: iterations of Gauss-Newton, epochs of Adam. */
  iteration: number;
  /** The most there can be. */
  iterations: number;
  /** From 0, and how many there are. */
  restart: number;
  restarts: number;
  /** Mean over the experiments, without and with penalty. */
  loss: number;
  objective: number;
  /** Steps that diverged so far. */
  diverged: number;
  /** The rule as it stands. */
  rule: PlasticityRule;
}

/** Mean loss and gradient by the parameters of a rule, without penalty. */
export interface GradientAt {
  loss: number;
  /** [parameters of the rule]. */
  gradient: ArrayLike<number>;
  /** [inputs, units], needed where initial weights are fitted. */
  initialWeightsGradient?: ArrayLike<number>;
}

/** Computes a gradient elsewhere, for instance in WebAssembly, from [parameters] and, where fitted, [inputs, units] weights. */
export type GradientOf = (
  parameters: Float64Array,
  experiments: readonly Experiment[],
  initialWeights?: Float64Array,
) => GradientAt | Promise<GradientAt>;

export interface InferenceOptions {
  /** At least one. */
  experiments: readonly Experiment[];
  network: PlasticNetwork;
  /** Where the search starts; the mask of a Taylor rule says which coefficients may differ from 0. */
  rule: PlasticityRule;
  /** Default: 'behavior' where the network has a decision unit and decisions were recorded, otherwise 'neural'. */
  loss?: InferenceLoss;
  /** Default: 'valid', the mean over presentations. 'reference' counts the padding of short trials too. */
  lossMean?: LossMean;
  /** Of Taylor rules: l1 * sum |coefficient| + l2 * sum coefficient^2. Default: none. */
  penalty?: { l1?: number; l2?: number };
  /** Default: 'gaussNewton'. */
  optimizer?: 'gaussNewton' | 'adam';
  /** Of Gauss-Newton. Default: 60. */
  iterations?: number;
  /** Of Adam. Default: 250. */
  epochs?: number;
  /** Of Adam. Default: 0.001. */
  learningRate?: number;
  /** Of Adam, largest length of a gradient. Default: no limit, which suits decisions. */
  clipNorm?: number;
  /** Of Adam: a step for each experiment in their order (default), or one for all of them. */
  batch?: 'experiment' | 'full';
  /** Of Adam: computes the gradients in place of the package. */
  gradientOf?: GradientOf;
  /**
   * Of Adam, where gradients are computed. 'js' (default): plain JavaScript in float64, alike on every machine. 'wasm': one
   * fused kernel on the WASM backend, after `init({ backend: 'wasm' })` of @perceptrons/tensor, with weights in float32 and
   * sums in float64. 'auto': that kernel where the backend of TensorFlow.js has it, else 'js'. Gauss-Newton always computes in
   * JavaScript.
   */
  backend?: 'auto' | 'js' | 'wasm';
  /** Relative fall of the objective below which the search ends. Default: 1e-7 for Gauss-Newton, 0 (never) for Adam. */
  tolerance?: number;
  /**
   * What to do when weights diverge. Default: 'halveStep' for Gauss-Newton, which raises its damping until the step is small
   * enough ('skip' does the same), and 'throw' for Adam, where 'skip' leaves the step out and 'halveStep' goes half the way back
   * and halves the learning rate.
   */
  onDiverge?: OnDiverge;
  /** Weights before the first trial, [inputs, units], for all experiments in place of their own. */
  startingWeights?: ArrayLike<number>;
  /** 'fit' learns weights before the first trial, shared by all experiments. Default: 'fixed'. */
  initialWeights?: 'fixed' | 'fit';
  /**
   * Searches from this many starts and keeps the best: the rule itself, then the rule with noise. Gauss-Newton leaves out a
   * start with noise that diverges, unless `onDiverge` is 'throw'. Default: 1.
   */
  restarts?: number;
  /** Standard deviation of that noise. Default: 0.1. */
  restartDeviation?: number;
  /** Default: 0. */
  seed?: random.KeyOrSeed;
  /**
   * Standard errors of the terms that are not 0 ('selected'), of all unmasked terms, or none. Default: 'selected' for
   * Gauss-Newton, 'none' for Adam.
   */
  uncertainty?: 'selected' | 'all' | 'none';
  onProgress?: (progress: InferenceProgress) => void;
  signal?: AbortSignal;
}

/** Options with their defaults. */
export type ResolvedOptions = InferenceOptions &
  Required<
    Pick<
      InferenceOptions,
      | 'loss'
      | 'lossMean'
      | 'optimizer'
      | 'tolerance'
      | 'onDiverge'
      | 'restarts'
      | 'restartDeviation'
      | 'seed'
      | 'uncertainty'
      | 'batch'
      | 'backend'
      | 'learningRate'
    >
  > & { penalty: { l1: number; l2: number }; iterations: number };

const choices = {
  loss: ['behavior', 'neural', 'both'],
  lossMean: ['valid', 'reference'],
  optimizer: ['gaussNewton', 'adam'],
  batch: ['experiment', 'full'],
  backend: ['auto', 'js', 'wasm'],
  onDiverge: ['skip', 'halveStep', 'throw'],
  initialWeights: ['fixed', 'fit'],
  uncertainty: ['selected', 'all', 'none'],
} as const;

/** Fills in the defaults and refuses what cannot work, before anything is computed. */
export function resolveOptions(options: InferenceOptions): ResolvedOptions {
  for (const [name, allowed] of Object.entries(choices)) {
    const value = options[name as keyof typeof choices];
    if (value !== undefined && !(allowed as readonly string[]).includes(value)) {
      throw configError(name, `is "${value}". It must be ${allowed.map((choice) => `'${choice}'`).join(' or ')}.`);
    }
  }
  const { network, experiments, rule, optimizer = 'gaussNewton' } = options;
  const { l1 = 0, l2 = 0 } = options.penalty ?? {};
  const decides = network.readout !== undefined || network.units === 1;
  const { loss = decides && experiments.every(({ decisions }) => decisions) ? 'behavior' : 'neural' } = options;
  const gauss = optimizer === 'gaussNewton';
  const resolved: ResolvedOptions = {
    ...options,
    loss,
    lossMean: options.lossMean ?? 'valid',
    optimizer,
    penalty: { l1, l2 },
    iterations: (gauss ? options.iterations : options.epochs) ?? (gauss ? 60 : 250),
    learningRate: options.learningRate ?? 1e-3,
    batch: options.batch ?? 'experiment',
    backend: options.backend ?? 'js',
    tolerance: options.tolerance ?? (gauss ? 1e-7 : 0),
    onDiverge: options.onDiverge ?? (gauss ? 'halveStep' : 'throw'),
    restarts: options.restarts ?? 1,
    restartDeviation: options.restartDeviation ?? 0.1,
    seed: options.seed ?? 0,
    uncertainty: options.uncertainty ?? (gauss ? 'selected' : 'none'),
  };
  wholeNumber(gauss ? 'iterations' : 'epochs', resolved.iterations);
  wholeNumber('restarts', resolved.restarts);
  atLeast('penalty.l1', l1, 0);
  atLeast('penalty.l2', l2, 0);
  atLeast('tolerance', resolved.tolerance, 0);
  atLeast('restartDeviation', resolved.restartDeviation, 0);
  atLeast('learningRate', resolved.learningRate, Number.MIN_VALUE);
  if (options.clipNorm !== undefined) atLeast('clipNorm', options.clipNorm, Number.MIN_VALUE);
  if (rule.kind === 'mlp' && (l1 > 0 || l2 > 0)) {
    throw configError(
      'penalty',
      `is { l1: ${l1}, l2: ${l2} } with a multilayer perceptron. Only Taylor rules take one.`,
    );
  }
  if (rule.kind === 'taylor' && !rule.mask.some((value) => value)) {
    throw configError('rule', 'has a mask of zeros only. At least one term must be free to change.');
  }
  if (gauss && options.gradientOf) {
    throw configError(
      'gradientOf',
      "was given to optimizer 'gaussNewton', which needs more than a gradient. Use 'adam'.",
    );
  }
  if (options.backend === 'wasm' && (gauss || options.gradientOf)) {
    throw configError(
      'backend',
      gauss
        ? "is 'wasm' with optimizer 'gaussNewton', whose derivatives are computed in JavaScript. Use 'auto' or 'js', or optimizer 'adam'."
        : "is 'wasm', and gradientOf was given too. Leave one of them out.",
    );
  }
  if (options.startingWeights && options.startingWeights.length !== network.inputs * network.units) {
    throw configError(
      'startingWeights',
      `holds ${options.startingWeights.length} numbers. It needs ${network.inputs} x ${network.units} = ${network.inputs * network.units}.`,
    );
  }
  if (loss !== 'neural' && !decides) {
    throw configError('loss', `is '${loss}', but the network has ${network.units} units and no readout. Use 'neural'.`);
  }
  if (loss !== 'behavior' && options.lossMean === 'reference') {
    throw configError('lossMean', `is 'reference', which is defined for loss 'behavior' only, and loss is '${loss}'.`);
  }
  if (experiments.length === 0) throw configError('experiments', 'is empty. At least one experiment is needed.');
  for (const experiment of experiments) checkExperiment(experiment, network, loss);
  return resolved;
}

function checkExperiment(experiment: Experiment, { inputs, units }: PlasticNetwork, loss: InferenceLoss): void {
  const { name, trials, longest, lengths, x, rewardTerm, decisions, activity } = experiment;
  const problem = (text: string) =>
    new DataError({ code: 'plasticity/experiment', argument: 'experiments', message: `Experiment "${name}" ${text}` });
  if (experiment.inputs !== inputs) {
    throw problem(`has ${experiment.inputs} inputs, the network ${inputs}. Give plasticNetwork the sizes of the data.`);
  }
  if (lengths.length !== trials || rewardTerm.length !== trials || x.length !== trials * longest * inputs) {
    throw problem(
      `has ${trials} trials of at most ${longest} presentations, but ${lengths.length} lengths, ${rewardTerm.length} reward terms and ${x.length} numbers in x.`,
    );
  }
  if (loss !== 'neural' && !decisions) throw problem(`has no decisions. loss: '${loss}' needs them; use 'neural'.`);
  if (loss !== 'behavior' && !activity) throw problem(`has no activity. loss: '${loss}' needs it; use 'behavior'.`);
  if (loss !== 'behavior' && activity!.length !== trials * longest * units) {
    throw problem(`has ${activity!.length} recorded activities. The network needs ${trials} x ${longest} x ${units}.`);
  }
  let recordings = 0;
  for (let trial = 0; trial < trials; trial++) {
    const length = lengths[trial];
    if (!(length >= 1 && length <= longest)) {
      throw problem(`has ${length} presentations in trial ${trial}. There must be 1 to ${longest}.`);
    }
    if (!Number.isFinite(rewardTerm[trial]))
      throw problem(`has the reward term ${rewardTerm[trial]} in trial ${trial}.`);
    for (let place = 0; place < length; place++) {
      const cell = trial * longest + place;
      for (let input = 0; input < inputs; input++) {
        const value = x[cell * inputs + input];
        if (Number.isFinite(value)) continue;
        throw problem(`has ${value} in trial ${trial}, presentation ${place}, input ${input}. Inputs must be finite.`);
      }
      if (loss !== 'neural' && decisions![cell] !== 0 && decisions![cell] !== 1) {
        throw problem(
          `has the decision ${decisions![cell]} in trial ${trial}, presentation ${place}. It must be 0 or 1.`,
        );
      }
      for (let unit = 0; loss !== 'behavior' && unit < units; unit++) {
        if (experiment.recorded?.[unit] !== 0 && Number.isFinite(activity![cell * units + unit])) recordings++;
      }
    }
  }
  if (loss !== 'behavior' && recordings === 0) throw problem('has no recorded unit with a finite activity.');
}

function configError(argument: string, text: string): ConfigError {
  const code = `plasticity/${argument.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace('.', '-')}`;
  return new ConfigError({ code, argument, message: `inferPlasticity: ${argument} ${text}` });
}

function wholeNumber(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw configError(name, `is ${value}. It must be a whole number of at least 1.`);
}

function atLeast(name: string, value: number, least: number): void {
  if (Number.isFinite(value) && value >= least) return;
  throw configError(name, `is ${value}. It must be a finite number ${least === 0 ? 'of at least' : 'above'} 0.`);
}

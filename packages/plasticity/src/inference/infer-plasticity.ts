import { random, TrainingError } from '@perceptrons/tensor';
import type { PlasticNetwork } from '../networks/plastic-network';
import { type PlasticityRule, parametersOf } from '../rules/rule';
import { AbortedError } from './aborted-error';
import { adam } from './adam';
import { findDivergence } from './diverged-error';
import { inTurns } from './event-loop';
import { type DescentResult, gaussNewton, type Progress } from './gauss-newton';
import { type InferenceOptions, type ResolvedOptions, resolveOptions } from './inference-options';
import { lossSteps, normalEquationsSteps, type Point, type Problem, ruleAt } from './normal-equations';
import { packExperiment } from './packed-experiment';
import { penaltyAt } from './penalty';
import { gradientFor } from './point-gradient';
import { type Uncertainty, uncertaintyOf } from './uncertainty';

/** One line of the history: the state after an iteration of Gauss-Newton, or the mean over an epoch of Adam. */
export interface InferenceHistoryEntry {
  iteration: number;
  loss: number;
  objective: number;
  /** Levenberg damping; only of Gauss-Newton. */
  damping?: number;
}

/** How one start ended. */
export interface RestartReport {
  loss: number;
  objective: number;
  iterations: number;
  converged: boolean;
  /** Steps that diverged and were left out. */
  diverged: number;
}

export interface InferenceResult extends Partial<Uncertainty> {
  /** The rule with the smallest objective. */
  rule: PlasticityRule;
  /** Its loss, the mean over the experiments, without and with penalty. */
  loss: number;
  objective: number;
  /** Of the start that won, like `iterations` and `converged`. */
  history: InferenceHistoryEntry[];
  iterations: number;
  converged: boolean;
  /** All starts in their order. */
  restarts: RestartReport[];
  /** [inputs, units], where they were fitted. */
  initialWeights?: Float64Array;
}

/**
 * Finds the plasticity rule that best explains recorded decisions or activities.
 *
 * Gauss-Newton follows the derivatives of all weights by all free parameters through the trials, and solves the quadratic
 * model with the absolute values of the penalty exactly; it needs a few dozen iterations. Adam is the optimiser of the
 * publication. Everything runs on the calling thread, in float64 unless `backend` says otherwise; the event loop gets its turn
 * about every 16 ms.
 *
 * @throws ConfigError or DataError before anything is computed; DivergedError where weights leave the finite numbers;
 *   AbortedError with the best result so far in `partial` and the reason of the signal in `cause`.
 * Source: Mehta et al., Model-Based Inference of Synaptic Plasticity Rules (NeurIPS 2024); Gauss-Newton, standard errors and
 * restarts are ours.
 */
export async function inferPlasticity(options: InferenceOptions): Promise<InferenceResult> {
  const resolved = resolveOptions(options);
  return fitProblem(problemOf(resolved), resolved);
}

/** The part of an inference that does not change while it searches. `weights` says how often each experiment counts. */
export function problemOf(options: ResolvedOptions, weights?: Float64Array): Problem {
  const { experiments, network, rule, loss, lossMean, initialWeights, startingWeights } = options;
  const parameters = parametersOf(rule);
  const free = Int32Array.from(parameters.keys()).filter((place) => rule.kind === 'mlp' || rule.mask[place] !== 0);
  return {
    experiments: experiments.map((experiment) => packExperiment(experiment, network, startingWeights)),
    weights,
    network,
    rule,
    loss,
    lossMean,
    free,
    fitInitialWeights: initialWeights === 'fit',
  };
}

/** Searches from each start and keeps the best. */
export async function fitProblem(problem: Problem, options: ResolvedOptions): Promise<InferenceResult> {
  const { signal, optimizer, uncertainty } = options;
  const reports: RestartReport[] = [];
  let best: InferenceResult | undefined;
  let bestPoint: Point | undefined;
  let stopIfAborted = () => {};
  const run = inTurns(() => stopIfAborted());
  for (let restart = 0; restart < options.restarts; restart++) {
    const history: InferenceHistoryEntry[] = [];
    const resultOf = (progress: Progress, converged: boolean): InferenceResult => ({
      rule: ruleAt(problem, progress.point),
      loss: progress.loss,
      objective: progress.objective,
      history,
      iterations: progress.iteration,
      converged,
      restarts: reports,
      ...(problem.fitInitialWeights && { initialWeights: initialWeightsAt(problem, progress.point) }),
    });
    let last: Progress | undefined;
    stopIfAborted = () => {
      if (!signal?.aborted) return;
      const now = last && resultOf(last, false);
      const partial = best && !(now && now.objective < best.objective) ? best : now;
      throw new AbortedError({ what: 'The inference', signal, partial });
    };
    const onIteration = (progress: Progress) => {
      const { iteration, loss, objective, damping, diverged } = progress;
      last = progress;
      history.push({ iteration, loss, objective, ...(damping !== undefined && { damping }) });
      const { iterations, restarts } = options;
      const rule = ruleAt(problem, progress.point);
      options.onProgress?.({ iteration, iterations, restart, restarts, loss, objective, diverged, rule });
      stopIfAborted();
    };
    const onDiverged = (point: Point) => {
      if (options.onDiverge === 'throw') throwDivergence(problem, point);
      return options.onDiverge;
    };
    stopIfAborted();
    const start = startOf(problem, options, restart);
    const { penalty, tolerance, iterations } = options;
    let end: DescentResult;
    if (optimizer === 'gaussNewton') {
      if (!Number.isFinite(await run(lossSteps(problem, start)))) {
        if (restart === 0 || options.onDiverge === 'throw') throwDivergence(problem, start);
        // A start that was drawn and cannot be followed costs one restart, not the result of the others.
        const nothing = { loss: Number.POSITIVE_INFINITY, objective: Number.POSITIVE_INFINITY };
        reports.push({ ...nothing, iterations: 0, converged: false, diverged: 1 });
        continue;
      }
      end = await gaussNewton(problem, start, { iterations, tolerance, penalty, run, onIteration, onDiverged });
    } else {
      const { learningRate, clipNorm, batch } = options;
      const settings = { epochs: iterations, learningRate, clipNorm, batch, tolerance, penalty };
      const { gradientOf, dispose } = gradientFor(problem, options);
      try {
        end = await adam(problem, start, { ...settings, gradientOf, run, onIteration, onDiverged });
      } finally {
        dispose();
      }
      // The loss of an epoch is a mean over moving parameters; the result tells that of its own rule.
      let loss = await run(lossSteps(problem, end.point));
      if (!Number.isFinite(loss) && end.lastGood) {
        end = { ...end, point: end.lastGood };
        loss = await run(lossSteps(problem, end.point));
      }
      end = { ...end, loss, objective: loss + penaltyAt(problem, penalty, end.point) };
    }
    const { loss, objective, iteration, converged, diverged } = end;
    reports.push({ loss, objective, iterations: iteration, converged, diverged });
    if (best && !(objective < best.objective)) continue;
    best = resultOf(end, converged);
    bestPoint = end.point;
  }
  if (uncertainty === 'none' || !Number.isFinite(best!.loss)) return best!;
  const size = parametersOf(problem.rule).length;
  const equations = await run(normalEquationsSteps(problem, bestPoint!));
  return { ...best!, ...uncertaintyOf(equations, problem, { point: bestPoint!, size, all: uncertainty === 'all' }) };
}

/** Start number 0 is the rule given, without noise. */
function startOf(problem: Problem, options: ResolvedOptions, restart: number): Point {
  const { free, rule, network, experiments, fitInitialWeights } = problem;
  const { inputs, units } = network;
  const parameters = parametersOf(rule);
  const start = new Float64Array(free.length + (fitInitialWeights ? inputs * units : 0));
  const key = random.foldIn(random.asKey(options.seed), restart);
  const [ruleKey, weightsKey] = random.split(key);
  const noise = random.normalArray(ruleKey, free.length, { stddev: options.restartDeviation });
  free.forEach((place, index) => {
    start[index] = parameters[place] + (restart > 0 ? noise[index] : 0);
  });
  if (!fitInitialWeights) return start;
  const known =
    options.startingWeights ?? options.experiments.find((experiment) => experiment.initialWeights)?.initialWeights;
  // All units alike would stay alike: without weights to start from, small ones are drawn.
  if (known) start.set(experiments[0].initialWeights, free.length);
  else start.set(random.normalArray(weightsKey, inputs * units, { stddev: 0.01 }), free.length);
  return start;
}

/** [inputs, units] from the [units, inputs] at the end of a point. */
function initialWeightsAt({ free, network }: Problem, point: Point): Float64Array {
  const { inputs, units }: PlasticNetwork = network;
  return Float64Array.from({ length: inputs * units }, (_, place) => {
    return point[free.length + (place % units) * inputs + Math.floor(place / units)];
  });
}

function throwDivergence(problem: Problem, point: Point): never {
  const initial = problem.fitInitialWeights ? point.slice(problem.free.length) : undefined;
  const error = findDivergence(ruleAt(problem, point), problem.network, problem.experiments, initial);
  throw (
    error ??
    new TrainingError({
      code: 'plasticity/not-finite',
      argument: 'gradientOf',
      message:
        "inferPlasticity: the gradient is not finite although all weights are. Check the gradientOf that was passed; with backend 'wasm' numbers may have left the range of float32: use 'js'.",
    })
  );
}

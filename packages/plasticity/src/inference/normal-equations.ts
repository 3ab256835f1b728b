// Loss, gradient and Gauss-Newton information of a rule by forward sensitivities, in float64.
//
// Decisions, inputs and rewards are recorded, so the units of the plastic layer never see each other before the loss. The
// sweep therefore goes unit by unit: what it carries, the derivatives of one unit's weights by the parameters, stays small
// enough for the fastest cache, and only the derivatives of the logits are kept for all presentations.
import type { PlasticNetwork } from '../networks/plastic-network';
import { type PlasticityRule, parametersOf, withParameters } from '../rules/rule';
import { finish } from './event-loop';
import { addOuterProducts } from './outer-products';
import type { PackedExperiment } from './packed-experiment';
import { type Synapse, synapseOf } from './synapse';

/** What the fit explains: decisions, recorded activities, or the sum of both losses. */
export type InferenceLoss = 'behavior' | 'neural' | 'both';
/** Decisions: mean over the presentations, or over the padded table with log 2 for each padded cell. */
export type LossMean = 'valid' | 'reference';

/** Weights beyond this are taken as diverged. */
export const LARGEST_WEIGHT = 1e3;
/** The loss of activities is this times the mean squared error. */
export const NEURAL_FACTOR = 0.5;

export interface Problem {
  experiments: readonly PackedExperiment[];
  /** [experiments], how often each one counts. Default: once. */
  weights?: Float64Array;
  network: PlasticNetwork;
  rule: PlasticityRule;
  loss: InferenceLoss;
  lossMean: LossMean;
  /** Places of the rule's parameters that may change. */
  free: Int32Array;
  /** Whether the weights before the first trial, shared by all experiments, are parameters too. */
  fitInitialWeights: boolean;
}

/** A point of a problem: the free parameters of the rule, then [units, inputs] initial weights where these are fitted. */
export type Point = Float64Array;

export interface NormalEquations {
  /** Mean over the experiments, without penalty. */
  loss: number;
  gradient: Float64Array;
  /** [size, size], symmetric: the second derivatives of the loss without those of the trajectory. */
  information: Float64Array;
  /** [size, size], variance of the gradient under the model; that of activities for a noise variance of 1. */
  decisionVariance: Float64Array;
  activityVariance: Float64Array;
  /** Sum of squared errors of the activities, and how many there are. */
  squaredError: number;
  recordings: number;
}

/** The rule at a point. */
export function ruleAt({ rule, free }: Problem, point: Point): PlasticityRule {
  const parameters = Float64Array.from(parametersOf(rule));
  free.forEach((place, index) => {
    parameters[place] = point[index];
  });
  return withParameters(rule, parameters);
}

/** Loss at a point, without penalty; Infinity where a trajectory leaves the finite numbers or `LARGEST_WEIGHT`. */
export function lossAt(problem: Problem, point: Point): number {
  return finish(lossSteps(problem, point));
}

/** The same in steps, one for each unit of each experiment. */
export function* lossSteps(problem: Problem, point: Point): Generator<void, number> {
  const { experiments, network } = problem;
  const synapse = synapseOf(ruleAt(problem, point), new Int32Array(0));
  let sum = 0;
  for (let index = 0; index < experiments.length; index++) {
    const share = shareOf(problem, index);
    if (share === 0) continue;
    const experiment = experiments[index];
    synapse.begin(experiment, network.inputs);
    const logits = new Float64Array(experiment.count);
    const y = new Float64Array(experiment.count);
    let squares = 0;
    for (let unit = 0; unit < network.units; unit++) {
      const weights = initialWeightsOf(problem, point, experiment, unit);
      if (!run(synapse, network, experiment, weights, y)) return Number.POSITIVE_INFINITY;
      const readout = network.readout?.[unit] ?? 1;
      for (let place = 0; place < y.length; place++) logits[place] += readout * y[place];
      squares += squaredErrorOf(experiment, unit, y);
      yield;
    }
    sum += share * (behaviourLoss(problem, experiment, logits) + neuralLoss(problem, experiment, squares));
  }
  return Number.isNaN(sum) ? Number.POSITIVE_INFINITY : sum;
}

/** Loss and derivatives at a point whose loss is finite. */
export function normalEquationsAt(problem: Problem, point: Point): NormalEquations {
  return finish(normalEquationsSteps(problem, point));
}

/** The same in steps, one for each unit of each experiment. */
export function* normalEquationsSteps(problem: Problem, point: Point): Generator<void, NormalEquations> {
  const { experiments, network, free, loss } = problem;
  const { inputs, units } = network;
  const size = point.length;
  const columns = free.length + (problem.fitInitialWeights ? inputs : 0);
  const synapse = synapseOf(ruleAt(problem, point), free);
  const result = emptyEquations(size);
  const longest = experiments.reduce((most, { count }) => Math.max(most, count), 0);
  const y = new Float64Array(longest);
  const slopes = new Float64Array(longest * columns);
  const logits = new Float64Array(longest);
  const logitSlopes = new Float64Array(loss === 'neural' ? 0 : longest * size);
  const scale = new Float64Array(longest);
  const own = new Float64Array(size * size);
  const place = new Int32Array(columns);
  for (let index = 0; index < experiments.length; index++) {
    const share = shareOf(problem, index);
    if (share === 0) continue;
    const experiment = experiments[index];
    const { count, activity, recordings } = experiment;
    synapse.begin(experiment, inputs);
    logits.fill(0, 0, count);
    logitSlopes.fill(0);
    own.fill(0);
    const neuralShare = (2 * NEURAL_FACTOR * share) / recordings;
    let squares = 0;
    for (let unit = 0; unit < units; unit++) {
      const weights = initialWeightsOf(problem, point, experiment, unit);
      runWithSlopes(synapse, network, experiment, { weights, y, slopes, columns, rules: free.length });
      for (let column = 0; column < columns; column++) {
        place[column] = column < free.length ? column : column + unit * inputs;
      }
      const readout = network.readout?.[unit] ?? 1;
      yield;
      if (loss !== 'neural') addUnit(logits, logitSlopes, { y, slopes, readout, place, size, count });
      if (loss === 'behavior') continue;
      squares += squaredErrorOf(experiment, unit, y);
      for (let row = 0; row < count; row++) {
        const error = y[row] - activity![unit * count + row];
        const recorded = !Number.isNaN(error);
        scale[row] = recorded ? neuralShare : 0;
        if (!recorded) continue;
        for (let column = 0; column < columns; column++) {
          result.gradient[place[column]] += neuralShare * error * slopes[row * columns + column];
        }
      }
      addOuterProducts(own, size, { rows: slopes, scale, count, columns, place });
    }
    if (loss !== 'behavior') {
      result.squaredError += squares;
      result.recordings += recordings;
      result.loss += share * neuralLoss(problem, experiment, squares);
      addScaled(result.information, own, 1);
      addScaled(result.activityVariance, own, neuralShare);
    }
    if (loss !== 'neural') {
      result.loss += share * behaviourLoss(problem, experiment, logits);
      const cellShare = share / cellsOf(problem, experiment);
      for (let row = 0; row < count; row++) {
        const probability = 1 / (1 + Math.exp(-logits[row]));
        const error = cellShare * (probability - experiment.decisions![row]);
        scale[row] = cellShare * probability * (1 - probability);
        for (let column = 0; column < size; column++)
          result.gradient[column] += error * logitSlopes[row * size + column];
      }
      own.fill(0);
      addOuterProducts(own, size, { rows: logitSlopes, scale, count, columns: size });
      addScaled(result.information, own, 1);
      addScaled(result.decisionVariance, own, cellShare);
    }
  }
  for (const matrix of [result.information, result.decisionVariance, result.activityVariance]) mirror(matrix, size);
  return result;
}

function emptyEquations(size: number): NormalEquations {
  return {
    loss: 0,
    gradient: new Float64Array(size),
    information: new Float64Array(size * size),
    decisionVariance: new Float64Array(size * size),
    activityVariance: new Float64Array(size * size),
    squaredError: 0,
    recordings: 0,
  };
}

/** Share of an experiment in the mean over experiments. */
function shareOf({ experiments, weights }: Problem, index: number): number {
  if (!weights) return 1 / experiments.length;
  return weights[index] / weights.reduce((sum, weight) => sum + weight, 0);
}

function cellsOf({ lossMean }: Problem, { count, cells }: PackedExperiment): number {
  return lossMean === 'valid' ? count : cells;
}

/** Cross-entropy of the decisions from logits, stable for large ones. */
function behaviourLoss(problem: Problem, experiment: PackedExperiment, logits: Float64Array): number {
  if (problem.loss === 'neural') return 0;
  const { count, cells, decisions } = experiment;
  let sum = problem.lossMean === 'reference' ? (cells - count) * Math.LN2 : 0;
  for (let place = 0; place < count; place++) {
    const logit = logits[place];
    sum += Math.max(logit, 0) - logit * decisions![place] + Math.log1p(Math.exp(-Math.abs(logit)));
  }
  return sum / cellsOf(problem, experiment);
}

function neuralLoss({ loss }: Problem, { recordings }: PackedExperiment, squares: number): number {
  return loss === 'behavior' ? 0 : (NEURAL_FACTOR * squares) / recordings;
}

function squaredErrorOf({ activity, count }: PackedExperiment, unit: number, y: Float64Array): number {
  let sum = 0;
  for (let place = 0; activity && place < count; place++) {
    const error = y[place] - activity[unit * count + place];
    if (!Number.isNaN(error)) sum += error * error;
  }
  return sum;
}

/** [inputs], a copy of the weights that a unit begins with. */
function initialWeightsOf(problem: Problem, point: Point, experiment: PackedExperiment, unit: number): Float64Array {
  const { inputs } = problem.network;
  const start = unit * inputs;
  if (!problem.fitInitialWeights) return experiment.initialWeights.slice(start, start + inputs);
  return point.slice(problem.free.length + start, problem.free.length + start + inputs);
}

/** Runs one unit and writes its activities. False where a weight grew beyond `LARGEST_WEIGHT`. */
function run(
  synapse: Synapse,
  { inputs, activation, stepSize }: PlasticNetwork,
  { x, ends }: PackedExperiment,
  weights: Float64Array,
  y: Float64Array,
): boolean {
  let place = 0;
  for (let trial = 0; trial < ends.length; trial++) {
    for (; place < ends[trial]; place++) {
      let sum = 0;
      for (let input = 0; input < inputs; input++) sum += x[place * inputs + input] * weights[input];
      y[place] = activate(activation, sum);
    }
    // Nothing observes the last update.
    if (trial === ends.length - 1) break;
    const last = y[place - 1];
    for (let input = 0; input < inputs; input++) {
      const weight = weights[input] + stepSize * synapse.update(trial, input, last, weights[input]);
      if (!(Math.abs(weight) <= LARGEST_WEIGHT)) return false;
      weights[input] = weight;
    }
  }
  return true;
}

/**
 * Runs one unit and writes its activities and their derivatives [count, columns]: by the free parameters of the rule, then,
 * where they are fitted, by the unit's own initial weights. Carries P = dw/dparameter with
 * P <- P + step * (dg/dparameter + dg/dy dy/dparameter + dg/dw P).
 */
function runWithSlopes(
  synapse: Synapse,
  { inputs, activation, stepSize }: PlasticNetwork,
  { x, ends }: PackedExperiment,
  sweep: { weights: Float64Array; y: Float64Array; slopes: Float64Array; columns: number; rules: number },
): void {
  const { weights, y, slopes, columns, rules } = sweep;
  const carried = new Float64Array(inputs * columns);
  for (let column = rules; column < columns; column++) carried[(column - rules) * columns + column] = 1;
  const parameterSlopes = synapse.slopes;
  let place = 0;
  for (let trial = 0; trial < ends.length; trial++) {
    for (; place < ends[trial]; place++) {
      let sum = 0;
      for (let input = 0; input < inputs; input++) sum += x[place * inputs + input] * weights[input];
      const value = activate(activation, sum);
      const slope = activation === 'tanh' ? 1 - value * value : activation === 'sigmoid' ? value * (1 - value) : 1;
      y[place] = value;
      const row = place * columns;
      const first = slope * x[place * inputs];
      for (let column = 0; column < columns; column++) slopes[row + column] = first * carried[column];
      for (let input = 1; input < inputs; input++) {
        const factor = slope * x[place * inputs + input];
        const from = input * columns;
        for (let column = 0; column < columns; column++) slopes[row + column] += factor * carried[from + column];
      }
    }
    if (trial === ends.length - 1) break;
    const last = (place - 1) * columns;
    for (let input = 0; input < inputs; input++) {
      const update = synapse.differentiate(trial, input, y[place - 1], weights[input]);
      const keep = 1 + stepSize * synapse.slopeW;
      const through = stepSize * synapse.slopeY;
      const from = input * columns;
      for (let column = 0; column < rules; column++) {
        carried[from + column] =
          keep * carried[from + column] + through * slopes[last + column] + stepSize * parameterSlopes[column];
      }
      for (let column = rules; column < columns; column++) {
        carried[from + column] = keep * carried[from + column] + through * slopes[last + column];
      }
      weights[input] += stepSize * update;
    }
  }
}

function activate(activation: PlasticNetwork['activation'], sum: number): number {
  if (activation === 'tanh') return Math.tanh(sum);
  return activation === 'sigmoid' ? 1 / (1 + Math.exp(-sum)) : sum;
}

/** Adds a unit's part to the logits and their derivatives. */
function addUnit(
  logits: Float64Array,
  logitSlopes: Float64Array,
  part: {
    y: Float64Array;
    slopes: Float64Array;
    readout: number;
    place: Int32Array;
    size: number;
    count: number;
  },
): void {
  const { y, slopes, readout, place, size, count } = part;
  const columns = place.length;
  for (let row = 0; row < count; row++) {
    logits[row] += readout * y[row];
    for (let column = 0; column < columns; column++) {
      logitSlopes[row * size + place[column]] += readout * slopes[row * columns + column];
    }
  }
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index++) target[index] += factor * source[index];
}

/** Copies the lower triangle to the upper one. */
function mirror(matrix: Float64Array, size: number): void {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) matrix[column * size + row] = matrix[row * size + column];
  }
}

// Likelihood of choices where the logit is the only unit and no term looks at it: networks such as [2, 1] with the rules of
// the fly fits. Only the terms of the rule are computed, so that thousands of small fits stay affordable.
import { checkExperiment, startWeights } from '../../adjoint/check';
import { type Experiment, presentations } from '../../experiments/experiment';
import { LARGEST_WEIGHT } from '../../inference/normal-equations';
import type { PlasticNetwork } from '../../networks/plastic-network';
import { type PlasticityRule, type Powers, powersAt } from '../../rules/rule';
import { freePlaces } from '../coefficient-names';
import { decisionsOf, forEachPresentation } from '../deviance';

/** Mean of -log p over all presentations with its derivatives, at one point. */
export interface LikelihoodAt {
  /** Infinity where a weight grows beyond the limit of inference. */
  loss: number;
  /** [terms]. */
  gradient: Float64Array;
  /** [terms, terms], Fisher information of one presentation, which is never indefinite. */
  information: Float64Array;
  /** [terms, terms], all second derivatives. Alike where no term has w: logits are then linear in the coefficients. */
  curvature: Float64Array;
}

interface Session {
  /** [presentations, inputs]. */
  x: Float64Array;
  /** [presentations]. */
  decisions: Float64Array;
  /** [trials], the presentation behind the last one of each trial. */
  ends: Int32Array;
  /** [trials, inputs, terms], step size times x^a r^d. */
  outer: Float64Array;
  /** [inputs]. */
  initialWeights: Float64Array;
}

/** True where `LinearUnitProblem` computes the likelihood of a rule: one linear unit, no term with y, none outside the mask. */
export function isLinearUnit({ units, activation, readout }: PlasticNetwork, rule: PlasticityRule): boolean {
  if (units !== 1 || activation !== 'linear' || readout || rule.kind !== 'taylor') return false;
  const { coefficients, mask } = rule;
  return coefficients.every((value, place) => (mask[place] ? powersAt(place)[1] === 0 : value === 0));
}

/**
 * The sessions of one animal as a function of the free coefficients of a rule.
 *
 * Without y the update of a weight is step * g with g = sum over terms of theta x^a r^d w^c, so its derivatives need neither
 * the logit nor those of the logit: P_q <- P_q (1 + step dg/dw) + step x^a r^d w^c, and for the second ones
 * S_qp <- S_qp (1 + step dg/dw) + step (d^2g/dw dq P_p + d^2g/dw dp P_q + d^2g/dw^2 P_q P_p).
 */
export class LinearUnitProblem {
  /** Places of the free coefficients. */
  readonly places: number[];
  /** Of all sessions. */
  readonly presentations: number;
  private readonly inputs: number;
  private readonly sessions: Session[];
  private readonly weightPowers: Int32Array;
  private readonly weights: Float64Array;
  /** [inputs, terms] and [inputs, terms, terms], P and the lower triangle of S. */
  private readonly carried: Float64Array;
  private readonly bends: Float64Array;
  private readonly slopes: Float64Array;
  /** [terms], derivative of a term by the weight. */
  private readonly byWeight: Float64Array;
  /** [inputs], sum over the presentations of a trial of the error times the input. */
  private readonly errors: Float64Array;
  private readonly curved: boolean;

  constructor(
    rule: PlasticityRule,
    network: PlasticNetwork,
    experiments: readonly Experiment[],
    initialWeights?: ArrayLike<number>,
  ) {
    const { inputs, stepSize } = network;
    this.inputs = inputs;
    this.places = freePlaces(rule);
    const powers = this.places.map(powersAt);
    this.weightPowers = Int32Array.from(powers, ([, , w]) => w);
    this.sessions = experiments.map((experiment) => {
      checkExperiment(experiment, network);
      const start = startWeights(network, experiment, initialWeights) ?? new Float64Array(inputs);
      return pack(experiment, { inputs, stepSize, powers, start });
    });
    this.presentations = experiments.reduce((sum, experiment) => sum + presentations(experiment), 0);
    this.weights = new Float64Array(inputs);
    this.carried = new Float64Array(inputs * powers.length);
    this.bends = new Float64Array(inputs * powers.length ** 2);
    this.slopes = new Float64Array(powers.length);
    this.byWeight = new Float64Array(powers.length);
    this.errors = new Float64Array(inputs);
    this.curved = this.weightPowers.some((power) => power > 0);
  }

  /** @param point [terms], in the order of `places`. */
  at(point: Float64Array): LikelihoodAt {
    const size = point.length;
    const square = () => new Float64Array(size * size);
    const result = { loss: 0, gradient: new Float64Array(size), information: square(), curvature: square() };
    for (const session of this.sessions) {
      if (!this.add(session, point, result)) return { ...result, loss: Number.POSITIVE_INFINITY };
    }
    const { gradient, information, curvature } = result;
    const scale = 1 / this.presentations;
    for (let row = 0; row < size; row++) {
      gradient[row] *= scale;
      for (let column = 0; column <= row; column++) {
        const [at, mirrored] = [row * size + column, column * size + row];
        information[at] *= scale;
        curvature[at] = curvature[at] * scale + information[at];
        information[mirrored] = information[at];
        curvature[mirrored] = curvature[at];
      }
    }
    return { ...result, loss: result.loss * scale };
  }

  /** Adds the sums of one session; false where its weights grow beyond the limit. */
  private add(session: Session, point: Float64Array, sums: LikelihoodAt): boolean {
    const { x, decisions, ends, initialWeights } = session;
    const { inputs, weights, carried, bends, slopes, errors, curved } = this;
    const { gradient, information, curvature } = sums;
    const size = point.length;
    weights.set(initialWeights);
    carried.fill(0);
    bends.fill(0);
    let loss = 0;
    let place = 0;
    for (let trial = 0; trial < ends.length; trial++) {
      errors.fill(0);
      for (; place < ends[trial]; place++) {
        let logit = 0;
        slopes.fill(0);
        for (let input = 0; input < inputs; input++) {
          const value = x[place * inputs + input];
          logit += value * weights[input];
          for (let term = 0; term < size; term++) slopes[term] += value * carried[input * size + term];
        }
        const small = Math.exp(-Math.abs(logit));
        const probability = (logit > 0 ? 1 : small) / (1 + small);
        loss += Math.max(logit, 0) - logit * decisions[place] + Math.log1p(small);
        const error = probability - decisions[place];
        for (let input = 0; input < inputs; input++) errors[input] += error * x[place * inputs + input];
        const bend = probability * (1 - probability);
        for (let row = 0; row < size; row++) {
          const factor = bend * slopes[row];
          for (let column = 0; column <= row; column++) information[row * size + column] += factor * slopes[column];
        }
      }
      for (let input = 0; input < inputs; input++) {
        for (let term = 0; term < size; term++) gradient[term] += errors[input] * carried[input * size + term];
        if (!curved) continue;
        const from = input * size * size;
        for (let at = 0; at < size * size; at++) curvature[at] += errors[input] * bends[from + at];
      }
      // Nothing observes the last update.
      if (trial === ends.length - 1) break;
      for (let input = 0; input < inputs; input++) {
        if (!this.update(session, point, trial, input)) return false;
      }
    }
    sums.loss += loss;
    return true;
  }

  /** Moves one weight with its derivatives; false where it grows beyond the limit. */
  private update({ outer }: Session, point: Float64Array, trial: number, input: number): boolean {
    const { inputs, weights, carried, bends, byWeight, weightPowers, curved } = this;
    const size = point.length;
    const weight = weights[input];
    const from = (trial * inputs + input) * size;
    let update = 0;
    let keep = 1;
    let twice = 0;
    for (let term = 0; term < size; term++) {
      const factor = outer[from + term];
      const power = weightPowers[term];
      byWeight[term] = power === 0 ? 0 : power === 1 ? factor : 2 * factor * weight;
      update += point[term] * (power === 0 ? factor : power === 1 ? factor * weight : factor * weight * weight);
      keep += point[term] * byWeight[term];
      if (power === 2) twice += 2 * point[term] * factor;
    }
    const at = input * size;
    for (let row = 0; curved && row < size; row++) {
      const bendsAt = (at + row) * size;
      for (let column = 0; column <= row; column++) {
        bends[bendsAt + column] =
          keep * bends[bendsAt + column] +
          byWeight[row] * carried[at + column] +
          byWeight[column] * carried[at + row] +
          twice * carried[at + row] * carried[at + column];
      }
    }
    for (let term = 0; term < size; term++) {
      const power = weightPowers[term];
      const factor = power === 0 ? 1 : power === 1 ? weight : weight * weight;
      carried[at + term] = keep * carried[at + term] + factor * outer[from + term];
    }
    weights[input] = weight + update;
    return Math.abs(weights[input]) <= LARGEST_WEIGHT;
  }
}

interface PackOptions {
  inputs: number;
  stepSize: number;
  powers: readonly Powers[];
  start: ArrayLike<number>;
}

function pack(experiment: Experiment, { inputs, stepSize, powers, start }: PackOptions): Session {
  const { trials, lengths, rewardTerm } = experiment;
  const recorded = decisionsOf(experiment, 'compareRules');
  const count = presentations(experiment);
  const x = new Float64Array(count * inputs);
  const decisions = new Float64Array(count);
  let place = 0;
  forEachPresentation(experiment, (cell) => {
    for (let input = 0; input < inputs; input++) x[place * inputs + input] = experiment.x[cell * inputs + input];
    // No likelihood for what is no decision.
    decisions[place++] = recorded[cell] === 0 || recorded[cell] === 1 ? recorded[cell] : Number.NaN;
  });
  const ends = new Int32Array(trials);
  const outer = new Float64Array(trials * inputs * powers.length);
  for (let trial = 0, end = 0; trial < trials; trial++) {
    end += lengths[trial];
    ends[trial] = end;
    for (let input = 0; input < inputs; input++) {
      const value = x[(end - 1) * inputs + input];
      powers.forEach(([a, , , d], term) => {
        outer[(trial * inputs + input) * powers.length + term] = stepSize * value ** a * rewardTerm[trial] ** d;
      });
    }
  }
  return { x, decisions, ends, outer, initialWeights: Float64Array.from(start) };
}

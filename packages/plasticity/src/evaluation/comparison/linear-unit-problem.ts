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
  /** [terms, terms], Fisher information of one presentation. */
  information: Float64Array;
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
 * Without y the update of a weight is step * sum over terms of theta x^a r^d w^c, so the derivatives of the weights,
 * P <- P (1 + step dg/dw) + step x^a r^d w^c, need neither the logit nor its derivatives.
 */
export class LinearUnitProblem {
  /** Places of the free coefficients. */
  readonly places: number[];
  private readonly inputs: number;
  private readonly sessions: Session[];
  private readonly weightPowers: Int32Array;
  private readonly count: number;
  private readonly weights: Float64Array;
  private readonly carried: Float64Array;
  private readonly slopes: Float64Array;

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
    this.count = experiments.reduce((sum, experiment) => sum + presentations(experiment), 0);
    this.weights = new Float64Array(inputs);
    this.carried = new Float64Array(inputs * powers.length);
    this.slopes = new Float64Array(powers.length);
  }

  /** @param point [terms], in the order of `places`. */
  at(point: Float64Array): LikelihoodAt {
    const size = point.length;
    const result = { loss: 0, gradient: new Float64Array(size), information: new Float64Array(size * size) };
    for (const session of this.sessions) {
      if (!this.add(session, point, result)) return { ...result, loss: Number.POSITIVE_INFINITY };
    }
    const { gradient, information } = result;
    const scale = 1 / this.count;
    for (let row = 0; row < size; row++) {
      gradient[row] *= scale;
      for (let column = 0; column <= row; column++) {
        const value = information[row * size + column] * scale;
        information[row * size + column] = value;
        information[column * size + row] = value;
      }
    }
    return { ...result, loss: result.loss * scale };
  }

  /** Adds the sums of one session; false where its weights grow beyond the limit. */
  private add(session: Session, point: Float64Array, sums: LikelihoodAt): boolean {
    const { x, decisions, ends, outer, initialWeights } = session;
    const { inputs, weights, carried, slopes, weightPowers } = this;
    const { gradient, information } = sums;
    const size = point.length;
    weights.set(initialWeights);
    carried.fill(0);
    let loss = 0;
    let place = 0;
    for (let trial = 0; trial < ends.length; trial++) {
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
        const bend = probability * (1 - probability);
        for (let row = 0; row < size; row++) {
          gradient[row] += error * slopes[row];
          const factor = bend * slopes[row];
          for (let column = 0; column <= row; column++) information[row * size + column] += factor * slopes[column];
        }
      }
      // Nothing observes the last update.
      if (trial === ends.length - 1) break;
      for (let input = 0; input < inputs; input++) {
        const weight = weights[input];
        const from = (trial * inputs + input) * size;
        let update = 0;
        let keep = 1;
        for (let term = 0; term < size; term++) {
          const coefficient = point[term] * outer[from + term];
          const power = weightPowers[term];
          if (power === 0) update += coefficient;
          else if (power === 1) {
            update += coefficient * weight;
            keep += coefficient;
          } else {
            update += coefficient * weight * weight;
            keep += 2 * coefficient * weight;
          }
        }
        const at = input * size;
        for (let term = 0; term < size; term++) {
          const power = weightPowers[term];
          const factor = power === 0 ? 1 : power === 1 ? weight : weight * weight;
          carried[at + term] = keep * carried[at + term] + factor * outer[from + term];
        }
        weights[input] = weight + update;
        if (!(Math.abs(weights[input]) <= LARGEST_WEIGHT)) return false;
      }
    }
    sums.loss += loss;
    return true;
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

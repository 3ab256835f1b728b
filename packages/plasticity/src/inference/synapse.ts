// The update of one synapse and its derivatives, in float64, for a solver that goes through the synapses one by one.
import { COEFFICIENTS, type MlpRule, type PlasticityRule, powersAt, type TaylorRule } from '../rules/rule';
import type { PackedExperiment } from './packed-experiment';

/** Slope of the leaky rectifier below 0 in the rule's multilayer perceptron. */
const LEAK = 0.01;

/**
 * One rule at work. `begin` prepares what the synapses of an experiment share; `update` returns the update of a synapse
 * without the step size; `differentiate` does so and also fills `slopeY`, `slopeW` and `slopes`.
 */
export interface Synapse {
  /** Derivatives by the rule's free parameters, in the order of `free`. */
  readonly slopes: Float64Array;
  /** Derivatives by the postsynaptic activity and by the weight. */
  slopeY: number;
  slopeW: number;
  begin(experiment: PackedExperiment, inputs: number): void;
  update(trial: number, input: number, y: number, w: number): number;
  differentiate(trial: number, input: number, y: number, w: number): number;
}

/** @param free places of the parameters to differentiate by. */
export function synapseOf(rule: PlasticityRule, free: Int32Array): Synapse {
  return rule.kind === 'taylor' ? new TaylorSynapse(rule, free) : new MlpSynapse(rule, free);
}

/**
 * The series is contracted instead of summed term by term: first over the reward term, for each trial; then over x, for each
 * trial and input; what remains for each synapse is a polynomial with nine coefficients in y and w.
 */
class TaylorSynapse implements Synapse {
  readonly slopes: Float64Array;
  slopeY = 0;
  slopeW = 0;
  private inputs = 0;
  /** [trials, inputs, 9], coefficients of y^b w^c. */
  private polynomial = new Float64Array(0);
  /** [trials, inputs, 9], x^a r^d. */
  private outer = new Float64Array(0);
  private readonly inner = new Float64Array(9);
  private readonly outerPlace: Int32Array;
  private readonly innerPlace: Int32Array;

  constructor(
    private readonly rule: TaylorRule,
    free: Int32Array,
  ) {
    this.slopes = new Float64Array(free.length);
    const powers = Array.from(free, powersAt);
    this.outerPlace = Int32Array.from(powers, ([x, , , r]) => x * 3 + r);
    this.innerPlace = Int32Array.from(powers, ([, y, w]) => y * 3 + w);
  }

  begin({ x, ends, rewardTerm }: PackedExperiment, inputs: number): void {
    const { coefficients } = this.rule;
    const size = ends.length * inputs * 9;
    if (this.polynomial.length < size) {
      this.polynomial = new Float64Array(size);
      this.outer = new Float64Array(size);
    }
    this.inputs = inputs;
    const overReward = new Float64Array(COEFFICIENTS / 3);
    for (let trial = 0; trial < ends.length; trial++) {
      const r = rewardTerm[trial];
      for (let k = 0; k < overReward.length; k++) {
        overReward[k] = coefficients[3 * k] + r * (coefficients[3 * k + 1] + r * coefficients[3 * k + 2]);
      }
      for (let input = 0; input < inputs; input++) {
        const value = x[(ends[trial] - 1) * inputs + input];
        const start = (trial * inputs + input) * 9;
        for (let k = 0; k < 9; k++) {
          this.polynomial[start + k] = overReward[k] + value * (overReward[9 + k] + value * overReward[18 + k]);
        }
        for (let power = 0, factor = 1; power < 3; power++, factor *= value) {
          this.outer[start + 3 * power] = factor;
          this.outer[start + 3 * power + 1] = factor * r;
          this.outer[start + 3 * power + 2] = factor * r * r;
        }
      }
    }
  }

  update(trial: number, input: number, y: number, w: number): number {
    const { polynomial } = this;
    const start = (trial * this.inputs + input) * 9;
    const d0 = polynomial[start] + y * (polynomial[start + 3] + y * polynomial[start + 6]);
    const d1 = polynomial[start + 1] + y * (polynomial[start + 4] + y * polynomial[start + 7]);
    const d2 = polynomial[start + 2] + y * (polynomial[start + 5] + y * polynomial[start + 8]);
    return d0 + w * (d1 + w * d2);
  }

  differentiate(trial: number, input: number, y: number, w: number): number {
    const { polynomial, outer, inner, slopes, outerPlace, innerPlace } = this;
    const start = (trial * this.inputs + input) * 9;
    const d0 = polynomial[start] + y * (polynomial[start + 3] + y * polynomial[start + 6]);
    const d1 = polynomial[start + 1] + y * (polynomial[start + 4] + y * polynomial[start + 7]);
    const d2 = polynomial[start + 2] + y * (polynomial[start + 5] + y * polynomial[start + 8]);
    const e0 = polynomial[start + 3] + 2 * y * polynomial[start + 6];
    const e1 = polynomial[start + 4] + 2 * y * polynomial[start + 7];
    const e2 = polynomial[start + 5] + 2 * y * polynomial[start + 8];
    this.slopeY = e0 + w * (e1 + w * e2);
    this.slopeW = d1 + 2 * w * d2;
    inner[0] = 1;
    inner[1] = w;
    inner[2] = w * w;
    inner[3] = y;
    inner[4] = y * w;
    inner[5] = y * inner[2];
    inner[6] = y * y;
    inner[7] = inner[6] * w;
    inner[8] = inner[6] * inner[2];
    for (let k = 0; k < slopes.length; k++) slopes[k] = outer[start + outerPlace[k]] * inner[innerPlace[k]];
    return d0 + w * (d1 + w * d2);
  }
}

class MlpSynapse implements Synapse {
  readonly slopes: Float64Array;
  slopeY = 0;
  slopeW = 0;
  private experiment?: PackedExperiment;
  private inputs = 0;
  private readonly all: Float64Array;
  private readonly hidden: Float64Array;

  constructor(
    private readonly rule: MlpRule,
    private readonly free: Int32Array,
  ) {
    this.slopes = new Float64Array(free.length);
    this.all = new Float64Array(rule.parameters.length);
    this.hidden = new Float64Array(rule.units);
  }

  begin(experiment: PackedExperiment, inputs: number): void {
    this.experiment = experiment;
    this.inputs = inputs;
  }

  update(trial: number, input: number, y: number, w: number): number {
    const { parameters, units } = this.rule;
    const { x: all, ends, rewardTerm } = this.experiment!;
    const x = all[(ends[trial] - 1) * this.inputs + input];
    const r = rewardTerm[trial];
    let sum = parameters[6 * units];
    for (let k = 0; k < units; k++) {
      const before =
        x * parameters[k] +
        y * parameters[units + k] +
        w * parameters[2 * units + k] +
        r * parameters[3 * units + k] +
        parameters[4 * units + k];
      this.hidden[k] = before;
      sum += parameters[5 * units + k] * (before > 0 ? before : LEAK * before);
    }
    return Math.tanh(sum);
  }

  differentiate(trial: number, input: number, y: number, w: number): number {
    const value = this.update(trial, input, y, w);
    const { parameters, units } = this.rule;
    const { x: inputsOf, ends, rewardTerm } = this.experiment!;
    const x = inputsOf[(ends[trial] - 1) * this.inputs + input];
    const r = rewardTerm[trial];
    const { all, free, slopes } = this;
    const outside = 1 - value * value;
    let slopeY = 0;
    let slopeW = 0;
    for (let k = 0; k < units; k++) {
      const before = this.hidden[k];
      const inside = outside * parameters[5 * units + k] * (before > 0 ? 1 : LEAK);
      slopeY += inside * parameters[units + k];
      slopeW += inside * parameters[2 * units + k];
      all[k] = inside * x;
      all[units + k] = inside * y;
      all[2 * units + k] = inside * w;
      all[3 * units + k] = inside * r;
      all[4 * units + k] = inside;
      all[5 * units + k] = outside * (before > 0 ? before : LEAK * before);
    }
    all[6 * units] = outside;
    this.slopeY = slopeY;
    this.slopeW = slopeW;
    for (let k = 0; k < slopes.length; k++) slopes[k] = all[free[k]];
    return value;
  }
}

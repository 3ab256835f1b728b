// The simulated network itself, in float64: units, logit and update of one experiment.
import type { PlasticNetwork } from '../networks/plastic-network';
import { type PlasticityRule, powersAt } from '../rules/rule';

/** dW of one synapse before the step size. */
type SynapseRule = (x: number, y: number, w: number, r: number) => number;

/** A network with weights that move. */
export class PlasticLayer {
  private readonly change: SynapseRule;
  readonly units: Float64Array;

  /** @param weights [inputs, units], changed in place. */
  constructor(
    rule: PlasticityRule,
    private readonly network: PlasticNetwork,
    readonly weights: Float64Array,
  ) {
    this.change = synapseRule(rule);
    this.units = new Float64Array(network.units);
  }

  /** Fills `units` with the answer to x [inputs]. */
  present(x: ArrayLike<number>): void {
    const { inputs, units: count, activation } = this.network;
    this.units.fill(0);
    for (let input = 0; input < inputs; input++) {
      for (let unit = 0; unit < count; unit++) this.units[unit] += x[input] * this.weights[input * count + unit];
    }
    if (activation === 'linear') return;
    for (let unit = 0; unit < count; unit++) {
      const sum = this.units[unit];
      this.units[unit] = activation === 'tanh' ? Math.tanh(sum) : 1 / (1 + Math.exp(-sum));
    }
  }

  /** Logit of an accept after `present`. */
  logit(): number {
    const { readout } = this.network;
    return readout ? readout.reduce((sum, weight, unit) => sum + weight * this.units[unit], 0) : this.units[0];
  }

  /** Moves the weights with the input and the units of the last `present`. */
  update(x: ArrayLike<number>, r: number): void {
    const { inputs, units: count, stepSize } = this.network;
    for (let input = 0; input < inputs; input++) {
      for (let unit = 0; unit < count; unit++) {
        const synapse = input * count + unit;
        const w = this.weights[synapse];
        this.weights[synapse] = w + stepSize * this.change(x[input], this.units[unit], w, r);
      }
    }
  }
}

/** A rule as a function that visits only the terms it has: rules that generate data have a few of 81. */
function synapseRule(rule: PlasticityRule): SynapseRule {
  if (rule.kind === 'mlp') return perceptron(rule.units, rule.parameters);
  const terms = Array.from(rule.coefficients, (coefficient, index) => ({
    coefficient,
    powers: powersAt(index),
  })).filter(({ coefficient }, index) => coefficient !== 0 && rule.mask[index]);
  return (x, y, w, r) => {
    let sum = 0;
    for (const { coefficient, powers } of terms) {
      sum += coefficient * power(x, powers[0]) * power(y, powers[1]) * power(w, powers[2]) * power(r, powers[3]);
    }
    return sum;
  };
}

function power(value: number, exponent: number): number {
  return exponent === 0 ? 1 : exponent === 1 ? value : value * value;
}

function perceptron(units: number, parameters: Float64Array): SynapseRule {
  const bias = 4 * units;
  const output = 5 * units;
  return (x, y, w, r) => {
    let sum = parameters[6 * units];
    for (let unit = 0; unit < units; unit++) {
      const hidden =
        x * parameters[unit] +
        y * parameters[units + unit] +
        w * parameters[2 * units + unit] +
        r * parameters[3 * units + unit] +
        parameters[bias + unit];
      sum += parameters[output + unit] * (hidden > 0 ? hidden : 0.01 * hidden);
    }
    return Math.tanh(sum);
  };
}

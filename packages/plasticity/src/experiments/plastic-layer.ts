// The simulated network itself, in float64: units, logit and update of one experiment. The rule is the one that inference
// differentiates.
import { kernelOf } from '../adjoint/kernel-of';
import type { SynapseKernel, TrialUpdate } from '../adjoint/synapse-kernel';
import type { PlasticNetwork } from '../networks/plastic-network';
import type { PlasticityRule } from '../rules/rule';

/** A network with weights that move. */
export class PlasticLayer {
  /** [inputs, units], changed by `update`. */
  readonly weights: Float64Array;
  readonly units: Float64Array;
  private readonly kernel: SynapseKernel;
  private readonly trial: TrialUpdate;

  /** @param initialWeights [inputs, units], copied. */
  constructor(
    rule: PlasticityRule,
    private readonly network: PlasticNetwork,
    initialWeights: ArrayLike<number>,
  ) {
    const { inputs, units, stepSize } = network;
    const size = inputs * units;
    // The kernel writes the weights after the update behind those before it.
    const both = new Float64Array(2 * size);
    both.set(initialWeights);
    this.weights = both.subarray(0, size);
    this.units = new Float64Array(units);
    this.kernel = kernelOf(rule);
    const x = new Float32Array(inputs);
    this.trial = { inputs, units, stepSize, x, xAt: 0, y: this.units, yAt: 0, weights: both, weightsAt: 0, reward: 0 };
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
  update(x: Float32Array, r: number): void {
    const { weights } = this.trial;
    this.trial.x = x;
    this.trial.reward = r;
    this.kernel.update(this.trial);
    weights.copyWithin(0, this.weights.length);
  }
}

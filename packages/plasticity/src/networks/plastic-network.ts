// A network whose first layer is plastic.
import { ConfigError } from '@perceptrons/tensor';

/** Functions of the units of the plastic layer. */
export type UnitActivation = 'tanh' | 'sigmoid' | 'linear';

/**
 * Inputs x [inputs], plastic weights W [inputs, units], units y = activation(x W). With a readout there is one decision unit
 * with the logit z = readout . y; without one, and with one unit, the logit is y itself.
 */
export interface PlasticNetwork {
  inputs: number;
  units: number;
  activation: UnitActivation;
  /** [units], fixed; undefined for a network whose units are the recording, or whose only unit is the logit. */
  readout?: Float64Array;
  /** Factor of every update. */
  stepSize: number;
}

export interface PlasticNetworkOptions {
  /** [inputs, units, 1] with a readout, [inputs, 1] with the logit as its unit, or [inputs, outputs]. */
  sizes: readonly number[];
  /** Default: tanh with a readout, linear for one unit without one, sigmoid for several. */
  activation?: UnitActivation;
  /** Sum of the readout weights, all alike. Default: 5, each weight 5 / units. */
  readout?: number;
  /** Default: 1 / inputs for behaviour (one decision unit), 1 for several outputs. */
  stepSize?: number;
}

/**
 * The networks of Mehta et al. 2024: [2, 10, 1] for behaviour, [2, 1] for flies, [100, 1000] for activity.
 *
 * @throws ConfigError `plasticity/sizes` or `plasticity/step-size`.
 */
export function plasticNetwork(options: PlasticNetworkOptions): PlasticNetwork {
  const { sizes } = options;
  const whole = sizes.every((size) => Number.isInteger(size) && size > 0);
  if (!whole || sizes.length < 2 || sizes.length > 3 || (sizes.length === 3 && sizes[2] !== 1)) {
    throw new ConfigError({
      code: 'plasticity/sizes',
      argument: 'sizes',
      message: `plasticNetwork: sizes must be [inputs, units, 1] or [inputs, units] of positive whole numbers, got [${sizes}].`,
    });
  }
  const [inputs, units] = sizes;
  const hasReadout = sizes.length === 3;
  const { stepSize = hasReadout || units === 1 ? 1 / inputs : 1 } = options;
  if (!Number.isFinite(stepSize)) {
    throw new ConfigError({
      code: 'plasticity/step-size',
      argument: 'stepSize',
      message: `plasticNetwork: stepSize must be a finite number, got ${stepSize}.`,
    });
  }
  const { activation = hasReadout ? 'tanh' : units === 1 ? 'linear' : 'sigmoid' } = options;
  const { readout = 5 } = options;
  return {
    inputs,
    units,
    activation,
    stepSize,
    ...(hasReadout && { readout: new Float64Array(units).fill(readout / units) }),
  };
}

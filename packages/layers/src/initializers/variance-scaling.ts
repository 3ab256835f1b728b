import { random } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { oneOf, positiveNumber } from '../layer-support';
import { SeededInitializer } from './seeded-initializer';

/** Arguments of `VarianceScaling`. */
export interface VarianceScalingArgs {
  /** Variance times the fan. Default 1. */
  scale?: number;
  /** Number that divides the variance: inputs of a unit, their mean with the outputs, or the outputs. Default `fanIn`. */
  mode?: 'fanIn' | 'fanAverage' | 'fanOut';
  /** `truncatedNormal` is cut at two standard deviations and corrected to keep the variance. Default `truncatedNormal`. */
  distribution?: 'truncatedNormal' | 'normal' | 'uniform';
  /** Seed of the draw. Default: from the layer's seed and the weight's name. */
  seed?: number;
}

/** Standard deviation of a standard normal cut at -2 and 2. */
const truncatedDeviation = 0.8796256610342398;

/** Inputs and outputs of a kernel whose last axis is the output and whose other axes are inputs. */
function fans(shape: number[]): { fanIn: number; fanOut: number } {
  if (shape.length < 2) return { fanIn: shape[0] ?? 1, fanOut: shape[0] ?? 1 };
  const fanIn = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  // A convolution kernel [h, w, in, out]: each output sees h * w positions, and so does each input.
  const positions = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return { fanIn, fanOut: shape[shape.length - 1] * positions };
}

/**
 * Random values with variance `scale / fan`. The kernels of this package are [inputs, outputs].
 *
 * Source: Glorot and Bengio (2010), He et al. (2015), LeCun et al. (1998); truncation as in Flax.
 */
export class VarianceScaling extends SeededInitializer {
  static readonly className = 'PerceptronsVarianceScaling';
  readonly scale: number;
  readonly mode: 'fanIn' | 'fanAverage' | 'fanOut';
  readonly distribution: 'truncatedNormal' | 'normal' | 'uniform';

  constructor({ scale, mode, distribution, seed }: VarianceScalingArgs = {}) {
    super(seed);
    this.scale = positiveNumber('VarianceScaling', 'scale', scale ?? 1);
    this.mode = oneOf('VarianceScaling', 'mode', mode ?? 'fanIn', ['fanIn', 'fanAverage', 'fanOut']);
    this.distribution = oneOf('VarianceScaling', 'distribution', distribution ?? 'truncatedNormal', [
      'truncatedNormal',
      'normal',
      'uniform',
    ]);
  }

  draw(key: random.Key, shape: number[]): tf.Tensor {
    const { fanIn, fanOut } = fans(shape);
    const fan = this.mode === 'fanIn' ? fanIn : this.mode === 'fanOut' ? fanOut : (fanIn + fanOut) / 2;
    const deviation = Math.sqrt(this.scale / Math.max(1, fan));
    if (this.distribution === 'normal') return random.normal(key, shape, { stddev: deviation });
    if (this.distribution === 'uniform') {
      const limit = Math.sqrt(3) * deviation;
      return random.uniform(key, shape, { min: -limit, max: limit });
    }
    return random.truncatedNormal(key, shape, { stddev: deviation / truncatedDeviation });
  }

  withSeed(seed: number): VarianceScaling {
    const { scale, mode, distribution } = this;
    return new VarianceScaling({ scale, mode, distribution, seed });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { scale, mode, distribution, seed } = this;
    return { scale, mode, distribution, seed: seed ?? null };
  }
}
tf.serialization.registerClass(VarianceScaling, 'perceptrons');

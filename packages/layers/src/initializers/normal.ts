import { random } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { SeededInitializer } from './seeded-initializer';

/** Arguments of `Normal`. */
export interface NormalArgs {
  /** Standard deviation (before the cut, if `truncated`). Default 0.02. */
  std?: number;
  /** Mean. Default 0. */
  mean?: number;
  /** Keep only values within two standard deviations of the mean. Default false. */
  truncated?: boolean;
  /** Seed of the draw. Default: from the layer's seed and the weight's name. */
  seed?: number;
}

/** Random values from a normal distribution of fixed width. */
export class Normal extends SeededInitializer {
  static readonly className = 'PerceptronsNormal';
  readonly std: number;
  readonly mean: number;
  readonly truncated: boolean;

  constructor({ std, mean, truncated, seed }: NormalArgs = {}) {
    super(seed);
    this.std = std ?? 0.02;
    this.mean = mean ?? 0;
    this.truncated = truncated ?? false;
  }

  draw(key: random.Key, shape: number[]): tf.Tensor {
    const options = { stddev: this.std, mean: this.mean };
    return this.truncated ? random.truncatedNormal(key, shape, options) : random.normal(key, shape, options);
  }

  withSeed(seed: number): Normal {
    const { std, mean, truncated } = this;
    return new Normal({ std, mean, truncated, seed });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { std, mean, truncated, seed } = this;
    return { std, mean, truncated, seed: seed ?? null };
  }
}
tf.serialization.registerClass(Normal, 'perceptrons');

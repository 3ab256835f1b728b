import { random } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { SeededInitializer } from './seeded-initializer';

/** Arguments of `Uniform`. */
export interface UniformArgs {
  /** Smallest value. Default -0.05. */
  min?: number;
  /** Upper bound, never reached. Default 0.05. */
  max?: number;
  /** Seed of the draw. Default: from the layer's seed and the weight's name. */
  seed?: number;
}

/** Random values, uniform in [min, max). */
export class Uniform extends SeededInitializer {
  static readonly className = 'PerceptronsUniform';
  readonly min: number;
  readonly max: number;

  constructor({ min, max, seed }: UniformArgs = {}) {
    super(seed);
    this.min = min ?? -0.05;
    this.max = max ?? 0.05;
  }

  draw(key: random.Key, shape: number[]): tf.Tensor {
    return random.uniform(key, shape, { min: this.min, max: this.max });
  }

  withSeed(seed: number): Uniform {
    return new Uniform({ min: this.min, max: this.max, seed });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { min: this.min, max: this.max, seed: this.seed ?? null };
  }
}
tf.serialization.registerClass(Uniform, 'perceptrons');

import { random } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { type InitializerLike, initializerConfig, resolveInitializer } from './resolve';
import { SeededInitializer } from './seeded-initializer';

/** Arguments of `Halves`. */
export interface HalvesArgs {
  /** Initializer of the first half of the last axis. */
  first: InitializerLike;
  /** Initializer of the second half of the last axis. */
  second: InitializerLike;
  /** Seed of the draw. Default: from the layer's seed and the weight's name. */
  seed?: number;
}

/** Fills the two halves of the last axis by two initializers, as gated layers need it. The last axis must be even. */
export class Halves extends SeededInitializer {
  static readonly className = 'PerceptronsHalves';
  private readonly first: InitializerLike;
  private readonly second: InitializerLike;

  constructor({ first, second, seed }: HalvesArgs) {
    super(seed);
    this.first = first;
    this.second = second;
  }

  draw(key: random.Key, shape: number[]): tf.Tensor {
    const half = [...shape.slice(0, -1), shape[shape.length - 1] / 2];
    const [first, second] = [this.first, this.second].map((part, i) => {
      const seed = random.foldIn(key, i)[0];
      return resolveInitializer(part, seed, 'half').apply(half, 'float32');
    });
    return tf.concat([first, second], -1);
  }

  withSeed(seed: number): Halves {
    return new Halves({ first: this.first, second: this.second, seed });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      first: initializerConfig(this.first),
      second: initializerConfig(this.second),
      seed: this.seed ?? null,
    };
  }
}
tf.serialization.registerClass(Halves, 'perceptrons');

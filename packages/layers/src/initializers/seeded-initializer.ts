import { random } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';

/** What TensorFlow.js calls an initializer: `apply(shape, dtype)` returns the first value of a weight. */
export type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** The stock base class, which is not exported by name. Extending it makes our initializers usable in stock layers too. */
export const StockInitializer = Object.getPrototypeOf(
  tf.initializers.zeros().constructor,
) as (abstract new () => Initializer) & Pick<typeof tf.serialization.Serializable, 'fromConfig'>;

/**
 * Base of the initializers that draw random numbers. Without a seed, a layer of this package gives each of its weights a
 * seed made from the layer's seed and the weight's name; a stock layer draws from seed 0.
 */
export abstract class SeededInitializer extends StockInitializer {
  readonly seed: number | undefined;

  constructor(seed: number | null | undefined) {
    super();
    this.seed = seed ?? undefined;
    if (this.seed !== undefined) random.key(this.seed);
  }

  /** Draws a value of the given shape. */
  abstract draw(key: random.Key, shape: number[]): tf.Tensor;

  /** The same initializer with a seed. */
  abstract withSeed(seed: number): SeededInitializer;

  override apply(shape: tf.Shape): tf.Tensor {
    return tf.tidy(() => this.draw(random.key(this.seed ?? 0), shape as number[]));
  }
}

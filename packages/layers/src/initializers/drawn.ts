import * as tf from '@tensorflow/tfjs';
import { StockInitializer } from './seeded-initializer';

/** An initializer made of a function, for weights that are put together from several draws. It is never saved. */
export class Drawn extends StockInitializer {
  static readonly className = 'PerceptronsDrawn';

  constructor(private readonly draw: (shape: number[]) => tf.Tensor) {
    super();
  }

  override apply(shape: tf.Shape): tf.Tensor {
    return tf.tidy(() => this.draw(shape as number[]));
  }
}

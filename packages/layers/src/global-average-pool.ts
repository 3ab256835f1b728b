import * as tf from '@tensorflow/tfjs';
import {
  type CallOptions,
  checkRank,
  type LayerArgs,
  onlyInput,
  onlyShape,
  registerLayer,
  type Shape,
} from './layer-support';

const layout = '[batch, tokens, channels] or [batch, rows, columns, channels]';

/**
 * Mean over all tokens. Input [batch, tokens, channels] or [batch, rows, columns, channels]; output [batch, channels].
 * No weights.
 */
export class GlobalAveragePool extends tf.layers.Layer {
  static readonly className = 'PerceptronsGlobalAveragePool';

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = onlyShape(this.name, inputShape);
    checkRank(this.name, shape, [3, 4], layout);
    return [shape[0], shape[shape.length - 1]];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], _options?: CallOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyInput(this.name, inputs);
      checkRank(this.name, x.shape, [3, 4], layout);
      return x.mean(x.rank === 3 ? [1] : [1, 2]);
    });
  }
}
registerLayer(GlobalAveragePool);

/** Mean over all tokens. See `GlobalAveragePool`. */
export function globalAveragePool(args: LayerArgs = {}): GlobalAveragePool {
  return new GlobalAveragePool(args);
}

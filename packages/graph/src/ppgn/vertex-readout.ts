import * as tf from '@tensorflow/tfjs';
import { knownChannels, type LayerArgs, pairInputs, pairShape, registerLayer } from '../pair-inputs';

/**
 * One vector for every vertex: the diagonal of a pair tensor.
 *
 * Inputs pairs [batch, n, n, channels], or [pairs, mask [batch, n]]; output [batch, n, channels], 0 outside of the mask. The
 * padding of the input must be finite. No weights.
 *
 * @throws ShapeError for inputs that do not fit.
 * Source: after SPECTRE (Martinkus et al., ICML 2022).
 */
export class VertexReadout extends tf.layers.Layer {
  static readonly className = 'PerceptronsVertexReadout';

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const pairs = pairShape(this.name, inputShape);
    return [pairs[0], pairs[1], knownChannels(this.name, pairs)];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { pairs, mask } = pairInputs(this.name, inputs);
      const n = pairs.shape[1];
      const diagonal = tf.sum(tf.mul(pairs, tf.reshape(tf.eye(n), [1, n, n, 1])), 2);
      return mask ? tf.mul(diagonal, tf.expandDims(mask, 2)) : diagonal;
    });
  }
}
registerLayer(VertexReadout);

/** One vector for every vertex. See `VertexReadout`. */
export function vertexReadout(args: LayerArgs = {}): VertexReadout {
  return new VertexReadout(args);
}

import * as tf from '@tensorflow/tfjs';
import { pairDiagonal } from '../pair-diagonal';
import { knownChannels, type LayerArgs, pairInputs, pairShape, registerLayer } from '../pair-inputs';

/**
 * The features of the vertices from a pair tensor: its diagonal, and a 1 for every vertex, so that graphs without features
 * have one.
 *
 * Input pairs [batch, n, n, channels] or [pairs, mask] with mask [batch, n]; output [batch, n, channels + 1], zero outside
 * of the mask. No weights.
 *
 * @throws ShapeError as every layer over pairs.
 */
export class VertexFeatures extends tf.layers.Layer {
  static readonly className = 'PerceptronsVertexFeatures';

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = pairShape(this.name, inputShape);
    return [shape[0], shape[1], knownChannels(this.name, shape) + 1];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { pairs, mask } = pairInputs(this.name, inputs);
      const diagonal = pairDiagonal(pairs);
      if (!mask) return tf.concat([diagonal, tf.ones([pairs.shape[0], pairs.shape[1], 1])], 2);
      const real = tf.expandDims(mask, 2);
      return tf.concat([tf.mul(diagonal, real), real], 2);
    });
  }
}
registerLayer(VertexFeatures);

/** The features of the vertices from a pair tensor. See `VertexFeatures`. */
export function vertexFeatures(args: LayerArgs = {}): VertexFeatures {
  return new VertexFeatures(args);
}

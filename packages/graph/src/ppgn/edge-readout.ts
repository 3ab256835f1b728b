import * as tf from '@tensorflow/tfjs';
import { type LayerArgs, pairInputs, pairMask, pairShape, registerLayer } from '../pair-inputs';

/**
 * One vector for every unordered pair of vertices: the mean of a pair tensor and its transpose.
 *
 * Inputs pairs [batch, n, n, channels], or [pairs, mask [batch, n]]; output of the same shape, equal at (i, j) and (j, i), 0
 * outside of the mask. The padding of the input must be finite. No weights.
 *
 * @throws ShapeError for inputs that do not fit.
 * Source: after SPECTRE (Martinkus et al., ICML 2022).
 */
export class EdgeReadout extends tf.layers.Layer {
  static readonly className = 'PerceptronsEdgeReadout';

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return pairShape(this.name, inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { pairs, mask } = pairInputs(this.name, inputs);
      const both = tf.mul(tf.add(pairs, tf.transpose(pairs, [0, 2, 1, 3])), 0.5);
      return mask ? tf.mul(both, pairMask(mask)) : both;
    });
  }
}
registerLayer(EdgeReadout);

/** One vector for every unordered pair of vertices. See `EdgeReadout`. */
export function edgeReadout(args: LayerArgs = {}): EdgeReadout {
  return new EdgeReadout(args);
}

import * as tf from '@tensorflow/tfjs';
import { pairInputs, pairMask, pairShape, registerLayer } from '../pair-inputs';

/**
 * Sets everything to 0 that lies outside of the mask, whatever it is, NaN and infinity included. The first layer of a masked
 * model: no later layer has to look at the padding again.
 *
 * Inputs [pairs [batch, n, n, channels], mask [batch, n]]; output like pairs. No weights.
 *
 * @throws ShapeError as every layer over pairs.
 */
export class MaskPairs extends tf.layers.Layer {
  static readonly className = 'PerceptronsMaskPairs';

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return pairShape(this.name, inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { pairs, mask } = pairInputs(this.name, inputs);
      return mask ? tf.where(tf.greater(pairMask(mask), 0), pairs, 0) : pairs;
    });
  }
}
registerLayer(MaskPairs);

/** Sets the padding of a pair tensor to 0. See `MaskPairs`. */
export function maskPairs(args: ConstructorParameters<typeof MaskPairs>[0] = {}): MaskPairs {
  return new MaskPairs(args);
}

import { ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { type LayerArgs, registerLayer } from '../pair-inputs';

/**
 * Sets everything to 0 that belongs to no vertex.
 *
 * Inputs [x [batch, n, features], mask [batch, n]]; output like x. No weights.
 *
 * @throws ShapeError `graph/vertex-inputs`.
 */
export class MaskVertices extends tf.layers.Layer {
  static readonly className = 'PerceptronsMaskVertices';

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return this.checked((Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as tf.Shape[])[0];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const tensors = Array.isArray(inputs) ? inputs : [inputs];
      this.checked(tensors.map(({ shape }) => shape));
      const [x, mask] = tensors;
      return tf.where(tf.greater(tf.expandDims(mask, 2), 0), x, 0);
    });
  }

  private checked(shapes: tf.Shape[]): tf.Shape[] {
    if (shapes.length === 2 && shapes[0].length === 3 && shapes[1].length === 2) return shapes;
    throw new ShapeError({
      code: 'graph/vertex-inputs',
      argument: 'inputs',
      message: `${this.name}: got tensors of the ranks ${shapes.map(({ length }) => length).join(', ')}. Pass [x [batch, n, features], mask [batch, n]].`,
    });
  }
}
registerLayer(MaskVertices);

/** Sets everything to 0 that belongs to no vertex. See `MaskVertices`. */
export function maskVertices(args: LayerArgs = {}): MaskVertices {
  return new MaskVertices(args);
}

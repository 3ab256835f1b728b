import { channelMatMul, ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { oneOf } from '../layer-options';
import { checkPairShapes, type LayerArgs, pairMask, registerLayer } from '../pair-inputs';
import { divisor, type ProductScaling, scaledMask } from './product-scaling';

/** Arguments of `ChannelProduct`. */
export interface ChannelProductArgs extends LayerArgs {
  /** Divides the product by nothing, by the square root of the number of vertices, or by that number. Default `none`. */
  scaling?: ProductScaling;
}

/**
 * The matrix product of every channel on its own: P[b, i, j, c] = sum over k of A[b, i, k, c] B[b, k, j, c].
 *
 * Inputs [A, B] or [A, B, mask], A and B [batch, n, n, channels], mask [batch, n]. Output [batch, n, n, channels]. With a mask
 * both factors are masked first, so that the sum runs over real vertices and the product is 0 outside of them. No weights.
 *
 * @throws ShapeError `graph/product-inputs` and as `pairInputs`; ConfigError `graph/unknown-choice`.
 * Source: Maron et al. (NeurIPS 2019), section 5; the division by sqrt(n) is that of SPECTRE (Martinkus et al. 2022).
 */
export class ChannelProduct extends tf.layers.Layer {
  static readonly className = 'PerceptronsChannelProduct';
  readonly scaling: ProductScaling;

  constructor(args: ChannelProductArgs = {}) {
    super(args);
    this.scaling = oneOf(this.name, 'scaling', args.scaling ?? 'none', ['none', 'sqrt-n', 'n']);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    this.check(Array.isArray(inputShape[0]) ? (inputShape as tf.Shape[]) : [inputShape as tf.Shape]);
    return (inputShape as tf.Shape[])[0];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const tensors = Array.isArray(inputs) ? inputs : [inputs];
      this.check(tensors.map(({ shape }) => shape));
      const [a, b, mask] = tensors as [tf.Tensor4D, tf.Tensor4D, tf.Tensor2D?];
      if (mask) return channelMatMul(tf.mul(a, scaledMask(mask, this.scaling)), tf.mul(b, pairMask(mask)));
      const product = channelMatMul(a, b);
      return this.scaling === 'none' ? product : tf.mul(product, 1 / divisor(a.shape[1], this.scaling));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), scaling: this.scaling };
  }

  private check(shapes: tf.Shape[]): void {
    const [a, b, mask] = shapes;
    if (shapes.length !== 2 && shapes.length !== 3) {
      throw new ShapeError({
        code: 'graph/product-inputs',
        argument: 'inputs',
        message: `${this.name}: got ${shapes.length} tensors. Pass two pair tensors [batch, n, n, channels], and the mask [batch, n] if the batch is padded.`,
      });
    }
    for (const factor of [a, b]) checkPairShapes(this.name, mask ? [factor, mask] : [factor]);
  }
}
registerLayer(ChannelProduct);

/** The matrix product of every channel of two pair tensors. See `ChannelProduct`. */
export function channelProduct(args: ChannelProductArgs = {}): ChannelProduct {
  return new ChannelProduct(args);
}

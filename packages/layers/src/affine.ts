import * as tf from '@tensorflow/tfjs';
import {
  type CallOptions,
  checkSize,
  knownSize,
  type LayerArgs,
  onlyInput,
  onlyShape,
  registerLayer,
  type Shape,
} from './layer-support';

/**
 * Scales and shifts each channel: alpha * x + beta. ResMLP has it in the place of a normalisation.
 *
 * Input and output [..., channels]. Weights: `alpha` [channels] of ones, `beta` [channels] of zeros.
 * Source: Touvron et al., "ResMLP" (2021), equation 1.
 */
export class Affine extends tf.layers.Layer {
  static readonly className = 'PerceptronsAffine';
  private alpha!: tf.LayerVariable;
  private beta!: tf.LayerVariable;
  private channels = 0;

  override build(inputShape: Shape | Shape[]): void {
    this.channels = knownSize(this.name, onlyShape(this.name, inputShape), -1, 'channel count');
    this.alpha = this.addWeight('alpha', [this.channels], 'float32', tf.initializers.ones());
    this.beta = this.addWeight('beta', [this.channels], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return onlyShape(this.name, inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], _options?: CallOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyInput(this.name, inputs);
      checkSize(this.name, x.shape, -1, this.channels, 'channel count');
      return x.mul(this.alpha.read()).add(this.beta.read());
    });
  }
}
registerLayer(Affine);

/** Scales and shifts each channel. See `Affine`. */
export function affine(args: LayerArgs = {}): Affine {
  return new Affine(args);
}

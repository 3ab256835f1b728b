import * as tf from '@tensorflow/tfjs';
import {
  type CallOptions,
  checkSize,
  knownSize,
  type LayerArgs,
  onlyInput,
  onlyShape,
  positiveNumber,
  registerLayer,
  type Shape,
} from './layer-support';

/** Arguments of `LayerScale`. */
export interface LayerScaleArgs extends LayerArgs {
  /** First value of every scale. Default 1e-4; ResMLP has 1e-4 for 12 blocks, 1e-5 for 24, 1e-6 for 36. */
  init?: number;
}

/**
 * Multiplies each channel of a residual branch by a learned number that starts small.
 *
 * Input and output [..., channels]. Weight: `gamma` [channels].
 * Source: Touvron et al., "Going deeper with Image Transformers" (2021), section 2.
 */
export class LayerScale extends tf.layers.Layer {
  static readonly className = 'PerceptronsLayerScale';
  readonly init: number;
  private gamma!: tf.LayerVariable;
  private channels = 0;

  constructor(args: LayerScaleArgs = {}) {
    super(args);
    this.init = positiveNumber(this.name, 'init', args.init ?? 1e-4);
  }

  override build(inputShape: Shape | Shape[]): void {
    this.channels = knownSize(this.name, onlyShape(this.name, inputShape), -1, 'channel count');
    const initializer = tf.initializers.constant({ value: this.init });
    this.gamma = this.addWeight('gamma', [this.channels], 'float32', initializer);
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return onlyShape(this.name, inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], _options?: CallOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyInput(this.name, inputs);
      checkSize(this.name, x.shape, -1, this.channels, 'channel count');
      return x.mul(this.gamma.read());
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), init: this.init };
  }
}
registerLayer(LayerScale);

/** A learned scale per channel, small at first. See `LayerScale`. */
export function layerScale(args: LayerScaleArgs = {}): LayerScale {
  return new LayerScale(args);
}

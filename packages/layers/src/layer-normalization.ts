import { layerNorm } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import {
  type CallOptions,
  checkRank,
  checkSize,
  knownSize,
  type LayerArgs,
  onlyInput,
  onlyShape,
  positiveNumber,
  registerLayer,
  type Shape,
} from './layer-support';

/** Arguments of `LayerNormalization`. */
export interface LayerNormalizationArgs extends LayerArgs {
  /** Added to the variance. Default 1e-6, as in Flax; TensorFlow.js has 1e-3 and PyTorch 1e-5. */
  epsilon?: number;
}

/**
 * Brings each row of the last axis to mean 0 and variance 1 (biased variance), then scales and shifts it.
 *
 * Input and output [..., channels]. Weights: `gamma` [channels] of ones, `beta` [channels] of zeros.
 * Its className is `PerceptronsLayerNormalization`; a saved stock layer still loads as the stock layer.
 *
 * Source: Ba, Kiros, Hinton (2016).
 */
export class LayerNormalization extends tf.layers.Layer {
  static readonly className = 'PerceptronsLayerNormalization';
  readonly epsilon: number;
  private gamma!: tf.LayerVariable;
  private beta!: tf.LayerVariable;
  private channels = 0;

  constructor(args: LayerNormalizationArgs = {}) {
    super(args);
    this.epsilon = positiveNumber(this.name, 'epsilon', args.epsilon ?? 1e-6);
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = onlyShape(this.name, inputShape);
    checkRank(this.name, shape, [2, 3, 4, 5], '[batch, ..., channels]');
    this.channels = knownSize(this.name, shape, -1, 'channel count');
    this.gamma = this.addWeight('gamma', [this.channels], 'float32', tf.initializers.ones());
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
      return layerNorm(x, this.gamma.read(), this.beta.read(), { epsilon: this.epsilon });
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), epsilon: this.epsilon };
  }
}
registerLayer(LayerNormalization);

/** Layer normalisation over the channels with epsilon 1e-6. See `LayerNormalization`. */
export function layerNormalization(args: LayerNormalizationArgs = {}): LayerNormalization {
  return new LayerNormalization(args);
}

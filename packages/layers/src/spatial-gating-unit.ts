import { dense, layerNorm, ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { type InitializerLike, initializerConfig, resolveInitializer } from './initializers/resolve';
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
  showShape,
} from './layer-support';
import { seedOfName } from './seeds';

/** Arguments of `SpatialGatingUnit`. */
export interface SpatialGatingUnitArgs extends LayerArgs {
  /** Epsilon of the inner layer normalisation. Default 1e-5, as in timm. */
  epsilon?: number;
  /** Of the token product. Default: normal with standard deviation 1e-6. */
  kernelInitializer?: InitializerLike;
  /** Of the token product. Default `ones`: with the tiny kernel, the unit starts close to the identity on the first half. */
  biasInitializer?: InitializerLike;
  /** Seed of the initial values. Default: from the layer's name. */
  seed?: number;
}

const layout = '[batch, tokens, channels]';

/**
 * Spatial gating: splits the channels in halves u and v, mixes the normalised v over the tokens, and multiplies u by it.
 *
 * Input [batch, tokens, 2 * units], output [batch, tokens, units]. Weights: `norm/gamma`, `norm/beta` [units],
 * `kernel` [tokens, tokens] (input, output), `bias` [tokens].
 *
 * @throws ShapeError `layers/odd-gated-width` for an odd channel count.
 * Source: Liu et al., "Pay Attention to MLPs" (2021), equation 2.
 */
export class SpatialGatingUnit extends tf.layers.Layer {
  static readonly className = 'PerceptronsSpatialGatingUnit';
  readonly epsilon: number;
  private readonly kernelInitializer: InitializerLike;
  private readonly biasInitializer: InitializerLike;
  private readonly seed: number;
  private gamma!: tf.LayerVariable;
  private beta!: tf.LayerVariable;
  private kernel!: tf.LayerVariable;
  private bias!: tf.LayerVariable;
  private tokens = 0;
  private channels = 0;

  constructor(args: SpatialGatingUnitArgs = {}) {
    super(args);
    this.epsilon = positiveNumber(this.name, 'epsilon', args.epsilon ?? 1e-5);
    this.kernelInitializer = args.kernelInitializer ?? { className: 'PerceptronsNormal', config: { std: 1e-6 } };
    this.biasInitializer = args.biasInitializer ?? 'ones';
    this.seed = args.seed ?? seedOfName(this.name);
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = this.checked(onlyShape(this.name, inputShape));
    this.tokens = knownSize(this.name, shape, 1, 'token count');
    this.channels = knownSize(this.name, shape, 2, 'channel count');
    const units = this.channels / 2;
    this.gamma = this.addWeight('norm/gamma', [units], 'float32', tf.initializers.ones());
    this.beta = this.addWeight('norm/beta', [units], 'float32', tf.initializers.zeros());
    const kernel = resolveInitializer(this.kernelInitializer, this.seed, 'kernel');
    this.kernel = this.addWeight('kernel', [this.tokens, this.tokens], 'float32', kernel);
    const bias = resolveInitializer(this.biasInitializer, this.seed, 'bias');
    this.bias = this.addWeight('bias', [this.tokens], 'float32', bias);
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, tokens, channels] = this.checked(onlyShape(this.name, inputShape));
    return [batch, tokens, channels === null ? null : channels / 2];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], _options?: CallOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyInput(this.name, inputs);
      this.checked(x.shape);
      checkSize(this.name, x.shape, 1, this.tokens, 'token count');
      checkSize(this.name, x.shape, 2, this.channels, 'channel count');
      const [u, v] = tf.split(x, 2, 2);
      const normed = layerNorm(v, this.gamma.read(), this.beta.read(), { epsilon: this.epsilon });
      return u.mul(dense(normed, this.kernel.read(), this.bias.read(), { axis: -2 }));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      epsilon: this.epsilon,
      kernelInitializer: initializerConfig(this.kernelInitializer),
      biasInitializer: initializerConfig(this.biasInitializer),
      seed: this.seed,
    };
  }

  private checked(shape: Shape): Shape {
    checkRank(this.name, shape, [3], layout);
    const channels = shape[2];
    if (channels === null || channels % 2 === 0) return shape;
    throw new ShapeError({
      code: 'layers/odd-gated-width',
      argument: 'inputs',
      message: `The input of layer ${this.name} has shape ${showShape(shape)}, with ${channels} channels. One half gates the other, so the channel count must be even; use ${channels - 1} or ${channels + 1}.`,
    });
  }
}
registerLayer(SpatialGatingUnit);

/** Spatial gating of gMLP. See `SpatialGatingUnit`. */
export function spatialGatingUnit(args: SpatialGatingUnitArgs = {}): SpatialGatingUnit {
  return new SpatialGatingUnit(args);
}

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
  registerLayer,
  type Shape,
} from './layer-support';
import { seedOfName } from './seeds';

/** Arguments of `PositionEmbedding`. */
export interface PositionEmbeddingArgs extends LayerArgs {
  /** Default: normal with standard deviation 0.02. */
  initializer?: InitializerLike;
  /** Seed of the initial values. Default: from the layer's name. */
  seed?: number;
}

const layout = '[batch, tokens, channels]';

/**
 * Adds a learned vector to each token position.
 *
 * Input and output [batch, tokens, channels]. Weight: `embedding` [tokens, channels].
 * Source: Dosovitskiy et al., "An Image is Worth 16x16 Words" (2021), equation 1.
 */
export class PositionEmbedding extends tf.layers.Layer {
  static readonly className = 'PerceptronsPositionEmbedding';
  private readonly initializer: InitializerLike;
  private readonly seed: number;
  private embedding!: tf.LayerVariable;
  private tokens = 0;
  private channels = 0;

  constructor(args: PositionEmbeddingArgs = {}) {
    super(args);
    this.initializer = args.initializer ?? 'normal';
    this.seed = args.seed ?? seedOfName(this.name);
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = onlyShape(this.name, inputShape);
    checkRank(this.name, shape, [3], layout);
    this.tokens = knownSize(this.name, shape, 1, 'token count');
    this.channels = knownSize(this.name, shape, 2, 'channel count');
    const initializer = resolveInitializer(this.initializer, this.seed, 'embedding');
    this.embedding = this.addWeight('embedding', [this.tokens, this.channels], 'float32', initializer);
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return onlyShape(this.name, inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], _options?: CallOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyInput(this.name, inputs);
      checkRank(this.name, x.shape, [3], layout);
      checkSize(this.name, x.shape, 1, this.tokens, 'token count');
      checkSize(this.name, x.shape, 2, this.channels, 'channel count');
      return x.add(this.embedding.read());
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), initializer: initializerConfig(this.initializer), seed: this.seed };
  }
}
registerLayer(PositionEmbedding);

/** A learned vector per token position. See `PositionEmbedding`. */
export function positionEmbedding(args: PositionEmbeddingArgs = {}): PositionEmbedding {
  return new PositionEmbedding(args);
}

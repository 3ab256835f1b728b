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

/** Arguments of `ClassToken`. */
export interface ClassTokenArgs extends LayerArgs {
  /** Default `zeros`. */
  initializer?: InitializerLike;
  /** Seed of the initial values. Default: from the layer's name. */
  seed?: number;
}

const layout = '[batch, tokens, channels]';

/**
 * Puts one learned token before the others. Input [batch, tokens, channels], output [batch, tokens + 1, channels].
 * Weight: `token` [channels].
 */
export class ClassToken extends tf.layers.Layer {
  static readonly className = 'PerceptronsClassToken';
  private readonly initializer: InitializerLike;
  private readonly seed: number;
  private token!: tf.LayerVariable;
  private channels = 0;

  constructor(args: ClassTokenArgs = {}) {
    super(args);
    this.initializer = args.initializer ?? 'zeros';
    this.seed = args.seed ?? seedOfName(this.name);
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = onlyShape(this.name, inputShape);
    checkRank(this.name, shape, [3], layout);
    this.channels = knownSize(this.name, shape, 2, 'channel count');
    const initializer = resolveInitializer(this.initializer, this.seed, 'token');
    this.token = this.addWeight('token', [this.channels], 'float32', initializer);
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, tokens, channels] = onlyShape(this.name, inputShape);
    return [batch, tokens === null ? null : tokens + 1, channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], _options?: CallOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyInput(this.name, inputs);
      checkRank(this.name, x.shape, [3], layout);
      checkSize(this.name, x.shape, 2, this.channels, 'channel count');
      const first = tf.zeros([x.shape[0], 1, this.channels]).add(this.token.read());
      return tf.concat([first, x], 1);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), initializer: initializerConfig(this.initializer), seed: this.seed };
  }
}
registerLayer(ClassToken);

/** One learned token before the others. See `ClassToken`. */
export function classToken(args: ClassTokenArgs = {}): ClassToken {
  return new ClassToken(args);
}

import { random } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import {
  type CallOptions,
  checkRank,
  isTraining,
  type LayerArgs,
  onlyInput,
  onlyShape,
  registerLayer,
  type Shape,
} from './layer-support';
import { MaskKeys, type StepSeeded } from './mask-keys';
import { seedOfName } from './seeds';

/** Arguments of `TokenShuffle`. */
export interface TokenShuffleArgs extends LayerArgs {
  /** Seed of the permutations. Default: from the layer's name. */
  seed?: number;
}

const layout = '[batch, tokens, channels] or [batch, rows, columns, channels]';

/**
 * In training, permutes the tokens at random: another permutation in each step, the same one for the whole batch. Identity
 * at inference. No weights.
 *
 * Input and output [batch, tokens, channels] or [batch, rows, columns, channels], same shape.
 *
 * Source: the `shuffle` option of the V-Sequencer, Tatsunami and Taki, "Sequencer" (NeurIPS 2022).
 */
export class TokenShuffle extends tf.layers.Layer implements StepSeeded {
  static readonly className = 'PerceptronsTokenShuffle';
  readonly seed: number;
  private readonly keys: MaskKeys;

  constructor(args: TokenShuffleArgs = {}) {
    super(args);
    this.seed = args.seed ?? seedOfName(this.name);
    this.keys = new MaskKeys(this.seed);
  }

  beginTrainingStep(step: number): void {
    this.keys.begin(step);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = onlyShape(this.name, inputShape);
    checkRank(this.name, shape, [3, 4], layout);
    return shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options?: CallOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyInput(this.name, inputs);
      checkRank(this.name, x.shape, [3, 4], layout);
      if (!isTraining(options)) return x.clone();
      const [batch, channels] = [x.shape[0], x.shape[x.rank - 1]];
      const tokens = x.shape.slice(1, -1).reduce((product, side) => product * side, 1);
      const order = tf.tensor1d(random.permutation(this.keys.next(), tokens), 'int32');
      return x.reshape([batch, tokens, channels]).gather(order, 1).reshape(x.shape);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), seed: this.seed };
  }
}
registerLayer(TokenShuffle);

/** Random order of the tokens in training. See `TokenShuffle`. */
export function tokenShuffle(args: TokenShuffleArgs = {}): TokenShuffle {
  return new TokenShuffle(args);
}

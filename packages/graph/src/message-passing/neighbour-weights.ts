import { ConfigError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { knownChannels, type LayerArgs, pairInputs, pairMask, pairShape, registerLayer } from '../pair-inputs';

/** Arguments of `NeighbourWeights`. */
export interface NeighbourWeightsArgs extends LayerArgs {
  /** The channel that holds the adjacency. Default 0. */
  channel?: number;
}

/**
 * How much each vertex hears of each other one: one channel of a pair tensor without its diagonal, so that A and A + I give
 * the same.
 *
 * Input pairs [batch, n, n, channels] or [pairs, mask] with mask [batch, n]; output [batch, n, n], zero outside of the mask.
 * No weights.
 * @throws ConfigError `graph/adjacency-channel` for a channel that the input does not have.
 */
export class NeighbourWeights extends tf.layers.Layer {
  static readonly className = 'PerceptronsNeighbourWeights';
  readonly channel: number;

  constructor(args: NeighbourWeightsArgs = {}) {
    super(args);
    this.channel = args.channel ?? 0;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = pairShape(this.name, inputShape);
    const channels = knownChannels(this.name, shape);
    if (Number.isInteger(this.channel) && this.channel >= 0 && this.channel < channels) return shape.slice(0, 3);
    throw new ConfigError({
      code: 'graph/adjacency-channel',
      argument: 'channel',
      message: `Layer ${this.name} reads the adjacency from channel ${this.channel}, and the pair tensor has ${channels} channels, numbered from 0. Encodings put it into channel 0.`,
    });
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { pairs, mask } = pairInputs(this.name, inputs);
      const [batch, n] = pairs.shape;
      const adjacency = tf.reshape(tf.slice(pairs, [0, 0, 0, this.channel], [batch, n, n, 1]), [batch, n, n]);
      const others = tf.mul(adjacency, tf.sub(1, tf.eye(n)));
      return mask ? tf.mul(others, tf.reshape(pairMask(mask), [batch, n, n])) : others;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), channel: this.channel };
  }
}
registerLayer(NeighbourWeights);

/** One channel of a pair tensor without its diagonal. See `NeighbourWeights`. */
export function neighbourWeights(args: NeighbourWeightsArgs = {}): NeighbourWeights {
  return new NeighbourWeights(args);
}

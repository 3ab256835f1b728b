import { matMul, ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { type LayerArgs, registerLayer } from '../pair-inputs';

/** Arguments of `NeighbourSum`. */
export interface NeighbourSumArgs extends LayerArgs {
  /** Whether epsilon is trained; otherwise it stays 0. Default false. */
  trainEpsilon?: boolean;
}

/**
 * What a vertex hears in a round of message passing: (1 + epsilon) h_v + sum over the neighbours w of h_w.
 *
 * Inputs [features [batch, n, channels], weights [batch, n, n]] with the weights of `NeighbourWeights`; output
 * [batch, n, channels]. Weights: `epsilon`, a number that starts at 0, if `trainEpsilon`.
 * @throws ShapeError for other inputs.
 * Source: Xu, Hu, Leskovec, Jegelka, "How Powerful are Graph Neural Networks?" (ICLR 2019), equation 4.1 without its MLP.
 */
export class NeighbourSum extends tf.layers.Layer {
  static readonly className = 'PerceptronsNeighbourSum';
  readonly trainEpsilon: boolean;
  private epsilon: tf.LayerVariable | undefined;

  constructor(args: NeighbourSumArgs = {}) {
    super(args);
    this.trainEpsilon = args.trainEpsilon ?? false;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.checked(inputShape);
    if (this.trainEpsilon) this.epsilon = this.addWeight('epsilon', [1], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return this.checked(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      this.checked(Array.isArray(inputs) ? inputs.map(({ shape }) => shape) : inputs.shape);
      const [features, weights] = inputs as tf.Tensor[];
      const own = this.epsilon ? tf.mul(features, tf.add(this.epsilon.read(), 1)) : features;
      return tf.add(own, matMul(weights, features));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), trainEpsilon: this.trainEpsilon };
  }

  private checked(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shapes = Array.isArray(inputShape[0]) ? (inputShape as tf.Shape[]) : [inputShape as tf.Shape];
    const [features, weights] = shapes;
    if (shapes.length === 2 && features.length === 3 && weights.length === 3) return features;
    throw new ShapeError({
      code: 'graph/neighbour-sum',
      argument: 'inputs',
      message: `Layer ${this.name} received shapes ${JSON.stringify(shapes)}. It takes two tensors: features [batch, n, channels] and weights [batch, n, n].`,
    });
  }
}
registerLayer(NeighbourSum);

/** A vertex and the sum over its neighbours. See `NeighbourSum`. */
export function neighbourSum(args: NeighbourSumArgs = {}): NeighbourSum {
  return new NeighbourSum(args);
}

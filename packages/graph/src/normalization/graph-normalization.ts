import { initializers } from '@perceptrons/layers';
import * as tf from '@tensorflow/tfjs';
import { type Accumulation, accumulations } from '../exact-sums/digits';
import { exactSum } from '../exact-sums/exact-sum';
import { numberWithin, oneOf } from '../layer-options';
import { type LayerArgs, registerLayer } from '../pair-inputs';
import { maskedValues, valuesShape } from './valid-places';

/** Arguments of `GraphNormalization`. */
export interface GraphNormalizationArgs extends LayerArgs {
  /** Added to the variance. Default 1e-5. */
  epsilon?: number;
  /**
   * `exact`: sums without rounding, so that no bit depends on the numbering of the vertices; at most 362 of them. Default
   * `float32`.
   */
  accumulation?: Accumulation;
}

/**
 * Normalises every graph by itself: y = gamma (x - alpha mean) / sqrt(mean of (x - alpha mean)^2 + epsilon) + beta, with the
 * means over the real vertices or pairs of the graph.
 *
 * Inputs x, or [x, mask [batch, n]], with x [batch, n, n, features] or [batch, n, features]. Output like x, 0 outside of the
 * mask. The same in training and after it, and the same whatever else is in the batch. Weights: `gamma` and `alpha`
 * [features] of ones, `beta` [features] of zeros.
 *
 * @throws ConfigError `graph/out-of-range`; ShapeError `graph/normalization-inputs`.
 * Source: Cai et al., "GraphNorm" (ICML 2021), equation 4; ours: over pairs, with a mask, exact sums.
 */
export class GraphNormalization extends tf.layers.Layer {
  static readonly className = 'PerceptronsGraphNormalization';
  readonly epsilon: number;
  readonly accumulation: Accumulation;
  private gamma!: tf.LayerVariable;
  private beta!: tf.LayerVariable;
  private alpha!: tf.LayerVariable;

  constructor(args: GraphNormalizationArgs = {}) {
    super(args);
    this.epsilon = numberWithin(this.name, 'epsilon', args.epsilon ?? 1e-5, 0, 1);
    this.accumulation = oneOf(this.name, 'accumulation', args.accumulation ?? 'float32', accumulations);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = valuesShape(this.name, inputShape).slice(-1);
    this.gamma = this.addWeight('gamma', shape, 'float32', initializers.ones());
    this.beta = this.addWeight('beta', shape, 'float32', initializers.zeros());
    this.alpha = this.addWeight('alpha', shape, 'float32', initializers.ones());
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return valuesShape(this.name, inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { values, places } = maskedValues(this.name, inputs);
      const [batch, features] = [values.shape[0], values.shape[values.rank - 1]];
      const rows = tf.reshape(values, [batch, -1, features]) as tf.Tensor3D;
      const count = rows.shape[1];
      const weights = places ? tf.reshape(places, [batch, 1, count]) : tf.ones([batch, 1, count]);
      const total = tf.maximum(tf.sum(weights, 2, true), 1);
      const shares = tf.div(weights, total) as tf.Tensor3D;
      const column = tf.reshape(weights, [batch, count, 1]);
      const exactMean = (x: tf.Tensor3D): tf.Tensor => tf.div(exactSum(places ? tf.mul(x, column) : x), total);
      const mean = this.accumulation === 'exact' ? exactMean : (x: tf.Tensor3D) => tf.matMul(shares, x);
      const shifted = tf.sub(rows, tf.mul(mean(rows), this.alpha.read()));
      const spread = mean(tf.square(shifted) as tf.Tensor3D);
      const scale = tf.mul(tf.rsqrt(tf.add(spread, this.epsilon)), this.gamma.read());
      const y = tf.reshape(tf.add(tf.mul(shifted, scale), this.beta.read()), values.shape);
      return places ? tf.mul(y, places) : y;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), epsilon: this.epsilon, accumulation: this.accumulation };
  }
}
registerLayer(GraphNormalization);

/** Normalises every graph by itself. See `GraphNormalization`. */
export function graphNormalization(args: GraphNormalizationArgs = {}): GraphNormalization {
  return new GraphNormalization(args);
}

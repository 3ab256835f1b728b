import { initializers } from '@perceptrons/layers';
import * as tf from '@tensorflow/tfjs';
import { numberWithin } from '../layer-options';
import { type LayerArgs, registerLayer } from '../pair-inputs';
import { standardise } from './standardise';
import { maskedValues, valuesShape } from './valid-places';

/** Arguments of `MaskedBatchNormalization`. */
export interface MaskedBatchNormalizationArgs extends LayerArgs {
  /** Learn a scale and a shift of every feature. Default true. */
  affine?: boolean;
  /** Share of the running statistics that a training step keeps, as in `tf.layers.batchNormalization`. Default 0.9. */
  momentum?: number;
  /** Added to the variance. Default 1e-5. */
  epsilon?: number;
}

/**
 * Batch normalisation over the vertices or pairs that are real: padding enters neither mean nor variance.
 *
 * Inputs x, or [x, mask [batch, n]], with x [batch, n, n, features], [batch, n, features] or [batch, features] (a row counts
 * if its graph has a vertex). Output like x, 0 outside of the mask. In training steps the statistics are those of the batch;
 * otherwise the running ones: after each training step momentum * old + (1 - momentum) * new, with the variance of the
 * batch divided by count - 1. Weights: `gamma`, `beta` [features] if affine; `movingMean`, `movingVariance` [features], not
 * trained. Gradients of the first order only: in a training step that of a gradient takes the variance for a constant.
 *
 * @throws ConfigError `graph/out-of-range`; ShapeError `graph/normalization-inputs`.
 * Source: Ioffe and Szegedy (2015). `momentum` 0 is PyTorch's momentum 1.0. Ours: the mask.
 */
export class MaskedBatchNormalization extends tf.layers.Layer {
  static readonly className = 'PerceptronsMaskedBatchNormalization';
  readonly affine: boolean;
  readonly momentum: number;
  readonly epsilon: number;
  private gamma?: tf.LayerVariable;
  private beta?: tf.LayerVariable;
  private movingMean!: tf.LayerVariable;
  private movingVariance!: tf.LayerVariable;

  constructor(args: MaskedBatchNormalizationArgs = {}) {
    super(args);
    this.affine = args.affine ?? true;
    this.momentum = numberWithin(this.name, 'momentum', args.momentum ?? 0.9, 0, 1);
    this.epsilon = numberWithin(this.name, 'epsilon', args.epsilon ?? 1e-5, 0, 1);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = valuesShape(this.name, inputShape).slice(-1);
    const add = (name: string, initializer: initializers.Initializer, trained: boolean) =>
      this.addWeight(name, shape, 'float32', initializer, undefined, trained);
    if (this.affine) {
      this.gamma = add('gamma', initializers.ones(), true);
      this.beta = add('beta', initializers.zeros(), true);
    }
    this.movingMean = add('movingMean', initializers.zeros(), false);
    this.movingVariance = add('movingVariance', initializers.ones(), false);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return valuesShape(this.name, inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options?: Record<string, unknown>): tf.Tensor {
    return tf.tidy(() => {
      const { values, places } = maskedValues(this.name, inputs);
      const features = values.shape[values.rank - 1];
      const rows = tf.reshape(values, [-1, features]) as tf.Tensor2D;
      const weights = places && tf.reshape(places, [-1, 1]);
      const y = options?.training ? this.byBatch(rows, weights) : this.byRunning(rows);
      return tf.reshape(weights ? tf.mul(y, weights) : y, values.shape);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), affine: this.affine, momentum: this.momentum, epsilon: this.epsilon };
  }

  private byBatch(rows: tf.Tensor2D, weights: tf.Tensor | undefined): tf.Tensor {
    const total = weights ? tf.sum(weights) : tf.scalar(rows.shape[0]);
    const count = tf.maximum(total, 1);
    const shares = weights
      ? tf.reshape(tf.div(weights, count), [1, -1])
      : tf.fill([1, rows.shape[0]], 1 / Math.max(1, rows.shape[0]));
    const values = standardise(rows, shares as tf.Tensor2D, this.epsilon, ({ mean, variance }) => {
      this.remember(mean, tf.mul(variance, tf.div(count, tf.maximum(tf.sub(count, 1), 1))));
    });
    return this.shifted(this.gamma ? tf.mul(values, this.gamma.read()) : values);
  }

  private byRunning(rows: tf.Tensor): tf.Tensor {
    const inverse = tf.rsqrt(tf.add(this.movingVariance.read(), this.epsilon));
    const scale = this.gamma ? tf.mul(inverse, this.gamma.read()) : inverse;
    return this.shifted(tf.mul(tf.sub(rows, this.movingMean.read()), scale));
  }

  private shifted(y: tf.Tensor): tf.Tensor {
    return this.beta ? tf.add(y, this.beta.read()) : y;
  }

  private remember(mean: tf.Tensor, variance: tf.Tensor): void {
    const update = (running: tf.LayerVariable, value: tf.Tensor): void => {
      const old = running.read();
      running.write(tf.add(tf.mul(old, this.momentum), tf.mul(tf.reshape(value, old.shape), 1 - this.momentum)));
    };
    tf.tidy(() => {
      update(this.movingMean, mean);
      update(this.movingVariance, variance);
    });
  }
}
registerLayer(MaskedBatchNormalization);

/** Batch normalisation over what is real of a padded batch. See `MaskedBatchNormalization`. */
export function maskedBatchNormalization(args: MaskedBatchNormalizationArgs = {}): MaskedBatchNormalization {
  return new MaskedBatchNormalization(args);
}

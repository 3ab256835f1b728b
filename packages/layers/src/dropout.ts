import { random } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import {
  type CallOptions,
  dropRate,
  isTraining,
  type LayerArgs,
  onlyInput,
  onlyShape,
  registerLayer,
  type Shape,
} from './layer-support';
import { MaskKeys, type StepSeeded } from './mask-keys';
import { seedOfName } from './seeds';

/** Arguments of `Dropout`. */
export interface DropoutArgs extends LayerArgs {
  /** Probability that an element becomes 0, from 0 to below 1. */
  rate: number;
  /** Seed of the masks. Layers with the same seed draw the same masks. Default: from the layer's name. */
  seed?: number;
}

/** Sets elements to 0 with probability `rate` and multiplies the others by 1 / (1 - rate). */
export function dropElements(x: tf.Tensor, rate: number, keys: MaskKeys): tf.Tensor {
  const keep = 1 - rate;
  const mask = random.bernoulli(keys.next(), x.shape, { probability: keep, dtype: 'float32' });
  return x.mul(mask.mul(1 / keep));
}

/**
 * Dropout: in training, elements become 0 with probability `rate` and the others grow by 1 / (1 - rate). Identity at
 * inference. The masks depend on the seed and the training step alone, so a run repeats and resumes exactly.
 *
 * Input and output have the same shape. No weights.
 *
 * Source: Srivastava et al. (2014).
 */
export class Dropout extends tf.layers.Layer implements StepSeeded {
  static readonly className = 'PerceptronsDropout';
  readonly rate: number;
  readonly seed: number;
  private readonly keys: MaskKeys;

  constructor(args: DropoutArgs) {
    super(args);
    this.rate = dropRate(this.name, 'rate', args.rate);
    this.seed = args.seed ?? seedOfName(this.name);
    this.keys = new MaskKeys(this.seed);
  }

  beginTrainingStep(step: number): void {
    this.keys.begin(step);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return onlyShape(this.name, inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options?: CallOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyInput(this.name, inputs);
      return isTraining(options) && this.rate > 0 ? dropElements(x, this.rate, this.keys) : x.clone();
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate, seed: this.seed };
  }
}
registerLayer(Dropout);

/** Repeatable dropout. See `Dropout`. */
export function dropout(args: DropoutArgs): Dropout {
  return new Dropout(args);
}

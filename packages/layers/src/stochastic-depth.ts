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

/** Arguments of `StochasticDepth`. */
export interface StochasticDepthArgs extends LayerArgs {
  /** Probability that the branch is dropped for a sample, from 0 to 1. */
  rate: number;
  /** Multiply what is kept by 1 / (1 - rate), so that the mean is unchanged. Default true (timm); big_vision: false. */
  scaleByKeep?: boolean;
  /** Seed of the masks. Layers with the same seed draw the same masks. Default: from the layer's name. */
  seed?: number;
}

/**
 * Stochastic depth (drop path): in training, sets a whole sample of a residual branch to 0 with probability `rate`.
 * Identity at inference. Put it on the branch, before the addition.
 *
 * Input and output [batch, ...], same shape. No weights. Rate 1 drops every sample.
 *
 * Source: Huang et al. (2016).
 */
export class StochasticDepth extends tf.layers.Layer implements StepSeeded {
  static readonly className = 'PerceptronsStochasticDepth';
  readonly rate: number;
  readonly scaleByKeep: boolean;
  readonly seed: number;
  private readonly keys: MaskKeys;

  constructor(args: StochasticDepthArgs) {
    super(args);
    this.rate = dropRate(this.name, 'rate', args.rate, true);
    this.scaleByKeep = args.scaleByKeep ?? true;
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
      if (!isTraining(options) || this.rate === 0) return x.clone();
      const keep = 1 - this.rate;
      const kept = random.bernoulliArray(this.keys.next(), x.shape[0], { probability: keep });
      const scale = this.scaleByKeep && keep > 0 ? 1 / keep : 1;
      const shape = x.shape.map((size, axis) => (axis === 0 ? size : 1));
      return x.mul(
        tf.tensor(
          Float32Array.from(kept, (bit) => bit * scale),
          shape,
        ),
      );
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate, scaleByKeep: this.scaleByKeep, seed: this.seed };
  }
}
registerLayer(StochasticDepth);

/** Drops whole samples of a residual branch. See `StochasticDepth`. */
export function stochasticDepth(args: StochasticDepthArgs): StochasticDepth {
  return new StochasticDepth(args);
}

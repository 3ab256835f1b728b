import { deriveSeed, initializers } from '@perceptrons/layers';
import * as tf from '@tensorflow/tfjs';
import { positiveInteger } from '../layer-options';
import { checkPairChannels, knownChannels, type LayerArgs, pairInputs, pairShape, registerLayer } from '../pair-inputs';
import { addMlp, type DenseVariables, readDense, runMlp } from './dense-weights';

/** Arguments of `PairMlp`. */
export interface PairMlpArgs extends LayerArgs {
  /** Width of every map. */
  units: number;
  /** Number of maps. Default 2. */
  depth?: number;
  /** Default `xavierUniform`. */
  kernelInitializer?: initializers.InitializerLike;
  /** Seed of the initial values. Default: from the layer's name. */
  seed?: number;
}

/**
 * An MLP on the channels of every vertex pair by itself, with a ReLU after every map, also after the last.
 *
 * Input [batch, n, n, channels]; output [batch, n, n, units]. Weights: `fc<k>/kernel` [in, units] and `fc<k>/bias` [units],
 * k from 1. Nothing is masked: biases make padded pairs other than 0.
 *
 * @throws ConfigError `graph/not-a-count`, ShapeError for an input that does not fit.
 * Source: Maron et al., "Provably Powerful Graph Networks" (NeurIPS 2019), section 5: m1 and m2 of a block.
 */
export class PairMlp extends tf.layers.Layer {
  static readonly className = 'PerceptronsPairMlp';
  readonly units: number;
  readonly depth: number;
  private readonly kernelInitializer: initializers.InitializerLike;
  private readonly seed: number;
  private maps: DenseVariables[] = [];
  private channels = 0;

  constructor(args: PairMlpArgs) {
    super(args);
    this.units = positiveInteger(this.name, 'units', args.units);
    this.depth = positiveInteger(this.name, 'depth', args.depth ?? 2);
    this.kernelInitializer = args.kernelInitializer ?? 'xavierUniform';
    this.seed = args.seed ?? deriveSeed(0, this.name);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.channels = knownChannels(this.name, pairShape(this.name, inputShape));
    const { units, depth, kernelInitializer, seed } = this;
    const sizes = { inputs: this.channels, units, depth };
    this.maps = addMlp((...weight) => this.addWeight(...weight), '', sizes, { kernelInitializer, seed });
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [...pairShape(this.name, inputShape).slice(0, 3), this.units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { pairs } = pairInputs(this.name, inputs);
      checkPairChannels(this.name, pairs.shape, this.channels);
      return runMlp(pairs, this.maps.map(readDense));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      units: this.units,
      depth: this.depth,
      kernelInitializer: initializers.initializerConfig(this.kernelInitializer),
      seed: this.seed,
    };
  }
}
registerLayer(PairMlp);

/** An MLP on the channels of every vertex pair. See `PairMlp`. */
export function pairMlp(args: PairMlpArgs): PairMlp {
  return new PairMlp(args);
}

import { deriveSeed, initializers } from '@perceptrons/layers';
import * as tf from '@tensorflow/tfjs';
import { type Accumulation, accumulations } from '../exact-sums/digits';
import { numberWithin, oneOf, positiveInteger } from '../layer-options';
import { pairBlock } from '../ops/pair-block/index';
import { mostLayers } from '../ops/pair-block/parts';
import { checkPairChannels, knownChannels, type LayerArgs, pairInputs, pairShape, registerLayer } from '../pair-inputs';
import { composedBlock } from './composed-block';
import { addDense, addMlp, type DenseVariables, readDense } from './dense-weights';
import type { ProductScaling } from './product-scaling';

/** What follows the map that joins the input of a block and its product. */
export type SkipActivation = 'linear' | 'relu';

/** Dense maps that an MLP of a block may have. */
export const mostMlpLayers = mostLayers;

/** Arguments of `PpgnBlock`. */
export interface PpgnBlockArgs extends LayerArgs {
  /** Width of the block: of both MLPs and of its output. */
  units: number;
  /** Dense maps of each MLP, at most 8. Default 2. */
  mlpDepth?: number;
  /** What follows the skip. Default `linear`, as in the PyTorch port; the authors' TensorFlow code has `relu`. */
  skipActivation?: SkipActivation;
  /** Divides the product by nothing, by the square root of the number of vertices, or by that number. Default `none`. */
  productScaling?: ProductScaling;
  /** Adds the input to the output where both have the same width. Default false. */
  residual?: boolean;
  /**
   * Keep only the input for the gradient, and compute the MLPs and the product again: less memory, more time. Default false.
   * Exact sums and centred factors run without it.
   */
  checkpoint?: boolean;
  /**
   * `exact`: sums over vertices without rounding, from factors of 16 bits. No bit of the output depends on the numbering of the
   * vertices then. At most 1,024 vertices, 362 with centred factors. Default `float32`.
   */
  accumulation?: Accumulation;
  /**
   * Takes the mean over all pairs of a graph off both factors of the product: what all pairs have in common does not drown the
   * differences between them. Default false.
   */
  centredFactors?: boolean;
  /** Default `xavierUniform`. */
  kernelInitializer?: initializers.InitializerLike;
  /** Seed of the initial values. Default: from the layer's name. */
  seed?: number;
}

/**
 * A block of a provably powerful graph network: skip(concat(X, MLP1(X) * MLP2(X))), where * is the matrix product of each
 * channel on its own.
 *
 * Inputs pairs [batch, n, n, channels], or [pairs, mask [batch, n]]; output [batch, n, n, units], 0 outside of the mask. The
 * padding of the input must be finite; `MaskPairs` sees to that. Weights, with m = 1, 2 and k from 1 to mlpDepth:
 * `mlp<m>/fc<k>/kernel` [in, units], `mlp<m>/fc<k>/bias` [units], `skip/kernel` [channels + units, units] (rows of the input
 * first), `skip/bias` [units].
 *
 * @throws ConfigError for bad arguments, ShapeError for an input that does not fit.
 * Source: Maron et al., "Provably Powerful Graph Networks" (NeurIPS 2019), section 5, and its published code, whose bypass is
 * the identity. Ours: masks, `residual`, `checkpoint`, `accumulation`, `centredFactors`. `productScaling: 'sqrt-n'` is that of SPECTRE (Martinkus et al. 2022).
 */
export class PpgnBlock extends tf.layers.Layer {
  static readonly className = 'PerceptronsPpgnBlock';
  readonly units: number;
  readonly mlpDepth: number;
  readonly skipActivation: SkipActivation;
  readonly productScaling: ProductScaling;
  readonly residual: boolean;
  readonly checkpoint: boolean;
  readonly accumulation: Accumulation;
  readonly centredFactors: boolean;
  private readonly kernelInitializer: initializers.InitializerLike;
  private readonly seed: number;
  private mlps: [DenseVariables[], DenseVariables[]] = [[], []];
  private skip!: DenseVariables;
  private channels = 0;

  constructor(args: PpgnBlockArgs) {
    super(args);
    this.units = positiveInteger(this.name, 'units', args.units);
    const depth = positiveInteger(this.name, 'mlpDepth', args.mlpDepth ?? 2);
    this.mlpDepth = numberWithin(this.name, 'mlpDepth', depth, 1, mostMlpLayers);
    this.skipActivation = oneOf(this.name, 'skipActivation', args.skipActivation ?? 'linear', ['linear', 'relu']);
    this.productScaling = oneOf(this.name, 'productScaling', args.productScaling ?? 'none', ['none', 'sqrt-n', 'n']);
    this.residual = args.residual ?? false;
    this.checkpoint = args.checkpoint ?? false;
    this.accumulation = oneOf(this.name, 'accumulation', args.accumulation ?? 'float32', accumulations);
    this.centredFactors = args.centredFactors ?? false;
    this.kernelInitializer = args.kernelInitializer ?? 'xavierUniform';
    this.seed = args.seed ?? deriveSeed(0, this.name);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.channels = knownChannels(this.name, pairShape(this.name, inputShape));
    const { units, mlpDepth: depth, kernelInitializer, seed } = this;
    const first = { kernelInitializer, seed };
    const sizes = { inputs: this.channels, units, depth };
    const add = (...weight: Parameters<typeof this.addWeight>) => this.addWeight(...weight);
    this.mlps = [addMlp(add, 'mlp1/', sizes, first), addMlp(add, 'mlp2/', sizes, first)];
    this.skip = addDense(add, 'skip', [this.channels + units, units], first);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [...pairShape(this.name, inputShape).slice(0, 3), this.units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { pairs, mask } = pairInputs(this.name, inputs);
      checkPairChannels(this.name, pairs.shape, this.channels);
      const [mlp1, mlp2] = this.mlps.map((maps) => maps.map(readDense));
      const weights = { mlp1, mlp2, skip: readDense(this.skip) };
      const options = { skipActivation: this.skipActivation, scaling: this.productScaling };
      const { accumulation, centredFactors, checkpoint } = this;
      const y =
        accumulation === 'exact' || centredFactors
          ? composedBlock({ x: pairs, mask, ...weights }, { ...options, accumulation, centredFactors })
          : pairBlock(pairs, mask, weights, { ...options, checkpoint });
      return this.residual && this.channels === this.units ? tf.add(y, pairs) : y;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      units: this.units,
      mlpDepth: this.mlpDepth,
      skipActivation: this.skipActivation,
      productScaling: this.productScaling,
      residual: this.residual,
      checkpoint: this.checkpoint,
      accumulation: this.accumulation,
      centredFactors: this.centredFactors,
      kernelInitializer: initializers.initializerConfig(this.kernelInitializer),
      seed: this.seed,
    };
  }
}
registerLayer(PpgnBlock);

/** A block of a provably powerful graph network. See `PpgnBlock`. */
export function ppgnBlock(args: PpgnBlockArgs): PpgnBlock {
  return new PpgnBlock(args);
}

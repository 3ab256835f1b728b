import { dense, layerNorm, ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { type InitializerLike, initializerConfig, resolveInitializer } from './initializers/resolve';
import {
  type CallOptions,
  checkRank,
  checkSize,
  knownSize,
  type LayerArgs,
  oneOf,
  onlyInput,
  onlyShape,
  positiveInteger,
  positiveNumber,
  registerLayer,
  type Shape,
} from './layer-support';
import { seedOfName } from './seeds';

/** Arguments of `PatchEmbedding`. */
export interface PatchEmbeddingArgs extends LayerArgs {
  /** Side of a patch in pixels, or [height, width]. */
  patchSize: number | [number, number];
  /** Channels of a token. */
  embedDim: number;
  /** True (default): tokens [batch, rows * columns, embedDim], row by row. False: the grid [batch, rows, columns, embedDim]. */
  flatten?: boolean;
  /** An image side that is no multiple of the patch side is an error (default), padded with zeros at the bottom and the right, or cut there. */
  onMismatch?: 'error' | 'pad' | 'floor';
  /** Layer normalisation of the tokens. Default false. */
  norm?: boolean;
  /** Epsilon of that normalisation. Default 1e-6. */
  normEpsilon?: number;
  /** Default true. */
  useBias?: boolean;
  /** Default `lecunNormal`. */
  kernelInitializer?: InitializerLike;
  /** Default `zeros`. */
  biasInitializer?: InitializerLike;
  /** Seed of the initial values. Default: from the layer's name. */
  seed?: number;
}

const layout = '[batch, height, width, channels]';

/**
 * Cuts images into patches and maps each patch to a token by one matrix product: the same as a convolution with stride
 * and kernel equal to the patch size, made of a reshape and a product so that it trains on every backend.
 *
 * Input [batch, height, width, channels] (float32, or int32 which is converted). Output [batch, rows * columns, embedDim],
 * or [batch, rows, columns, embedDim] with `flatten: false`. Weights: `kernel` [patchHeight * patchWidth * channels, embedDim]
 * (an HWIO convolution kernel, reshaped), `bias` [embedDim]; with `norm` also `norm/gamma`, `norm/beta` [embedDim].
 *
 * @throws ConfigError for bad arguments, ShapeError `layers/image-size` for an image side that does not fit.
 * Source: Dosovitskiy et al., "An Image is Worth 16x16 Words" (2021), section 3.1.
 */
export class PatchEmbedding extends tf.layers.Layer {
  static readonly className = 'PerceptronsPatchEmbedding';
  readonly patchSize: readonly [number, number];
  readonly embedDim: number;
  readonly flatten: boolean;
  readonly onMismatch: 'error' | 'pad' | 'floor';
  readonly norm: boolean;
  readonly normEpsilon: number;
  readonly useBias: boolean;
  private readonly kernelInitializer: InitializerLike;
  private readonly biasInitializer: InitializerLike;
  private readonly seed: number;
  private kernel!: tf.LayerVariable;
  private bias?: tf.LayerVariable;
  private gamma?: tf.LayerVariable;
  private beta?: tf.LayerVariable;
  private channels = 0;

  constructor(args: PatchEmbeddingArgs) {
    super(args);
    const [height, width] = Array.isArray(args.patchSize) ? args.patchSize : [args.patchSize, args.patchSize];
    this.patchSize = [positiveInteger(this.name, 'patchSize', height), positiveInteger(this.name, 'patchSize', width)];
    this.embedDim = positiveInteger(this.name, 'embedDim', args.embedDim);
    this.flatten = args.flatten ?? true;
    this.onMismatch = oneOf(this.name, 'onMismatch', args.onMismatch ?? 'error', ['error', 'pad', 'floor']);
    this.norm = args.norm ?? false;
    this.normEpsilon = positiveNumber(this.name, 'normEpsilon', args.normEpsilon ?? 1e-6);
    this.useBias = args.useBias ?? true;
    this.kernelInitializer = args.kernelInitializer ?? 'lecunNormal';
    this.biasInitializer = args.biasInitializer ?? 'zeros';
    this.seed = args.seed ?? seedOfName(this.name);
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = onlyShape(this.name, inputShape);
    checkRank(this.name, shape, [4], layout);
    this.channels = knownSize(this.name, shape, 3, 'channel count');
    const inputs = this.patchSize[0] * this.patchSize[1] * this.channels;
    this.kernel = this.addWeight(
      'kernel',
      [inputs, this.embedDim],
      'float32',
      resolveInitializer(this.kernelInitializer, this.seed, 'kernel'),
    );
    if (this.useBias) {
      const initializer = resolveInitializer(this.biasInitializer, this.seed, 'bias');
      this.bias = this.addWeight('bias', [this.embedDim], 'float32', initializer);
    }
    if (this.norm) {
      this.gamma = this.addWeight('norm/gamma', [this.embedDim], 'float32', tf.initializers.ones());
      this.beta = this.addWeight('norm/beta', [this.embedDim], 'float32', tf.initializers.zeros());
    }
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = onlyShape(this.name, inputShape);
    checkRank(this.name, shape, [4], layout);
    const rows = this.patches(shape[1], 0);
    const columns = this.patches(shape[2], 1);
    if (!this.flatten) return [shape[0], rows, columns, this.embedDim];
    return [shape[0], rows === null || columns === null ? null : rows * columns, this.embedDim];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], _options?: CallOptions): tf.Tensor {
    return tf.tidy(() => {
      const images = onlyInput(this.name, inputs);
      checkRank(this.name, images.shape, [4], layout);
      checkSize(this.name, images.shape, 3, this.channels, 'channel count');
      const batch = images.shape[0];
      const rows = this.patches(images.shape[1] ?? null, 0) as number;
      const columns = this.patches(images.shape[2] ?? null, 1) as number;
      const [height, width] = this.patchSize;
      // The columns of a patch and the channels lie side by side in memory, so four axes are enough:
      // [batch * rows, height, columns, width * channels] -> [batch * rows, columns, height, width * channels].
      const patches = this.fitted(images.toFloat(), rows * height, columns * width)
        .reshape([batch * rows, height, columns, width * this.channels])
        .transpose([0, 2, 1, 3])
        .reshape([batch * rows * columns, height * width * this.channels]);
      let tokens = dense(patches, this.kernel.read(), this.bias?.read());
      if (this.gamma && this.beta) {
        tokens = layerNorm(tokens, this.gamma.read(), this.beta.read(), { epsilon: this.normEpsilon });
      }
      return tokens.reshape(
        this.flatten ? [batch, rows * columns, this.embedDim] : [batch, rows, columns, this.embedDim],
      );
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      patchSize: [...this.patchSize],
      embedDim: this.embedDim,
      flatten: this.flatten,
      onMismatch: this.onMismatch,
      norm: this.norm,
      normEpsilon: this.normEpsilon,
      useBias: this.useBias,
      kernelInitializer: initializerConfig(this.kernelInitializer),
      biasInitializer: initializerConfig(this.biasInitializer),
      seed: this.seed,
    };
  }

  /** Number of patches along one side. */
  private patches(side: number | null, axis: 0 | 1): number | null {
    if (side === null) return null;
    const patch = this.patchSize[axis];
    const count = this.onMismatch === 'pad' ? Math.ceil(side / patch) : Math.floor(side / patch);
    if (count >= 1 && (side % patch === 0 || this.onMismatch !== 'error')) return count;
    const name = axis === 0 ? 'height' : 'width';
    const nearest = count >= 1 ? `${count * patch}, ${(count + 1) * patch}` : `${patch}`;
    throw new ShapeError({
      code: 'layers/image-size',
      argument: 'inputs',
      message: `Layer ${this.name}: image ${name} ${side} is not a multiple of patch size ${patch} (nearest ${nearest}). Resize the images, or pass onMismatch: 'pad' or 'floor'.`,
    });
  }

  private fitted(images: tf.Tensor, height: number, width: number): tf.Tensor {
    const [, rows, columns] = images.shape;
    if (rows === height && columns === width) return images;
    if (this.onMismatch === 'floor') return images.slice([0, 0, 0, 0], [-1, height, width, -1]);
    return images.pad([
      [0, 0],
      [0, height - rows],
      [0, width - columns],
      [0, 0],
    ]);
  }
}
registerLayer(PatchEmbedding);

/** Patches to tokens. See `PatchEmbedding`. */
export function patchEmbedding(args: PatchEmbeddingArgs): PatchEmbedding {
  return new PatchEmbedding(args);
}

import { attention, ConfigError, dense } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { dropElements } from './dropout';
import { type InitializerLike, initializerConfig, resolveInitializer } from './initializers/resolve';
import {
  type CallOptions,
  checkRank,
  checkSize,
  dropRate,
  isTraining,
  knownSize,
  type LayerArgs,
  onlyInput,
  onlyShape,
  positiveInteger,
  registerLayer,
  type Shape,
} from './layer-support';
import { MaskKeys, type StepSeeded } from './mask-keys';
import { seedOfName } from './seeds';

/** Arguments of `MultiHeadAttention`. */
export interface MultiHeadAttentionArgs extends LayerArgs {
  /** Number of heads; it must divide the channel count. */
  numHeads: number;
  /** Bias of the query, key and value product. Default true. */
  useBias?: boolean;
  /** Dropout rate after the output product. Default 0. */
  dropout?: number;
  /** Of both products. Default `lecunNormal`. */
  kernelInitializer?: InitializerLike;
  /** Of both products. Default `zeros`. */
  biasInitializer?: InitializerLike;
  /** Seed of the initial values and of the dropout masks. Default: from the layer's name. */
  seed?: number;
}

const layout = '[batch, tokens, channels]';

/**
 * Self-attention with several heads: softmax(q k^T / sqrt(d)) v per head, then an output product.
 *
 * Input and output [batch, tokens, channels]. Weights: `qkv/kernel` [channels, 3 * channels] (query, key, value in this
 * order, heads inside), `qkv/bias` [3 * channels], `projection/kernel` [channels, channels], `projection/bias` [channels].
 *
 * @throws ConfigError `layers/head-count` if the heads do not divide the channels.
 * Source: Vaswani et al., "Attention Is All You Need" (2017), section 3.2.
 */
export class MultiHeadAttention extends tf.layers.Layer implements StepSeeded {
  static readonly className = 'PerceptronsMultiHeadAttention';
  readonly numHeads: number;
  readonly useBias: boolean;
  readonly dropout: number;
  private readonly kernelInitializer: InitializerLike;
  private readonly biasInitializer: InitializerLike;
  private readonly seed: number;
  private readonly keys: MaskKeys;
  private qkvKernel!: tf.LayerVariable;
  private qkvBias?: tf.LayerVariable;
  private projectionKernel!: tf.LayerVariable;
  private projectionBias!: tf.LayerVariable;
  private channels = 0;

  constructor(args: MultiHeadAttentionArgs) {
    super(args);
    this.numHeads = positiveInteger(this.name, 'numHeads', args.numHeads);
    this.useBias = args.useBias ?? true;
    this.dropout = dropRate(this.name, 'dropout', args.dropout ?? 0);
    this.kernelInitializer = args.kernelInitializer ?? 'lecunNormal';
    this.biasInitializer = args.biasInitializer ?? 'zeros';
    this.seed = args.seed ?? seedOfName(this.name);
    this.keys = new MaskKeys(this.seed);
  }

  beginTrainingStep(step: number): void {
    this.keys.begin(step);
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = onlyShape(this.name, inputShape);
    checkRank(this.name, shape, [3], layout);
    const size = knownSize(this.name, shape, 2, 'channel count');
    if (size % this.numHeads !== 0) {
      throw new ConfigError({
        code: 'layers/head-count',
        argument: 'numHeads',
        message: `numHeads of ${this.name} is ${this.numHeads} and its input has ${size} channels. The heads must divide the channels; choose a divisor of ${size}.`,
      });
    }
    const add = (name: string, weightShape: number[], initializer: InitializerLike) =>
      this.addWeight(name, weightShape, 'float32', resolveInitializer(initializer, this.seed, name));
    this.qkvKernel = add('qkv/kernel', [size, 3 * size], this.kernelInitializer);
    if (this.useBias) this.qkvBias = add('qkv/bias', [3 * size], this.biasInitializer);
    this.projectionKernel = add('projection/kernel', [size, size], this.kernelInitializer);
    this.projectionBias = add('projection/bias', [size], this.biasInitializer);
    this.channels = size;
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return onlyShape(this.name, inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options?: CallOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyInput(this.name, inputs);
      checkRank(this.name, x.shape, [3], layout);
      checkSize(this.name, x.shape, 2, this.channels, 'channel count');
      const [batch, tokens] = x.shape;
      const width = this.channels / this.numHeads;
      const [q, k, v] = dense(x, this.qkvKernel.read(), this.qkvBias?.read())
        .reshape([batch, tokens, 3, this.numHeads, width])
        .transpose([2, 0, 3, 1, 4])
        .unstack(0);
      const mixed = attention(q, k, v).transpose([0, 2, 1, 3]).reshape([batch, tokens, this.channels]);
      const y = dense(mixed, this.projectionKernel.read(), this.projectionBias.read());
      return isTraining(options) && this.dropout > 0 ? dropElements(y, this.dropout, this.keys) : y;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      numHeads: this.numHeads,
      useBias: this.useBias,
      dropout: this.dropout,
      kernelInitializer: initializerConfig(this.kernelInitializer),
      biasInitializer: initializerConfig(this.biasInitializer),
      seed: this.seed,
    };
  }
}
registerLayer(MultiHeadAttention);

/** Self-attention with several heads. See `MultiHeadAttention`. */
export function multiHeadAttention(args: MultiHeadAttentionArgs): MultiHeadAttention {
  return new MultiHeadAttention(args);
}

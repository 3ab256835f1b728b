import { type Activation, dense as denseProduct } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { type InitializerLike, initializerConfig, resolveInitializer } from './initializers/resolve';
import {
  activationName,
  type CallOptions,
  checkRank,
  checkSize,
  knownSize,
  type LayerArgs,
  oneOf,
  onlyInput,
  onlyShape,
  positiveInteger,
  registerLayer,
  type Shape,
} from './layer-support';
import { seedOfName } from './seeds';

/** Arguments of `Dense`. */
export interface DenseArgs extends LayerArgs {
  /** Size of the output along the axis. */
  units: number;
  /** Axis that the product runs over: -1 the channels (default), -2 the tokens. */
  axis?: -1 | -2;
  /** Non-linearity after the bias. Default `linear`. */
  activation?: Activation;
  /** Default true. */
  useBias?: boolean;
  /** Default `lecunNormal`. */
  kernelInitializer?: InitializerLike;
  /** Default `zeros`. */
  biasInitializer?: InitializerLike;
  /** Seed of the initial values. Default: from the layer's name. */
  seed?: number;
}

/**
 * A product with a kernel, plus bias and non-linearity, over the channels or over the tokens, in one op.
 *
 * Input [..., in] for axis -1, [..., in, channels] for axis -2; the output has `units` in the place of `in`.
 * Weights: `kernel` [in, units], `bias` [units].
 *
 * @throws ConfigError for bad arguments, ShapeError for an input that does not fit.
 */
export class Dense extends tf.layers.Layer {
  static readonly className = 'PerceptronsDense';
  readonly units: number;
  readonly axis: -1 | -2;
  readonly activation: Activation;
  readonly useBias: boolean;
  private readonly kernelInitializer: InitializerLike;
  private readonly biasInitializer: InitializerLike;
  private readonly seed: number;
  private kernel!: tf.LayerVariable;
  private bias?: tf.LayerVariable;
  private inputSize = 0;

  constructor(args: DenseArgs) {
    super(args);
    this.units = positiveInteger(this.name, 'units', args.units);
    this.axis = oneOf(this.name, 'axis', args.axis ?? -1, [-1, -2]);
    this.activation = activationName(this.name, args.activation ?? 'linear');
    this.useBias = args.useBias ?? true;
    this.kernelInitializer = args.kernelInitializer ?? 'lecunNormal';
    this.biasInitializer = args.biasInitializer ?? 'zeros';
    this.seed = args.seed ?? seedOfName(this.name);
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = this.checked(onlyShape(this.name, inputShape));
    this.inputSize = knownSize(this.name, shape, this.axis, this.axis === -1 ? 'channel count' : 'token count');
    this.kernel = this.addWeight(
      'kernel',
      [this.inputSize, this.units],
      'float32',
      resolveInitializer(this.kernelInitializer, this.seed, 'kernel'),
    );
    if (this.useBias) {
      const initializer = resolveInitializer(this.biasInitializer, this.seed, 'bias');
      this.bias = this.addWeight('bias', [this.units], 'float32', initializer);
    }
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = [...this.checked(onlyShape(this.name, inputShape))];
    shape[shape.length + this.axis] = this.units;
    return shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], _options?: CallOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyInput(this.name, inputs);
      this.checked(x.shape);
      return denseProduct(x, this.kernel.read(), this.bias?.read(), { axis: this.axis, activation: this.activation });
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      units: this.units,
      axis: this.axis,
      activation: this.activation,
      useBias: this.useBias,
      kernelInitializer: initializerConfig(this.kernelInitializer),
      biasInitializer: initializerConfig(this.biasInitializer),
      seed: this.seed,
    };
  }

  private checked(shape: Shape): Shape {
    if (this.axis === -1) checkRank(this.name, shape, [2, 3, 4, 5], '[batch, ..., channels]');
    else checkRank(this.name, shape, [3, 4], '[batch, tokens, channels]');
    if (this.inputSize) {
      checkSize(this.name, shape, this.axis, this.inputSize, this.axis === -1 ? 'channel count' : 'token count');
    }
    return shape;
  }
}
registerLayer(Dense);

/** A dense product over the channels. See `Dense`. */
export function dense(args: DenseArgs): Dense {
  return new Dense(args);
}

/** A dense product over the tokens: [batch, tokens, channels] to [batch, units, channels]. See `Dense`. */
export function tokenDense(args: Omit<DenseArgs, 'axis'>): Dense {
  return new Dense({ ...args, axis: -2 });
}

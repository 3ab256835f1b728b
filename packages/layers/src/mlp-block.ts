import { type Activation, ConfigError, dense } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { dropElements } from './dropout';
import { halves, normal, ones } from './initializers/index';
import { type InitializerLike, initializerConfig, resolveInitializer } from './initializers/resolve';
import {
  activationName,
  type CallOptions,
  checkRank,
  checkSize,
  dropRate,
  isTraining,
  knownSize,
  type LayerArgs,
  oneOf,
  onlyInput,
  onlyShape,
  positiveInteger,
  registerLayer,
  type Shape,
} from './layer-support';
import { MaskKeys, type StepSeeded } from './mask-keys';
import { seedOfName } from './seeds';

/** Arguments of `MlpBlock`. */
export interface MlpBlockArgs extends LayerArgs {
  /** Width of the first product. With `kind: 'glu'` it holds values and gates, so it must be even. */
  hiddenUnits: number;
  /** Width of the second product. Default: the input size along the axis. */
  outputUnits?: number;
  /** Axis that the products run over: -1 the channels (default), -2 the tokens. */
  axis?: -1 | -2;
  /** Non-linearity of the plain kind. Default `gelu` (exact). */
  activation?: Activation;
  /** `plain`: act(x W1) W2. `glu`: the first half of x W1 times silu of the second half, then W2. Default `plain`. */
  kind?: 'plain' | 'glu';
  /** Dropout rate after the non-linearity and after the second product. Default 0. */
  dropout?: number;
  /** Default true. */
  useBias?: boolean;
  /** Of both products. Default `lecunNormal`. */
  kernelInitializer?: InitializerLike;
  /** Of both products. Default `zeros`. */
  biasInitializer?: InitializerLike;
  /** With `glu`: start the gates near silu(1), with weights N(0, 1e-6) and bias 1. Default true. */
  neutralGate?: boolean;
  /** Seed of the initial values and of the dropout masks. Default: from the layer's name. */
  seed?: number;
}

/**
 * Two dense products with a non-linearity between them, over the channels or over the tokens.
 *
 * Input [batch, ..., tokens, channels]; the output has `outputUnits` along the axis. Weights: `fc1/kernel`
 * [size, hiddenUnits], `fc1/bias` [hiddenUnits], `fc2/kernel` [hiddenUnits (half of it with glu), outputUnits], `fc2/bias`
 * [outputUnits]. Over the tokens no transpose is made.
 *
 * @throws ConfigError for bad arguments, ShapeError for an input that does not fit.
 * Source: Tolstikhin et al., "MLP-Mixer" (2021), equation 1; GLU form: Shazeer (2020), as in timm's gMixer.
 */
export class MlpBlock extends tf.layers.Layer implements StepSeeded {
  static readonly className = 'PerceptronsMlpBlock';
  readonly hiddenUnits: number;
  readonly axis: -1 | -2;
  readonly activation: Activation;
  readonly kind: 'plain' | 'glu';
  readonly dropout: number;
  readonly useBias: boolean;
  readonly neutralGate: boolean;
  private readonly outputUnits: number | null;
  private readonly kernelInitializer: InitializerLike;
  private readonly biasInitializer: InitializerLike;
  private readonly seed: number;
  private readonly keys: MaskKeys;
  private kernel1!: tf.LayerVariable;
  private kernel2!: tf.LayerVariable;
  private bias1?: tf.LayerVariable;
  private bias2?: tf.LayerVariable;
  private inputSize = 0;

  constructor(args: MlpBlockArgs) {
    super(args);
    this.hiddenUnits = positiveInteger(this.name, 'hiddenUnits', args.hiddenUnits);
    this.outputUnits = args.outputUnits == null ? null : positiveInteger(this.name, 'outputUnits', args.outputUnits);
    this.axis = oneOf(this.name, 'axis', args.axis ?? -1, [-1, -2]);
    this.activation = activationName(this.name, args.activation ?? 'gelu');
    this.kind = oneOf(this.name, 'kind', args.kind ?? 'plain', ['plain', 'glu']);
    this.dropout = dropRate(this.name, 'dropout', args.dropout ?? 0);
    this.useBias = args.useBias ?? true;
    this.neutralGate = args.neutralGate ?? true;
    this.kernelInitializer = args.kernelInitializer ?? 'lecunNormal';
    this.biasInitializer = args.biasInitializer ?? 'zeros';
    this.seed = args.seed ?? seedOfName(this.name);
    this.keys = new MaskKeys(this.seed);
    if (this.kind === 'glu' && this.hiddenUnits % 2 !== 0) {
      throw new ConfigError({
        code: 'layers/odd-gated-width',
        argument: 'hiddenUnits',
        message: `hiddenUnits of ${this.name} is ${this.hiddenUnits}. With kind 'glu' one half holds values and the other gates, so it must be even: use ${this.hiddenUnits - 1} or ${this.hiddenUnits + 1}.`,
      });
    }
  }

  beginTrainingStep(step: number): void {
    this.keys.begin(step);
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = this.checked(onlyShape(this.name, inputShape));
    const size = knownSize(this.name, shape, this.axis, this.axis === -1 ? 'channel count' : 'token count');
    const gated = this.kind === 'glu';
    const outputs = this.outputUnits ?? size;
    const kernels = this.kernelInitializer;
    const biases = this.biasInitializer;
    const neutral = gated && this.neutralGate;
    const first = neutral ? halves({ first: kernels, second: normal({ std: 1e-6 }) }) : kernels;
    const firstBias = neutral ? halves({ first: biases, second: ones() }) : biases;
    const add = (name: string, weightShape: number[], initializer: InitializerLike) =>
      this.addWeight(name, weightShape, 'float32', resolveInitializer(initializer, this.seed, name));
    this.kernel1 = add('fc1/kernel', [size, this.hiddenUnits], first);
    if (this.useBias) this.bias1 = add('fc1/bias', [this.hiddenUnits], firstBias);
    this.kernel2 = add('fc2/kernel', [gated ? this.hiddenUnits / 2 : this.hiddenUnits, outputs], kernels);
    if (this.useBias) this.bias2 = add('fc2/bias', [outputs], biases);
    this.inputSize = size;
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = [...this.checked(onlyShape(this.name, inputShape))];
    if (this.outputUnits !== null) shape[shape.length + this.axis] = this.outputUnits;
    return shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options?: CallOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyInput(this.name, inputs);
      this.checked(x.shape);
      const drops = isTraining(options) && this.dropout > 0;
      let hidden = dense(x, this.kernel1.read(), this.bias1?.read(), {
        axis: this.axis,
        activation: this.kind === 'plain' ? this.activation : 'linear',
      });
      if (this.kind === 'glu') {
        const [values, gates] = tf.split(hidden, 2, hidden.rank + this.axis);
        hidden = values.mul(gates.mul(gates.sigmoid()));
      }
      if (drops) hidden = dropElements(hidden, this.dropout, this.keys);
      const y = dense(hidden, this.kernel2.read(), this.bias2?.read(), { axis: this.axis });
      return drops ? dropElements(y, this.dropout, this.keys) : y;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      hiddenUnits: this.hiddenUnits,
      outputUnits: this.outputUnits,
      axis: this.axis,
      activation: this.activation,
      kind: this.kind,
      dropout: this.dropout,
      useBias: this.useBias,
      neutralGate: this.neutralGate,
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
registerLayer(MlpBlock);

/** Two dense products with a non-linearity between them. See `MlpBlock`. */
export function mlpBlock(args: MlpBlockArgs): MlpBlock {
  return new MlpBlock(args);
}

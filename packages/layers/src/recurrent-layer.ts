// What the recurrent layers share: arguments, weights of one or two directions, shapes. The final classes choose the cell.
import type { MergeMode, RecurrentWeights, Squashing } from '@perceptrons/tensor';
import { ConfigError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { type InitializerLike, initializerConfig, resolveInitializer } from './initializers/resolve';
import { Uniform } from './initializers/uniform';
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
  type Shape,
} from './layer-support';
import { seedOfName } from './seeds';

/** Arguments of every recurrent layer. */
export interface RecurrentArgs extends LayerArgs {
  /** Size of the hidden state of one direction. */
  units: number;
  /** True for the states of all steps, false (default) for the last one. */
  returnSequences?: boolean;
  /** Reads from the last step to the first and, as in Keras, returns the states in that order. Default false. */
  goBackwards?: boolean;
  /** Adds a second direction, which reads from the end; its states stay at their positions. Default false. */
  bidirectional?: boolean;
  /** How two directions become one. Default `concat`, which doubles the width. */
  mergeMode?: MergeMode;
  /** Non-linearity of the state. Default `tanh`. */
  activation?: Squashing;
  /** Default true. */
  useBias?: boolean;
  /** `one` bias, as in Keras, or `two`, as in PyTorch: the second belongs to the recurrent product. */
  biases?: 'one' | 'two';
  /** Default: uniform in +-1 / sqrt(units), as in PyTorch, like the other two. */
  kernelInitializer?: InitializerLike;
  recurrentInitializer?: InitializerLike;
  biasInitializer?: InitializerLike;
  /** Seed of the initial values. Default: from the layer's name. */
  seed?: number;
}

/** Arguments of layers whose cells have gates. */
export interface GatedArgs extends RecurrentArgs {
  /** Non-linearity of the gates. Default `sigmoid`, as in Keras 3 and PyTorch; the stock layers have `hardSigmoid`. */
  recurrentActivation?: Squashing;
}

const squashings: readonly Squashing[] = ['linear', 'relu', 'tanh', 'sigmoid', 'hardSigmoid'];

/** Reads the name of a squashing. */
export function squashingName(layer: string, argument: string, value: unknown): Squashing {
  return oneOf(layer, argument, value, squashings);
}

/** The weights of one direction. */
interface Direction {
  kernel: tf.LayerVariable;
  recurrentKernel: tf.LayerVariable;
  bias?: tf.LayerVariable;
  recurrentBias?: tf.LayerVariable;
}

/** How a layer runs its op. `reverse` leaves the states at the position of their input. */
export interface RecurrentCall {
  returnSequences: boolean;
  activation: Squashing;
}

/** The frame of a recurrent layer around its op. */
export abstract class RecurrentLayer extends tf.layers.Layer {
  readonly units: number;
  readonly returnSequences: boolean;
  readonly goBackwards: boolean;
  readonly bidirectional: boolean;
  readonly mergeMode: MergeMode;
  readonly activation: Squashing;
  readonly useBias: boolean;
  readonly biases: 'one' | 'two';
  private readonly kernelInitializer: InitializerLike;
  private readonly recurrentInitializer: InitializerLike;
  private readonly biasInitializer: InitializerLike;
  private readonly seed: number;
  private directions: Direction[] = [];
  private inputSize = 0;

  constructor(args: RecurrentArgs, defaultBiases: 'one' | 'two') {
    super(args);
    this.units = positiveInteger(this.name, 'units', args.units);
    this.returnSequences = args.returnSequences ?? false;
    this.goBackwards = args.goBackwards ?? false;
    this.bidirectional = args.bidirectional ?? false;
    this.mergeMode = oneOf(this.name, 'mergeMode', args.mergeMode ?? 'concat', ['concat', 'sum', 'mul', 'ave']);
    this.activation = squashingName(this.name, 'activation', args.activation ?? 'tanh');
    this.useBias = args.useBias ?? true;
    this.biases = oneOf(this.name, 'biases', args.biases ?? defaultBiases, ['one', 'two']);
    const limit = 1 / Math.sqrt(this.units);
    const uniform = new Uniform({ min: -limit, max: limit });
    this.kernelInitializer = args.kernelInitializer ?? uniform;
    this.recurrentInitializer = args.recurrentInitializer ?? uniform;
    this.biasInitializer = args.biasInitializer ?? uniform;
    this.seed = args.seed ?? seedOfName(this.name);
    if (this.bidirectional && this.goBackwards) {
      throw new ConfigError({
        code: 'layers/both-directions',
        argument: 'goBackwards',
        message: `Layer ${this.name} is bidirectional and has goBackwards: true. Two directions read from both ends; leave one of the options out.`,
      });
    }
  }

  /** Gates side by side in the kernels. */
  protected abstract readonly gates: number;

  /** Runs one direction. */
  protected abstract run(x: tf.Tensor, weights: RecurrentWeights, reverse: boolean, call: RecurrentCall): tf.Tensor;

  /** Runs two directions in one op. */
  protected abstract runBoth(
    x: tf.Tensor,
    directions: { forward: RecurrentWeights; backward: RecurrentWeights; mergeMode: MergeMode },
    call: RecurrentCall,
  ): tf.Tensor;

  override build(inputShape: Shape | Shape[]): void {
    const shape = this.checked(onlyShape(this.name, inputShape));
    this.inputSize = knownSize(this.name, shape, -1, 'channel count');
    const width = this.gates * this.units;
    const add = (weight: string, weightShape: number[], initializer: InitializerLike): tf.LayerVariable =>
      this.addWeight(weight, weightShape, 'float32', resolveInitializer(initializer, this.seed, weight));
    const prefixes = this.bidirectional ? ['forward/', 'backward/'] : [''];
    this.directions = prefixes.map((prefix) => ({
      kernel: add(`${prefix}kernel`, [this.inputSize, width], this.kernelInitializer),
      recurrentKernel: add(`${prefix}recurrentKernel`, [this.units, width], this.recurrentInitializer),
      bias: this.useBias ? add(`${prefix}bias`, [width], this.biasInitializer) : undefined,
      recurrentBias:
        this.useBias && this.biases === 'two'
          ? add(`${prefix}recurrentBias`, [width], this.biasInitializer)
          : undefined,
    }));
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, steps] = this.checked(onlyShape(this.name, inputShape));
    const width = this.bidirectional && this.mergeMode === 'concat' ? 2 * this.units : this.units;
    return this.returnSequences ? [batch, steps, width] : [batch, width];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], _options?: CallOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyInput(this.name, inputs);
      this.checked(x.shape);
      const call = { returnSequences: this.returnSequences, activation: this.activation };
      const [forward, backward] = this.directions.map((weights) => ({
        kernel: weights.kernel.read(),
        recurrentKernel: weights.recurrentKernel.read(),
        bias: weights.bias?.read(),
        recurrentBias: weights.recurrentBias?.read(),
      }));
      if (backward) return this.runBoth(x, { forward, backward, mergeMode: this.mergeMode }, call);
      const states = this.run(x, forward, this.goBackwards, call);
      return this.goBackwards && this.returnSequences ? tf.reverse(states, 1) : states;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      units: this.units,
      returnSequences: this.returnSequences,
      goBackwards: this.goBackwards,
      bidirectional: this.bidirectional,
      mergeMode: this.mergeMode,
      activation: this.activation,
      useBias: this.useBias,
      biases: this.biases,
      kernelInitializer: initializerConfig(this.kernelInitializer),
      recurrentInitializer: initializerConfig(this.recurrentInitializer),
      biasInitializer: initializerConfig(this.biasInitializer),
      seed: this.seed,
    };
  }

  private checked(shape: Shape): Shape {
    checkRank(this.name, shape, [3], '[batch, time, channels]');
    if (this.inputSize) checkSize(this.name, shape, -1, this.inputSize, 'channel count');
    return shape;
  }
}

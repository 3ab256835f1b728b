// What the recurrent layers share: arguments, weights of one or two directions, shapes. The final classes choose the cell.
import type { MergeMode, Squashing } from '@perceptrons/tensor';
import { ConfigError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { InitializerLike } from './initializers/resolve';
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
import type { RecurrentCell } from './recurrent/cell';
import { squashings } from './recurrent/cell-choice';
import { addChain, type ChainVariables, readChain } from './recurrent/chain-variables';
import type { BiasCount } from './recurrent/chain-weights';
import { FirstValues } from './recurrent/first-values';
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

/** Reads the name of a squashing. */
export function squashingName(layer: string, argument: string, value: unknown): Squashing {
  return oneOf(layer, argument, value, squashings);
}

/** How two directions become one. */
export const mergeModes: readonly MergeMode[] = ['concat', 'sum', 'mul', 'ave'];

/** What a class allows; the first value of a list is the default. */
export interface RecurrentDefaults {
  biases: ReadonlyArray<'one' | 'two'>;
  activations?: readonly Squashing[];
}

const anyActivation: readonly Squashing[] = ['tanh', ...squashings.filter((name) => name !== 'tanh')];

/** The frame of a recurrent layer around its cell. */
export abstract class RecurrentLayer extends tf.layers.Layer {
  readonly units: number;
  readonly returnSequences: boolean;
  readonly goBackwards: boolean;
  readonly bidirectional: boolean;
  readonly mergeMode: MergeMode;
  readonly activation: Squashing;
  readonly useBias: boolean;
  readonly biases: 'one' | 'two';
  private readonly firstValues: FirstValues;
  private readonly seed: number;
  private cell!: RecurrentCell;
  private chains: ChainVariables[] = [];
  private inputSize = 0;

  constructor(args: RecurrentArgs, { biases, activations = anyActivation }: RecurrentDefaults) {
    super(args);
    this.units = positiveInteger(this.name, 'units', args.units);
    this.returnSequences = args.returnSequences ?? false;
    this.goBackwards = args.goBackwards ?? false;
    this.bidirectional = args.bidirectional ?? false;
    this.mergeMode = oneOf(this.name, 'mergeMode', args.mergeMode ?? 'concat', mergeModes);
    this.activation = oneOf(this.name, 'activation', args.activation ?? activations[0], activations);
    this.useBias = args.useBias ?? true;
    this.biases = oneOf(this.name, 'biases', args.biases ?? biases[0], biases);
    this.seed = args.seed ?? seedOfName(this.name);
    this.firstValues = new FirstValues({ ...args, seed: this.seed, distinct: this.bidirectional });
    if (this.bidirectional && this.goBackwards) {
      throw new ConfigError({
        code: 'layers/both-directions',
        argument: 'goBackwards',
        message: `Layer ${this.name} is bidirectional and has goBackwards: true. Two directions read from both ends; leave one of the options out.`,
      });
    }
  }

  /** The cell with the settings of this layer. */
  protected abstract makeCell(): RecurrentCell;

  /** How many bias vectors a chain has. */
  protected get biasCount(): BiasCount {
    if (!this.useBias) return 0;
    return this.biases === 'two' ? 2 : 1;
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = this.checked(onlyShape(this.name, inputShape));
    this.inputSize = knownSize(this.name, shape, -1, 'channel count');
    this.cell = this.makeCell();
    const prefixes = this.bidirectional ? ['forward/', 'backward/'] : [''];
    this.chains = prefixes.map((prefix) =>
      addChain(this.cell, this.inputSize, prefix, this.firstValues, (name, weightShape, initializer) =>
        this.addWeight(name, weightShape, 'float32', initializer),
      ),
    );
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
      const { returnSequences, mergeMode, goBackwards } = this;
      const [forward, backward] = this.chains.map(readChain);
      if (backward) return this.cell.both(x, [forward, backward], { returnSequences, mergeMode });
      const states = this.cell.sequence(x, forward, { reverse: goBackwards, returnSequences });
      return goBackwards && returnSequences ? tf.reverse(states, 1) : states;
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
      ...this.firstValues.config(),
      seed: this.seed,
    };
  }

  private checked(shape: Shape): Shape {
    checkRank(this.name, shape, [3], '[batch, time, channels]');
    if (this.inputSize) checkSize(this.name, shape, -1, this.inputSize, 'channel count');
    return shape;
  }
}

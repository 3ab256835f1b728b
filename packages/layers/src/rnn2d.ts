import { dense, ShapeError, type Union2d } from '@perceptrons/tensor';
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
  registerLayer,
  type Shape,
} from './layer-support';
import { axesOf, directionsOf, type RecurrentCell, unite } from './recurrent/cell';
import {
  type CellArgs,
  type CellChoice,
  choiceConfig,
  chooseCell,
  foldsBiases,
  makeCell,
} from './recurrent/cell-choice';
import { type ChainVariables, readChain } from './recurrent/chain-variables';
import { type ChainTensors, packedShape, selectChains } from './recurrent/chain-weights';
import { FirstValues } from './recurrent/first-values';
import { warnFewRows } from './recurrent/warn-few-rows';
import { seedOfName } from './seeds';

/** Arguments of `Rnn2d`. */
export interface Rnn2dArgs extends LayerArgs, CellArgs {
  /** Each axis is read from both ends. Default true. */
  bidirectional?: boolean;
  /**
   * `cat` (default): the states of the vertical axis beside those of the horizontal one; `add`: their sum; `vertical` or
   * `horizontal`: that axis alone.
   */
  union?: Union2d;
  /** A dense product back to the width of the input. Default true; false needs states of just that width. */
  project?: boolean;
  /** Of that product. Default `xavierUniform`; its bias starts at 0. */
  projectInitializer?: InitializerLike;
}

const unions: readonly Union2d[] = ['cat', 'add', 'vertical', 'horizontal'];
const layout = '[batch, height, width, channels]';

/**
 * A recurrent cell that runs along the columns and along the rows of an image: each pixel sees its whole column and its
 * whole row. With an `lstm` from both ends this is the BiLSTM2D of Sequencer.
 *
 * Input and output [batch, height, width, channels]; height and width may be unknown and may differ from call to call.
 *
 * A chain is one cell along one axis in one direction; they are, as far as there are: vertical forward, vertical backward,
 * horizontal forward, horizontal backward. Weights hold all chains: `kernel` [channels, chains gates units] (the chains side
 * by side), `recurrentKernel` [chains, units, gates units], `bias` and, with `biasMode: 'torch'`, `recurrentBias`
 * [chains gates units]; further layers under `layer1/`, ..., where each axis reads its own states; with `project`
 * `project/kernel` [states, channels], `project/bias` [channels]. Gates: `lstm` i, f, g, o; `gru` z, r, n. Each chain starts
 * from a draw of its own.
 *
 * @throws ConfigError `layers/unknown-choice`, `layers/cell-option`, `layers/not-a-count` for bad arguments, ShapeError
 *   `layers/union-width` for states that do not have the width of the input, and for inputs that do not fit.
 * Source: Tatsunami and Taki, "Sequencer: Deep LSTM for Image Classification" (NeurIPS 2022), section 3.2.
 */
export class Rnn2d extends tf.layers.Layer {
  static readonly className = 'PerceptronsRnn2d';
  readonly choice: CellChoice;
  readonly bidirectional: boolean;
  readonly union: Union2d;
  readonly project: boolean;
  private readonly projectInitializer: InitializerLike;
  private readonly firstValues: FirstValues;
  private readonly seed: number;
  private readonly cell: RecurrentCell;
  private packed: ChainVariables[] = [];
  private projectKernel?: tf.LayerVariable;
  private projectBias?: tf.LayerVariable;
  private channels = 0;

  constructor(args: Rnn2dArgs) {
    super(args);
    this.choice = chooseCell(this.name, args);
    this.bidirectional = args.bidirectional ?? true;
    this.union = oneOf(this.name, 'union', args.union ?? 'cat', unions);
    this.project = args.project ?? true;
    this.projectInitializer = args.projectInitializer ?? 'xavierUniform';
    this.seed = args.seed ?? seedOfName(this.name);
    this.firstValues = new FirstValues({
      ...args,
      seed: this.seed,
      distinct: true,
      foldsBiases: foldsBiases(this.choice),
    });
    this.cell = makeCell(this.choice);
  }

  /** Width of the states of all chains after the union. */
  get stateWidth(): number {
    const axes = this.union === 'cat' ? 2 : 1;
    return axes * directionsOf(this.bidirectional).length * this.choice.units;
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = onlyShape(this.name, inputShape);
    checkRank(this.name, shape, [4], layout);
    const channels = knownSize(this.name, shape, -1, 'channel count');
    if (!this.project && this.stateWidth !== channels) throw this.widthError(channels);
    const { units, numLayers } = this.choice;
    const directions = directionsOf(this.bidirectional);
    const chains = axesOf(this.union).flatMap((axis) => directions.map((direction) => `${axis}/${direction}`));
    this.packed = Array.from({ length: numLayers }, (_, index) => {
      const prefix = index === 0 ? '' : `layer${index}/`;
      const inputs = index === 0 ? channels : directions.length * units;
      return Object.fromEntries(
        this.cell.weights.map((weight) => {
          const initializer = this.firstValues.packed(weight, inputs, prefix, chains);
          const weightShape = packedShape(weight, inputs, units, chains.length);
          return [weight.name, this.addWeight(`${prefix}${weight.name}`, weightShape, 'float32', initializer)];
        }),
      );
    });
    if (this.project) {
      const initializer = resolveInitializer(this.projectInitializer, this.seed, 'project/kernel');
      this.projectKernel = this.addWeight('project/kernel', [this.stateWidth, channels], 'float32', initializer);
      this.projectBias = this.addWeight('project/bias', [channels], 'float32', tf.initializers.zeros());
    }
    this.channels = channels;
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return this.checked(onlyShape(this.name, inputShape));
  }

  override call(inputs: tf.Tensor | tf.Tensor[], _options?: CallOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyInput(this.name, inputs);
      const [batch, height, width] = this.checked(x.shape) as number[];
      const rows = { vertical: batch * width, horizontal: batch * height };
      warnFewRows(this.name, Math.min(...axesOf(this.union).map((axis) => rows[axis])));
      const states = this.states(x);
      return this.projectKernel ? dense(states, this.projectKernel.read(), this.projectBias?.read()) : states;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options() };
  }

  /** The part of the config that is about this layer alone. */
  options(): tf.serialization.ConfigDict {
    return {
      ...choiceConfig(this.choice),
      bidirectional: this.bidirectional,
      union: this.union,
      project: this.project,
      projectInitializer: initializerConfig(this.projectInitializer),
      ...this.firstValues.config(),
      seed: this.seed,
    };
  }

  /** The states of all layers: the first reads the image, each further one the states of its own axis. */
  private states(x: tf.Tensor): tf.Tensor {
    const { bidirectional, union } = this;
    const [first, ...further] = this.packed.map(readChain);
    if (further.length === 0) return this.cell.image(x, first, { union, bidirectional });
    const axes = axesOf(union);
    const joined = this.cell.image(x, first, { union: axes.length === 2 ? 'cat' : union, bidirectional });
    let perAxis = axes.length === 2 ? tf.split(joined, 2, -1) : [joined];
    for (const packed of further) {
      perAxis = perAxis.map((states, index) =>
        this.cell.image(states, this.ofAxis(packed, index), { union: axes[index], bidirectional }),
      );
    }
    return unite(perAxis, union);
  }

  /** The chains of one axis. */
  private ofAxis(packed: ChainTensors, axis: number): ChainTensors {
    if (axesOf(this.union).length === 1) return packed;
    const count = directionsOf(this.bidirectional).length;
    return selectChains(packed, this.cell.weights, axis * count, count);
  }

  private checked(shape: Shape): Shape {
    checkRank(this.name, shape, [4], layout);
    if (this.channels) checkSize(this.name, shape, -1, this.channels, 'channel count');
    return shape;
  }

  private widthError(channels: number): ShapeError {
    const factor = this.stateWidth / this.choice.units;
    const kind = this.union === 'cat' ? 'concatenated ' : '';
    const fits = channels % factor === 0 ? `Set units to ${channels / factor} or ` : 'Set ';
    return new ShapeError({
      code: 'layers/union-width',
      argument: 'project',
      message: `Layer ${this.name} has no projection, and the ${kind}width ${this.stateWidth} of its states does not equal the ${channels} channels of its input. ${fits}project: true.`,
    });
  }
}
registerLayer(Rnn2d);

/** A recurrent cell along the columns and rows of an image. See `Rnn2d`. */
export function rnn2d(args: Rnn2dArgs): Rnn2d {
  return new Rnn2d(args);
}

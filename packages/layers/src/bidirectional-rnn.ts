import type { MergeMode } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
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
import type { RecurrentCell } from './recurrent/cell';
import {
  type CellArgs,
  type CellChoice,
  choiceConfig,
  chooseCell,
  foldsBiases,
  makeCell,
} from './recurrent/cell-choice';
import { addChain, type ChainVariables, readChain } from './recurrent/chain-variables';
import { FirstValues } from './recurrent/first-values';
import { warnFewRows } from './recurrent/warn-few-rows';
import { mergeModes } from './recurrent-layer';
import { seedOfName } from './seeds';

/** Arguments of `BidirectionalRnn`. */
export interface BidirectionalRnnArgs extends LayerArgs, CellArgs {
  /** True (default) for the states of all steps; false for the last state of each direction. */
  returnSequences?: boolean;
  /** How the two directions of the last layer become one. Default `concat`. */
  mergeMode?: MergeMode;
}

/**
 * A recurrent cell that reads the sequence from both ends, all steps in one op: what
 * `tf.layers.bidirectional({ layer: tf.layers.lstm(...) })` does, for any cell, depth and length.
 *
 * Input [batch, time, channels], time may be unknown. Output [batch, time, 2 units], or [batch, 2 units] without
 * `returnSequences`; half as wide for the other merge modes. States stay at the position of their input.
 *
 * Weights: `forward/kernel` [channels, gates units], `forward/recurrentKernel` [units, gates units], `forward/bias` and, with
 * `biasMode: 'torch'`, `forward/recurrentBias` [gates units]; then the same for `backward/`; further layers under `layer1/`,
 * ... with 2 units channels. With one layer and one bias, order and shapes are those of the stock wrapper, so
 * `setWeights(stock.getWeights())` works. Gates: `lstm` i, f, g, o; `gru` z, r, n.
 *
 * Not here: masks, dropout inside the cell, initial and returned states, `mergeMode: null`. The stock cells differ in two
 * defaults: `recurrentActivation: 'hardSigmoid'`, and `resetAfter: false` for a `gru`.
 *
 * @throws ConfigError `layers/unknown-choice`, `layers/cell-option`, `layers/not-a-count` for bad arguments, ShapeError for
 *   an input that does not fit.
 * Source: Schuster and Paliwal, "Bidirectional Recurrent Neural Networks" (1997); depth and biases as in PyTorch.
 */
export class BidirectionalRnn extends tf.layers.Layer {
  static readonly className = 'PerceptronsBidirectionalRnn';
  readonly choice: CellChoice;
  readonly returnSequences: boolean;
  readonly mergeMode: MergeMode;
  private readonly firstValues: FirstValues;
  private readonly seed: number;
  private readonly cell: RecurrentCell;
  private stack: Array<[forward: ChainVariables, backward: ChainVariables]> = [];
  private inputSize = 0;

  constructor(args: BidirectionalRnnArgs) {
    super(args);
    this.choice = chooseCell(this.name, args);
    this.returnSequences = args.returnSequences ?? true;
    this.mergeMode = oneOf(this.name, 'mergeMode', args.mergeMode ?? 'concat', mergeModes);
    this.seed = args.seed ?? seedOfName(this.name);
    this.firstValues = new FirstValues({
      ...args,
      seed: this.seed,
      distinct: true,
      foldsBiases: foldsBiases(this.choice),
    });
    this.cell = makeCell(this.choice);
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = this.checked(onlyShape(this.name, inputShape));
    const { units, numLayers } = this.choice;
    this.inputSize = knownSize(this.name, shape, -1, 'channel count');
    this.stack = Array.from({ length: numLayers }, (_, index) => {
      const inputs = index === 0 ? this.inputSize : 2 * units;
      const add = (direction: string): ChainVariables =>
        addChain(
          this.cell,
          inputs,
          `${index === 0 ? '' : `layer${index}/`}${direction}/`,
          this.firstValues,
          (name, weightShape, initializer) => this.addWeight(name, weightShape, 'float32', initializer),
        );
      return [add('forward'), add('backward')];
    });
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, steps] = this.checked(onlyShape(this.name, inputShape));
    const width = this.mergeMode === 'concat' ? 2 * this.choice.units : this.choice.units;
    return this.returnSequences ? [batch, steps, width] : [batch, width];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], _options?: CallOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyInput(this.name, inputs);
      this.checked(x.shape);
      warnFewRows(this.name, x.shape[0]);
      const { returnSequences, mergeMode } = this;
      return this.stack.reduce((states, [forward, backward], index) => {
        const last = index === this.stack.length - 1;
        const call = last ? { returnSequences, mergeMode } : ({ returnSequences: true, mergeMode: 'concat' } as const);
        return this.cell.both(states, [readChain(forward), readChain(backward)], call);
      }, x);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      ...choiceConfig(this.choice),
      returnSequences: this.returnSequences,
      mergeMode: this.mergeMode,
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
registerLayer(BidirectionalRnn);

/** A recurrent cell from both ends of a sequence. See `BidirectionalRnn`. */
export function bidirectionalRnn(args: BidirectionalRnnArgs): BidirectionalRnn {
  return new BidirectionalRnn(args);
}

// What the two Sequencer blocks share: two residual branches, of which the first mixes tokens by a recurrence and the
// second is an MLP over the channels.
import * as tf from '@tensorflow/tfjs';
import { buildInside } from './build-inside';
import { normal } from './initializers/index';
import { LayerNormalization } from './layer-normalization';
import {
  type CallOptions,
  checkRank,
  dropRate,
  isTraining,
  knownSize,
  type LayerArgs,
  onlyInput,
  onlyShape,
  positiveNumber,
  type Shape,
} from './layer-support';
import type { StepSeeded } from './mask-keys';
import { MlpBlock } from './mlp-block';
import type { CellArgs } from './recurrent/cell-choice';
import { Rnn2d, type Rnn2dArgs } from './rnn2d';
import { deriveSeed, seedOfName } from './seeds';
import { StochasticDepth } from './stochastic-depth';

/** Stochastic depth of both branches of a block. */
export interface BlockDepth {
  /** Probability that a branch is dropped for a sample. */
  rate: number;
  /** Multiply what is kept by 1 / (1 - rate). Default true. */
  scaleByKeep?: boolean;
}

/** Arguments of both Sequencer blocks. */
export interface SequencerBlockBaseArgs extends LayerArgs, CellArgs {
  /** Each axis is read from both ends. Default true. */
  bidirectional?: boolean;
  /** Hidden width of the MLP as a multiple of the channels, rounded down. Default 3. */
  mlpRatio?: number;
  /** Dropout rate inside the MLP, after the GELU and after the second product. Default 0. */
  dropout?: number;
  /** Stochastic depth of both branches: a rate, or a rate with settings. Default 0. */
  stochasticDepth?: number | BlockDepth;
  /** Epsilon of both normalisations. Default 1e-6. */
  layerNormEpsilon?: number;
}

const layout = '[batch, height, width, channels]';

/** The frame of a Sequencer block. */
export abstract class SequencerBlockLayer extends tf.layers.Layer implements StepSeeded {
  readonly mlpRatio: number;
  readonly dropout: number;
  readonly stochasticDepth: Required<BlockDepth>;
  readonly layerNormEpsilon: number;
  readonly rnn: Rnn2d;
  private readonly seed: number;
  private readonly norms: [LayerNormalization, LayerNormalization];
  private readonly drops: [StochasticDepth, StochasticDepth];
  private mlp?: MlpBlock;

  constructor(args: SequencerBlockBaseArgs, reading: Pick<Rnn2dArgs, 'union' | 'project' | 'projectInitializer'>) {
    super(args);
    const { stochasticDepth = 0 } = args;
    const depth = typeof stochasticDepth === 'number' ? { rate: stochasticDepth } : stochasticDepth;
    const rate = dropRate(this.name, 'stochasticDepth', depth.rate, true);
    this.mlpRatio = positiveNumber(this.name, 'mlpRatio', args.mlpRatio ?? 3);
    this.dropout = dropRate(this.name, 'dropout', args.dropout ?? 0);
    this.stochasticDepth = { rate, scaleByKeep: depth.scaleByKeep ?? true };
    this.layerNormEpsilon = positiveNumber(this.name, 'layerNormEpsilon', args.layerNormEpsilon ?? 1e-6);
    this.seed = args.seed ?? seedOfName(this.name);
    this.rnn = new Rnn2d({ ...args, ...reading, ...this.part('rnn') });
    const norm = (part: string) => new LayerNormalization({ ...this.part(part), epsilon: this.layerNormEpsilon });
    const drop = (part: string) => new StochasticDepth({ ...this.part(part), ...this.stochasticDepth });
    this.norms = [norm('norm1'), norm('norm2')];
    this.drops = [drop('drop1'), drop('drop2')];
  }

  /** Name and seed of an inner layer. */
  private part(part: string): { name: string; seed: number } {
    return { name: `${this.name}/${part}`, seed: deriveSeed(this.seed, part) };
  }

  /** The recurrence over the tokens, [batch, height, width, channels] to the same. */
  protected mix(x: tf.Tensor): tf.Tensor {
    return this.rnn.call(x);
  }

  /** The shape that the recurrence reads. */
  protected readShape(shape: Shape): Shape {
    return shape;
  }

  beginTrainingStep(step: number): void {
    for (const layer of [...this.drops, this.mlp]) layer?.beginTrainingStep(step);
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = this.checked(onlyShape(this.name, inputShape));
    const channels = knownSize(this.name, shape, -1, 'channel count');
    this.mlp = new MlpBlock({
      ...this.part('mlp'),
      hiddenUnits: Math.floor(this.mlpRatio * channels),
      dropout: this.dropout,
      kernelInitializer: 'xavierUniform',
      biasInitializer: normal({ std: 1e-6 }),
    });
    const inside = (layer: tf.layers.Layer, part: string, inner: Shape): void =>
      buildInside(layer, part, inner, (name, weightShape, dtype, initializer) =>
        this.addWeight(name, weightShape, dtype, initializer),
      );
    inside(this.norms[0], 'norm1', shape);
    inside(this.rnn, 'rnn', this.readShape(shape));
    inside(this.norms[1], 'norm2', shape);
    inside(this.mlp, 'mlp', shape);
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return this.checked(onlyShape(this.name, inputShape));
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options?: CallOptions): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyInput(this.name, inputs);
      this.checked(x.shape);
      const drops = isTraining(options) && this.stochasticDepth.rate > 0;
      const join = (stream: tf.Tensor, branch: tf.Tensor, index: 0 | 1): tf.Tensor =>
        tf.add(stream, drops ? this.drops[index].call(branch, options) : branch);
      const mixed = join(x, this.mix(this.norms[0].call(x)), 0);
      return join(mixed, this.mlp!.call(this.norms[1].call(mixed), options), 1);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      ...this.rnn.options(),
      mlpRatio: this.mlpRatio,
      dropout: this.dropout,
      stochasticDepth: { ...this.stochasticDepth },
      layerNormEpsilon: this.layerNormEpsilon,
      seed: this.seed,
    };
  }

  private checked(shape: Shape): Shape {
    checkRank(this.name, shape, [4], layout);
    return shape;
  }
}

// What the six linear layers share: arguments, weights, and how a list of coefficients becomes kernels of dense products.
import { deriveSeed, initializers } from '@perceptrons/layers';
import * as tf from '@tensorflow/tfjs';
import { oneOf, positiveInteger } from '../layer-options';
import { checkPairChannels, knownChannels, type LayerArgs, pairInputs, pairMask, pairShape } from '../pair-inputs';
import { checkVertexChannels, knownVertexChannels, vertexInputs, vertexShape } from '../vertex-inputs';
import { type BasisNormalization, basisNames } from './basis';

/** Arguments of the equivariant and invariant linear layers. */
export interface EquivariantLayerArgs extends LayerArgs {
  /** Number of output channels S. */
  units: number;
  /** `inf` (default) divides every sum by the number of its terms, n or n * n of the graph itself; `none` does not. */
  normalization?: BasisNormalization;
  /** Default true. */
  useBias?: boolean;
  /** Seed of the first coefficients. Default: from the layer's name. */
  seed?: number;
}

/**
 * The frame of a linear layer that commutes with every renumbering of the vertices. Weights: `coeffs`
 * [channels, units, operations] of normal numbers with variance 2 / (channels + units), and biases of zeros.
 */
export abstract class EquivariantLayer extends tf.layers.Layer {
  abstract readonly inputOrder: 1 | 2;
  abstract readonly outputOrder: 0 | 1 | 2;
  readonly units: number;
  readonly normalization: BasisNormalization;
  readonly useBias: boolean;
  protected coefficients!: tf.LayerVariable;
  protected allBias: tf.LayerVariable | undefined;
  protected diagonalBias: tf.LayerVariable | undefined;
  protected channels = 0;
  private readonly seed: number;

  constructor(args: EquivariantLayerArgs) {
    super(args);
    this.units = positiveInteger(this.name, 'units', args.units);
    this.normalization = oneOf(this.name, 'normalization', args.normalization ?? 'inf', ['inf', 'none']);
    this.useBias = args.useBias ?? true;
    this.seed = args.seed ?? deriveSeed(0, this.name);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { inputOrder, outputOrder, units } = this;
    const shapeOfInput = this.shapeOf(inputShape);
    const channels =
      inputOrder === 2 ? knownChannels(this.name, shapeOfInput) : knownVertexChannels(this.name, shapeOfInput);
    const std = Math.sqrt(2 / (channels + units));
    const initializer = initializers.normal({ std, seed: deriveSeed(this.seed, 'coeffs') });
    const shape = [channels, units, basisNames({ inputOrder, outputOrder }).length];
    this.coefficients = this.addWeight('coeffs', shape, 'float32', initializer);
    const bias = (name: string) => this.addWeight(name, [units], 'float32', tf.initializers.zeros());
    if (this.useBias && outputOrder === 2) this.diagonalBias = bias('diag_bias');
    if (this.useBias) this.allBias = bias(outputOrder === 2 ? 'all_bias' : 'bias');
    this.channels = channels;
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, n] = this.shapeOf(inputShape);
    return [batch, ...Array<number | null>(this.outputOrder).fill(n), this.units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { x, mask } = this.inputOf(inputs);
      if (!mask) return this.map(x);
      const pairs = this.inputOrder === 2 || this.outputOrder === 2 ? pairMask(mask) : undefined;
      const factors = (order: 1 | 2) => (order === 2 ? pairs! : tf.expandDims(mask, 2));
      const y = this.map(tf.mul(x, factors(this.inputOrder)), mask);
      return this.outputOrder === 0 ? y : tf.mul(y, factors(this.outputOrder));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { units, normalization, useBias, seed } = this;
    return { ...super.getConfig(), units, normalization, useBias, seed };
  }

  /** The linear map of an input whose padding is zero. The padding of the result is not looked at. */
  protected abstract map(x: tf.Tensor, mask?: tf.Tensor2D): tf.Tensor;

  /**
   * The coefficients as kernels, one for each group of operations: those of the group one above the other,
   * [count * channels, units]. Operations are numbered from 1, as in the tables.
   */
  protected kernels(...groups: number[][]): tf.Tensor2D[] {
    return tf.tidy(() => {
      const places = groups.flat().map((number) => number - 1);
      const byOperation = tf.transpose(this.coefficients.read(), [2, 0, 1]);
      const rows = tf.reshape(tf.gather(byOperation, tf.tensor1d(places, 'int32')), [-1, this.units]);
      const sizes = groups.map((group) => group.length * this.channels);
      return tf.split(rows, sizes) as tf.Tensor2D[];
    });
  }

  /** Adds the bias of all entries. */
  protected withBias<T extends tf.Tensor>(y: T): T {
    return this.allBias ? tf.add(y, this.allBias.read()) : y;
  }

  /** A sum over one axis of length n, divided by n where the layer normalises. */
  protected scaled<T extends tf.Tensor>(sum: T, counts: tf.Tensor | number): T {
    return this.normalization === 'none' ? sum : tf.div(sum, counts);
  }

  private inputOf(inputs: tf.Tensor | tf.Tensor[]): { x: tf.Tensor; mask?: tf.Tensor2D } {
    if (this.inputOrder === 2) {
      const { pairs, mask } = pairInputs(this.name, inputs);
      checkPairChannels(this.name, pairs.shape, this.channels);
      return { x: pairs, mask };
    }
    const { vertices, mask } = vertexInputs(this.name, inputs);
    checkVertexChannels(this.name, vertices.shape, this.channels);
    return { x: vertices, mask };
  }

  private shapeOf(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return this.inputOrder === 2 ? pairShape(this.name, inputShape) : vertexShape(this.name, inputShape);
  }
}

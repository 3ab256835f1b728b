import { pairMaxPool } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { type Accumulation, accumulations } from '../exact-sums/digits';
import { oneOf } from '../layer-options';
import { knownChannels, type LayerArgs, pairInputs, pairShape, registerLayer } from '../pair-inputs';
import { pairWeightedPool } from './pair-weighted-pool';

/** How the values of all pairs become one: the largest, their sum, or their mean. */
export type Readout = 'max' | 'sum' | 'mean';

/** Arguments of `DiagOffDiagPooling`. */
export interface DiagOffDiagPoolingArgs extends LayerArgs {
  /** Default `max`, as published. Only sums tell all multisets of pairs apart. */
  readout?: Readout;
  /**
   * `exact`: sums without rounding, so that no bit depends on the numbering of the vertices; at most 362 of them. Default
   * `float32`.
   */
  accumulation?: Accumulation;
}

/**
 * One vector for a graph: a readout over the pairs (i, i), followed by the same over all pairs of two different vertices.
 *
 * Inputs pairs [batch, n, n, channels], or [pairs, mask [batch, n]]; output [batch, 2 channels], the diagonal part first. With
 * a mask the result is exactly that of the unpadded graph. A graph with one vertex has no pair of different vertices: that
 * part is 0 then. Where several pairs share the maximum, the gradient is split equally over them, so that it does not depend
 * on the numbering of the vertices. No weights.
 *
 * @throws ConfigError `graph/unknown-choice`; ShapeError for inputs that do not fit.
 * Source: Maron et al. (NeurIPS 2019), published code, `diag_offdiag_maxpool`, which for one vertex returns a number that
 * depends on the batch; its TensorFlow form splits gradients as here. Ours: masks, sums and means.
 */
export class DiagOffDiagPooling extends tf.layers.Layer {
  static readonly className = 'PerceptronsDiagOffDiagPooling';
  readonly readout: Readout;
  readonly accumulation: Accumulation;

  constructor(args: DiagOffDiagPoolingArgs = {}) {
    super(args);
    this.readout = oneOf(this.name, 'readout', args.readout ?? 'max', ['max', 'sum', 'mean']);
    this.accumulation = oneOf(this.name, 'accumulation', args.accumulation ?? 'float32', accumulations);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const pairs = pairShape(this.name, inputShape);
    return [pairs[0], 2 * knownChannels(this.name, pairs)];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { pairs, mask } = pairInputs(this.name, inputs);
    const { readout, accumulation } = this;
    return readout === 'max' ? pairMaxPool(pairs, mask) : pairWeightedPool(pairs, mask, { readout, accumulation });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), readout: this.readout, accumulation: this.accumulation };
  }
}
registerLayer(DiagOffDiagPooling);

/** One vector for a graph from its pairs. See `DiagOffDiagPooling`. */
export function diagOffDiagPooling(args: DiagOffDiagPoolingArgs = {}): DiagOffDiagPooling {
  return new DiagOffDiagPooling(args);
}

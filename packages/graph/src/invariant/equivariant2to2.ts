import { dense } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { onDiagonal, pairDiagonal } from '../pair-diagonal';
import { registerLayer } from '../pair-inputs';
import { vertexDivisor } from '../vertex-inputs';
import { EquivariantLayer, type EquivariantLayerArgs } from './equivariant-layer';

/**
 * Every linear map from pair tensors to pair tensors that commutes with renumbering the vertices: 15 operations for each
 * input and output channel, and two biases.
 *
 * Input x [batch, n, n, channels] or [x, mask] with mask [batch, n]; output [batch, n, n, units], zero outside of the mask.
 * Weights: `coeffs` [channels, units, 15] in the order of `basisNames`, `diag_bias` [units], `all_bias` [units].
 * What a batch pads is never read; n is that of each graph.
 *
 * The 15 results are not formed: sums are taken once, and the operations gather in five dense products, one for pairs, one
 * for transposed pairs, one for everything that belongs to a vertex, and one for what belongs to the graph.
 * @throws ShapeError for inputs that do not fit.
 * Source: Maron et al., "Invariant and Equivariant Graph Networks" (ICLR 2019), appendix A; normalisation of its code.
 */
export class Equivariant2to2 extends EquivariantLayer {
  static readonly className = 'PerceptronsEquivariant2to2';
  readonly inputOrder = 2;
  readonly outputOrder = 2;

  protected map(x: tf.Tensor, mask?: tf.Tensor2D): tf.Tensor {
    const counts = vertexDivisor(mask, x.shape[1]!);
    const diagonal = pairDiagonal(x);
    const rows = this.scaled(tf.sum(x, 2), counts);
    const columns = this.scaled(tf.sum(x, 1), counts);
    const trace = this.scaled(tf.sum(diagonal, 1, true), counts);
    const total = this.scaled(tf.sum(rows, 1, true), counts);
    const ofVertices = tf.concat([diagonal, rows, columns], 2);
    const ofGraph = tf.concat([trace, total], 2);
    const [forGraph, forRows, forColumns, forDiagonal, forGraphDiagonal, forPairs, forTransposed] = this.kernels(
      [14, 15],
      [12, 7, 6],
      [13, 9, 8],
      [1, 3, 4],
      [2, 5],
      [10],
      [11],
    );
    const everywhere = this.withBias(dense(ofGraph, forGraph));
    const alongRows = tf.add(dense(ofVertices, forRows), everywhere);
    const alongColumns = dense(ofVertices, forColumns);
    const onlyDiagonal = tf.add(
      dense(ofVertices, forDiagonal),
      dense(ofGraph, forGraphDiagonal, this.diagonalBias?.read()),
    );
    return dense(x, forPairs)
      .add(dense(tf.transpose(x, [0, 2, 1, 3]), forTransposed))
      .add(onDiagonal(onlyDiagonal))
      .add(tf.expandDims(alongRows, 2))
      .add(tf.expandDims(alongColumns, 1));
  }
}
registerLayer(Equivariant2to2);

/** All equivariant linear maps from pairs to pairs. See `Equivariant2to2`. */
export function equivariant2to2(args: EquivariantLayerArgs): Equivariant2to2 {
  return new Equivariant2to2(args);
}

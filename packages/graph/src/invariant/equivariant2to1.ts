import { dense } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { pairDiagonal } from '../pair-diagonal';
import { registerLayer } from '../pair-inputs';
import { vertexDivisor } from '../vertex-inputs';
import { EquivariantLayer, type EquivariantLayerArgs } from './equivariant-layer';

/**
 * Every linear map from pair tensors to vertex features that commutes with renumbering the vertices: 5 operations.
 *
 * Input x [batch, n, n, channels] or [x, mask] with mask [batch, n]; output [batch, n, units], zero outside of the mask.
 * Weights: `coeffs` [channels, units, 5] for diagonal, trace, row sums, column sums and total, `bias` [units].
 * @throws ShapeError for inputs that do not fit.
 * Source: Maron et al., "Invariant and Equivariant Graph Networks" (ICLR 2019), appendix A.
 */
export class Equivariant2to1 extends EquivariantLayer {
  static readonly className = 'PerceptronsEquivariant2to1';
  readonly inputOrder = 2;
  readonly outputOrder = 1;

  protected map(x: tf.Tensor, mask?: tf.Tensor2D): tf.Tensor {
    const counts = vertexDivisor(mask, x.shape[1]!);
    const diagonal = pairDiagonal(x);
    const rows = this.scaled(tf.sum(x, 2), counts);
    const columns = this.scaled(tf.sum(x, 1), counts);
    const trace = this.scaled(tf.sum(diagonal, 1, true), counts);
    const total = this.scaled(tf.sum(rows, 1, true), counts);
    const [forVertices, forGraph] = this.kernels([1, 3, 4], [2, 5]);
    const ofVertices = dense(tf.concat([diagonal, rows, columns], 2), forVertices);
    return tf.add(ofVertices, this.withBias(dense(tf.concat([trace, total], 2), forGraph)));
  }
}
registerLayer(Equivariant2to1);

/** All equivariant linear maps from pairs to vertices. See `Equivariant2to1`. */
export function equivariant2to1(args: EquivariantLayerArgs): Equivariant2to1 {
  return new Equivariant2to1(args);
}

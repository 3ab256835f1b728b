import { dense } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { onDiagonal } from '../pair-diagonal';
import { registerLayer } from '../pair-inputs';
import { vertexDivisor } from '../vertex-inputs';
import { EquivariantLayer, type EquivariantLayerArgs } from './equivariant-layer';

/**
 * Every linear map from vertex features to pair tensors that commutes with renumbering the vertices: 5 operations.
 *
 * Input v [batch, n, channels] or [v, mask] with mask [batch, n]; output [batch, n, n, units], zero outside of the mask.
 * Weights: `coeffs` [channels, units, 5] for v and its sum on the diagonal, v_j, v_i and the sum everywhere, `diag_bias`
 * and `all_bias` [units]. Deviation: the reference code has one bias here; the theory gives two.
 * @throws ShapeError for inputs that do not fit.
 * Source: Maron et al., "Invariant and Equivariant Graph Networks" (ICLR 2019), appendix A.
 */
export class Equivariant1to2 extends EquivariantLayer {
  static readonly className = 'PerceptronsEquivariant1to2';
  readonly inputOrder = 1;
  readonly outputOrder = 2;

  protected map(v: tf.Tensor, mask?: tf.Tensor2D): tf.Tensor {
    const sum = this.scaled(tf.sum(v, 1, true), vertexDivisor(mask, v.shape[1]!));
    const [values, sums, columns, rows, all] = this.kernels([1], [2], [3], [4], [5]);
    const everywhere = this.withBias(dense(sum, all));
    const onlyDiagonal = tf.add(dense(v, values), dense(sum, sums, this.diagonalBias?.read()));
    const alongRows = tf.add(dense(v, rows), everywhere);
    const alongColumns = dense(v, columns);
    return onDiagonal(onlyDiagonal).add(tf.expandDims(alongRows, 2)).add(tf.expandDims(alongColumns, 1));
  }
}
registerLayer(Equivariant1to2);

/** All equivariant linear maps from vertices to pairs. See `Equivariant1to2`. */
export function equivariant1to2(args: EquivariantLayerArgs): Equivariant1to2 {
  return new Equivariant1to2(args);
}

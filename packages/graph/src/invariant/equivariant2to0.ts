import { dense } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { pairDiagonal } from '../pair-diagonal';
import { registerLayer } from '../pair-inputs';
import { vertexDivisor } from '../vertex-inputs';
import { EquivariantLayer, type EquivariantLayerArgs } from './equivariant-layer';

/**
 * Every linear map from pair tensors to numbers of the graph that does not depend on how vertices are numbered: trace and
 * total.
 *
 * Input x [batch, n, n, channels] or [x, mask] with mask [batch, n]; output [batch, units].
 * Weights: `coeffs` [channels, units, 2] for trace and total, `bias` [units].
 * @throws ShapeError for inputs that do not fit.
 * Source: Maron et al., "Invariant and Equivariant Graph Networks" (ICLR 2019), section 3.
 */
export class Equivariant2to0 extends EquivariantLayer {
  static readonly className = 'PerceptronsEquivariant2to0';
  readonly inputOrder = 2;
  readonly outputOrder = 0;

  protected map(x: tf.Tensor, mask?: tf.Tensor2D): tf.Tensor {
    const counts = vertexDivisor(mask, x.shape[1]!);
    const trace = this.scaled(tf.sum(pairDiagonal(x), 1, true), counts);
    const total = this.scaled(tf.sum(this.scaled(tf.sum(x, 2), counts), 1, true), counts);
    const [kernel] = this.kernels([1, 2]);
    return this.withBias(tf.squeeze(dense(tf.concat([trace, total], 2), kernel), [1]));
  }
}
registerLayer(Equivariant2to0);

/** All invariant linear maps of pairs. See `Equivariant2to0`. */
export function equivariant2to0(args: EquivariantLayerArgs): Equivariant2to0 {
  return new Equivariant2to0(args);
}

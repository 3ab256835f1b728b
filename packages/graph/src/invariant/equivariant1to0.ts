import { dense } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { registerLayer } from '../pair-inputs';
import { vertexDivisor } from '../vertex-inputs';
import { EquivariantLayer, type EquivariantLayerArgs } from './equivariant-layer';

/**
 * Every linear map from vertex features to numbers of the graph that does not depend on how vertices are numbered: the sum.
 *
 * Input v [batch, n, channels] or [v, mask] with mask [batch, n]; output [batch, units].
 * Weights: `coeffs` [channels, units, 1], `bias` [units].
 * @throws ShapeError for inputs that do not fit.
 * Source: Maron et al., "Invariant and Equivariant Graph Networks" (ICLR 2019), section 3.
 */
export class Equivariant1to0 extends EquivariantLayer {
  static readonly className = 'PerceptronsEquivariant1to0';
  readonly inputOrder = 1;
  readonly outputOrder = 0;

  protected map(v: tf.Tensor, mask?: tf.Tensor2D): tf.Tensor {
    const sum = this.scaled(tf.sum(v, 1, true), vertexDivisor(mask, v.shape[1]!));
    const [kernel] = this.kernels([1]);
    return this.withBias(tf.squeeze(dense(sum, kernel), [1]));
  }
}
registerLayer(Equivariant1to0);

/** All invariant linear maps of vertices. See `Equivariant1to0`. */
export function equivariant1to0(args: EquivariantLayerArgs): Equivariant1to0 {
  return new Equivariant1to0(args);
}

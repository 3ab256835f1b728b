import { dense } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { registerLayer } from '../pair-inputs';
import { vertexDivisor } from '../vertex-inputs';
import { EquivariantLayer, type EquivariantLayerArgs } from './equivariant-layer';

/**
 * Every linear map from vertex features to vertex features that commutes with renumbering the vertices: 2 operations, the
 * layer of DeepSets.
 *
 * Input v [batch, n, channels] or [v, mask] with mask [batch, n]; output [batch, n, units], zero outside of the mask.
 * Weights: `coeffs` [channels, units, 2] for v and its sum, `bias` [units].
 * @throws ShapeError for inputs that do not fit.
 * Source: Maron et al., "Invariant and Equivariant Graph Networks" (ICLR 2019), appendix A; Zaheer et al. (NeurIPS 2017).
 */
export class Equivariant1to1 extends EquivariantLayer {
  static readonly className = 'PerceptronsEquivariant1to1';
  readonly inputOrder = 1;
  readonly outputOrder = 1;

  protected map(v: tf.Tensor, mask?: tf.Tensor2D): tf.Tensor {
    const sum = this.scaled(tf.sum(v, 1, true), vertexDivisor(mask, v.shape[1]!));
    const [values, sums] = this.kernels([1], [2]);
    return tf.add(dense(v, values), this.withBias(dense(sum, sums)));
  }
}
registerLayer(Equivariant1to1);

/** All equivariant linear maps from vertices to vertices. See `Equivariant1to1`. */
export function equivariant1to1(args: EquivariantLayerArgs): Equivariant1to1 {
  return new Equivariant1to1(args);
}

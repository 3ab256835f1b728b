import * as tf from '@tensorflow/tfjs';
import { oneOf } from '../layer-options';
import { type LayerArgs, registerLayer } from '../pair-inputs';
import { knownVertexChannels, vertexDivisor, vertexInputs, vertexShape } from '../vertex-inputs';

/** Arguments of `VertexPooling`. */
export interface VertexPoolingArgs extends LayerArgs {
  /** Default `sum`. */
  readout?: 'sum' | 'mean';
}

/**
 * The sum or the mean of the features of all vertices of a graph.
 *
 * Input v [batch, n, channels] or [v, mask] with mask [batch, n]; output [batch, channels]. No weights.
 *
 * @throws ConfigError `graph/unknown-choice`; ShapeError for inputs that do not fit.
 */
export class VertexPooling extends tf.layers.Layer {
  static readonly className = 'PerceptronsVertexPooling';
  readonly readout: 'sum' | 'mean';

  constructor(args: VertexPoolingArgs = {}) {
    super(args);
    this.readout = oneOf(this.name, 'readout', args.readout ?? 'sum', ['sum', 'mean']);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = vertexShape(this.name, inputShape);
    return [shape[0], knownVertexChannels(this.name, shape)];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { vertices, mask } = vertexInputs(this.name, inputs);
      const sum = tf.sum(mask ? tf.mul(vertices, tf.expandDims(mask, 2)) : vertices, 1, true);
      const pooled = this.readout === 'sum' ? sum : tf.div(sum, vertexDivisor(mask, vertices.shape[1]));
      return tf.squeeze(pooled, [1]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), readout: this.readout };
  }
}
registerLayer(VertexPooling);

/** The sum or the mean over the vertices. See `VertexPooling`. */
export function vertexPooling(args: VertexPoolingArgs = {}): VertexPooling {
  return new VertexPooling(args);
}

import { dense } from '@perceptrons/layers';
import { random } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { GraphData } from '../../graph-data';

/** Rings and complete graphs of 4 to 7 vertices, class 0 and 1; real targets: percent of pairs that are edges, and the class. */
export function toyGraphs(count: number, real = false): GraphData[] {
  const sizes = random.randintArray(5, count, { min: 4, max: 8 });
  return Array.from(sizes, (nodeCount, index) => {
    const complete = index % 2 === 1;
    const edges: number[] = [];
    for (let a = 0; a < nodeCount; a++) {
      for (let b = a + 1; b < nodeCount; b++) {
        if (complete || b === a + 1 || (a === 0 && b === nodeCount - 1)) edges.push(a, b);
      }
    }
    const target = real ? Float32Array.of((50 * edges.length) / nodeCount ** 2, Number(complete)) : Number(complete);
    return { nodeCount, edges: Int32Array.from(edges), target };
  });
}

/** A network that sees the shares of edges and of loops among pairs: two channels, averaged. */
export function toyModel(outputUnits: number, seed = 1): tf.LayersModel {
  const pairs = tf.input({ shape: [null, null, 2] });
  const means = tf.layers.globalAveragePooling2d({}).apply(pairs) as tf.SymbolicTensor;
  const hidden = dense({ units: 8, activation: 'gelu', seed }).apply(means) as tf.SymbolicTensor;
  const outputs = dense({ units: outputUnits, seed: seed + 1 }).apply(hidden) as tf.SymbolicTensor;
  return tf.model({ inputs: pairs, outputs });
}

/** The same with a mask: sums over pairs, divided by the number of pairs of the graph. */
export function maskedToyModel(outputUnits: number, seed = 1): tf.LayersModel {
  const pairs = tf.input({ shape: [null, null, 2] });
  const mask = tf.input({ shape: [null] });
  const means = new MaskedMean({}).apply([pairs, mask]) as tf.SymbolicTensor;
  const hidden = dense({ units: 8, activation: 'gelu', seed }).apply(means) as tf.SymbolicTensor;
  const outputs = dense({ units: outputUnits, seed: seed + 1 }).apply(hidden) as tf.SymbolicTensor;
  return tf.model({ inputs: [pairs, mask], outputs });
}

class MaskedMean extends tf.layers.Layer {
  static readonly className = 'ToyMaskedMean';
  override computeOutputShape(shapes: tf.Shape | tf.Shape[]): tf.Shape {
    const [pairs] = shapes as tf.Shape[];
    return [pairs[0], pairs[3]];
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [pairs, mask] = inputs as tf.Tensor[];
    return tf.tidy(() => pairs.sum([1, 2]).div(mask.sum(1, true).square()));
  }
}

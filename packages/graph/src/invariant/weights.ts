// The names and layouts of the reference code's checkpoints.
import { io } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';

/** [1, units, 1, 1] to [units]. */
function flat(weight: io.WeightArray): io.WeightArray {
  return { ...weight, shape: [weight.data.length] };
}

/** From a file of the reference code to the names of `ign`. */
const rules: readonly io.WeightRule[] = [
  { from: /^(equi\d+\/coeffs)(?::0)?$/, to: '$1' },
  { from: /^(equi\d+\/(?:all|diag)_bias)(?::0)?$/, to: '$1', transform: flat },
  { from: /^(fully\d+)\/weights(?::0)?$/, to: '$1/kernel' },
  { from: /^(fully\d+)\/biases(?::0)?$/, to: '$1/bias' },
];

/**
 * Loads weights with the names of the reference code into an `ign`: `equi{l}/coeffs` [channels, units, 15],
 * `equi{l}/all_bias` and `diag_bias` [1, units, 1, 1], `fully{l}/weights` [in, out] and `biases`, each with or without the
 * suffix `:0` of TensorFlow.
 *
 * @param weights Tensors by name, for example from `io.readNpz` or `io.readSafetensors`.
 * @returns Number of weights set.
 * @throws DataError `tensor/weights-differ` naming every tensor that is missing, left over or of another shape.
 */
export function loadIgnWeights(model: tf.LayersModel, weights: io.NamedWeights): number {
  // What TensorFlow keeps beside the weights of the network: the state of its optimizer and counters.
  const ignore = [/\/(?:Adam|Adam_1|Momentum)(?::0)?$/, /^(?:global_step|beta\d_power|cur_epoch)/];
  return io.loadWeights(model, weights, { rules, ignore });
}

/** The weights of an `ign` under the names and in the shapes of the reference code, ready for `io.writeNpz`. */
export async function exportIgnWeights(model: tf.LayersModel): Promise<Map<string, io.WeightArray>> {
  const result = new Map<string, io.WeightArray>();
  for (const [name, weight] of await io.modelWeights(model)) {
    const isBias = /^equi\d+\/(?:all|diag)_bias$/.test(name);
    const target = name.replace(/^(fully\d+)\/kernel$/, '$1/weights').replace(/^(fully\d+)\/bias$/, '$1/biases');
    result.set(target, isBias ? { ...weight, shape: [1, weight.data.length, 1, 1] } : weight);
  }
  return result;
}

// Weights made by a formula, in the layout of PyTorch and in ours: the reference values were computed from them.
import * as tf from '@tensorflow/tfjs';

/** Tensor number `index` of a model, row by row. */
export function torchFill(index: number, size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => 0.4 * Math.sin(0.05 * i * i + 0.7 * i + 1.3 * index + 0.4));
}

/** [rows, columns] to [columns, rows], with the blocks of rows in another order before that. */
function transposed(values: Float32Array, columns: number, order: readonly number[]): tf.Tensor2D {
  return tf.tidy(() => {
    const blocks = tf.split(tf.tensor2d(values, [values.length / columns, columns]), order.length, 0);
    return tf.transpose(tf.concat(order.map((block) => blocks[block])));
  }) as tf.Tensor2D;
}

/** PyTorch row blocks in our order: i, f, g, o stays; r, z, n becomes z, r, n. */
const orders = { lstm: [0, 1, 2, 3], gru: [1, 0, 2], rnn: [0] } as const;

/**
 * The four tensors of one direction of PyTorch (weight_ih, weight_hh, bias_ih, bias_hh), the first being number `index` of
 * the model, in our layout.
 */
export function filledDirection(cell: keyof typeof orders, index: number, inputs: number, units: number): tf.Tensor[] {
  const order = orders[cell];
  const width = order.length * units;
  const vector = (k: number) => transposed(torchFill(k, width), 1, order).reshape([width]);
  return tf.tidy(() => [
    transposed(torchFill(index, width * inputs), inputs, order),
    transposed(torchFill(index + 1, width * units), units, order),
    vector(index + 2),
    vector(index + 3),
  ]);
}

/** One direction with a single bias, the sum of both. */
export function folded([kernel, recurrentKernel, bias, recurrentBias]: tf.Tensor[]): tf.Tensor[] {
  return [kernel, recurrentKernel, tf.add(bias, recurrentBias)];
}

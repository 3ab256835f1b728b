// Recurrent layers over the rows and columns of an image.
import type * as tf from '@tensorflow/tfjs';
import type { Squashing } from '../recurrent/cells';
import { callRecurrent2d, type Recurrent2dOptions } from './call';

/** Options of `lstm2d`. */
export interface Lstm2dOptions extends Recurrent2dOptions {
  /** Non-linearity of the gates. Default `sigmoid`, as in PyTorch and Keras 3; `tf.layers.lstm` has `hardSigmoid`. */
  recurrentActivation?: Squashing;
}

/**
 * LSTMs over all columns and all rows of an image, from both ends: the BiLSTM2D layer without its last product. One
 * product for all inputs, then all chains in one op; no transposed copy is made.
 *
 * Every column is a sequence of the vertical chains, every row one of the horizontal chains; the cell is that of `lstm`,
 * with the gates i, f, g, o. States start at zero.
 *
 * @param x [batch, height, width, inputs], float32; height and width may be anything.
 * @param options Weights of all chains, side by side: kernel [inputs, chains 4 units], recurrentKernel
 *   [chains, units, 4 units], biases [chains 4 units]. Four chains, or two when unidirectional or with one axis.
 * @returns [batch, height, width, chains units] in the order of the chains; half of that with `add`.
 * Kept for the gradient: x, the kernels, and all states, gates and carries: 6 units floats a chain and pixel.
 * NaN reaches the pixels of its own row and column alone, in the directions that come after it.
 * @throws ShapeError for a wrong shape or dtype, ConfigError for an unknown activation or union.
 * Source: Tatsunami & Taki, Sequencer (NeurIPS 2022), section 3.2; gates as in PyTorch.
 */
export function lstm2d(x: tf.Tensor | tf.TensorLike, options: Lstm2dOptions): tf.Tensor {
  return callRecurrent2d('lstm2d', x, options, { cell: 'lstm', gate: options.recurrentActivation ?? 'sigmoid' });
}

/** Options of `gru2d`. */
export interface Gru2dOptions extends Recurrent2dOptions {
  /**
   * True (default) for the reset gate after the recurrent product, as in PyTorch and Keras 3; false for the gate before
   * it, as in `tf.layers.gru`.
   */
  resetAfter?: boolean;
  /** Non-linearity of the gates. Default `sigmoid`. */
  recurrentActivation?: Squashing;
}

/** `lstm2d` with the cell of `gru`: three gates z, r, n in the order of Keras (PyTorch has r, z, n). */
export function gru2d(x: tf.Tensor | tf.TensorLike, options: Gru2dOptions): tf.Tensor {
  const { resetAfter = true, recurrentActivation = 'sigmoid' } = options;
  return callRecurrent2d('gru2d', x, options, {
    cell: resetAfter ? 'gruAfter' : 'gruBefore',
    gate: recurrentActivation,
  });
}

/** Options of `simpleRnn2d`. `activation` is `tanh` (default), `relu`, `linear`, `sigmoid` or `hardSigmoid`. */
export type SimpleRnn2dOptions = Recurrent2dOptions;

/** `lstm2d` with the cell of `simpleRnn`: one gate. */
export function simpleRnn2d(x: tf.Tensor | tf.TensorLike, options: SimpleRnn2dOptions): tf.Tensor {
  return callRecurrent2d('simpleRnn2d', x, options, { cell: 'simple', gate: 'sigmoid' });
}

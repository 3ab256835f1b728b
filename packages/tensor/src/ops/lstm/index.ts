import type * as tf from '@tensorflow/tfjs';
import {
  callBidirectional,
  callRecurrent,
  callRecurrentWithState,
  type MergeMode,
  type RecurrentOptions,
  type RecurrentResult,
  type RecurrentWeights,
} from '../recurrent/call';
import type { Squashing } from '../recurrent/cells';

/** Options of `lstm`. */
export interface LstmOptions extends RecurrentOptions, RecurrentWeights {
  /** Runs from the last step to the first; the results stay at the position of their input. Default false. */
  reverse?: boolean;
  /** Non-linearity of the gates. Default `sigmoid`, as in PyTorch and Keras 3; `tf.layers.lstm` has `hardSigmoid`. */
  recurrentActivation?: Squashing;
}

/**
 * Long short-term memory over a sequence: one product for all inputs, then the time loop in one kernel.
 *
 * z = x kernel + h recurrentKernel + bias + recurrentBias, in four parts i, f, g, o (the order of Keras and PyTorch);
 * c = sigmoid(f) c + sigmoid(i) tanh(g); h = sigmoid(o) tanh(c).
 *
 * @param x [batch, time, inputs], float32.
 * @param options Weights and settings. kernel [inputs, 4 units], recurrentKernel [units, 4 units], biases [4 units].
 * @returns [batch, units], or [batch, time, units] with `returnSequences`. Without steps: the initial state.
 * Kept for the gradient: x, the kernels, all states, gates and carries: 6 units floats a step.
 * NaN spreads along its own row of the batch from its step on.
 * @throws ShapeError for a wrong shape or dtype, ConfigError for an unknown activation.
 * Source: Hochreiter & Schmidhuber (1997) with the forget gate of Gers et al. (2000), as in PyTorch and Keras.
 */
export function lstm(x: tf.Tensor | tf.TensorLike, options: LstmOptions): tf.Tensor {
  return callRecurrent('lstm', x, options, {
    ...options,
    cell: 'lstm',
    gate: options.recurrentActivation ?? 'sigmoid',
  });
}

/** `lstm` with the hidden state and the carry after the last step. Both have gradients. */
export function lstmWithState(
  x: tf.Tensor | tf.TensorLike,
  options: LstmOptions,
): RecurrentResult & { carry: tf.Tensor } {
  const gate = options.recurrentActivation ?? 'sigmoid';
  const result = callRecurrentWithState('lstmWithState', x, options, { ...options, cell: 'lstm', gate });
  return result as RecurrentResult & { carry: tf.Tensor };
}

/** Options of `bidirectionalLstm`. */
export interface BidirectionalLstmOptions extends RecurrentOptions {
  forward: RecurrentWeights;
  backward: RecurrentWeights;
  /** Default `concat`: the forward units, then the backward units. */
  mergeMode?: MergeMode;
  /** Non-linearity of the gates. Default `sigmoid`. */
  recurrentActivation?: Squashing;
}

/**
 * Two LSTMs over the same sequence, one from each end, in one op; results stay at the position of their input.
 *
 * @param x [batch, time, inputs], float32.
 * @param options Weights of both directions, shapes as in `lstm`. An initial state is [batch, 2 units].
 * @returns [batch, 2 units] or, with `returnSequences`, [batch, time, 2 units]; half as wide for the other merge modes.
 *   Without `returnSequences` each direction gives its own last state.
 * @throws ShapeError for a wrong shape or dtype, ConfigError for an unknown activation or merge mode.
 */
export function bidirectionalLstm(x: tf.Tensor | tf.TensorLike, options: BidirectionalLstmOptions): tf.Tensor {
  const gate = options.recurrentActivation ?? 'sigmoid';
  return callBidirectional('bidirectionalLstm', x, options, { ...options, cell: 'lstm', gate });
}

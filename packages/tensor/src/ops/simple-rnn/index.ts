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

/** Options of `simpleRnn`. `activation` is `tanh` (default), `relu`, `linear`, `sigmoid` or `hardSigmoid`. */
export interface SimpleRnnOptions extends RecurrentOptions, RecurrentWeights {
  /** Runs from the last step to the first; the results stay at the position of their input. Default false. */
  reverse?: boolean;
}

const cell = { cell: 'simple', gate: 'sigmoid' } as const;

/**
 * The plain recurrence h = activation(x kernel + h recurrentKernel + bias + recurrentBias).
 *
 * @param x [batch, time, inputs], float32.
 * @param options Weights and settings. kernel [inputs, units], recurrentKernel [units, units], biases [units].
 * @returns [batch, units], or [batch, time, units] with `returnSequences`. Without steps: the initial state.
 * Kept for the gradient: x, the kernels and all states.
 * NaN spreads along its own row of the batch from its step on.
 * @throws ShapeError for a wrong shape or dtype, ConfigError for an unknown activation.
 * Source: Elman (1990), as in PyTorch and Keras.
 */
export function simpleRnn(x: tf.Tensor | tf.TensorLike, options: SimpleRnnOptions): tf.Tensor {
  return callRecurrent('simpleRnn', x, options, { ...options, ...cell });
}

/** `simpleRnn` with the hidden state after the last step. */
export function simpleRnnWithState(x: tf.Tensor | tf.TensorLike, options: SimpleRnnOptions): RecurrentResult {
  return callRecurrentWithState('simpleRnnWithState', x, options, { ...options, ...cell });
}

/** Options of `bidirectionalSimpleRnn`. */
export interface BidirectionalSimpleRnnOptions extends RecurrentOptions {
  forward: RecurrentWeights;
  backward: RecurrentWeights;
  /** Default `concat`: the forward units, then the backward units. */
  mergeMode?: MergeMode;
}

/** Two plain recurrences over the same sequence, one from each end, in one op. */
export function bidirectionalSimpleRnn(
  x: tf.Tensor | tf.TensorLike,
  options: BidirectionalSimpleRnnOptions,
): tf.Tensor {
  return callBidirectional('bidirectionalSimpleRnn', x, options, { ...options, ...cell });
}

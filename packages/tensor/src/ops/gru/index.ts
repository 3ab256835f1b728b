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
import type { Cell, Squashing } from '../recurrent/cells';

interface GruSettings {
  /**
   * True (default) for the reset gate after the recurrent product, as in PyTorch and Keras 3; false for the gate before
   * it, as in `tf.layers.gru`.
   */
  resetAfter?: boolean;
  /** Non-linearity of the gates. Default `sigmoid`; `tf.layers.gru` has `hardSigmoid`. */
  recurrentActivation?: Squashing;
}

/** Options of `gru`. */
export interface GruOptions extends RecurrentOptions, RecurrentWeights, GruSettings {
  /** Runs from the last step to the first; the results stay at the position of their input. Default false. */
  reverse?: boolean;
}

function settings({ resetAfter = true, recurrentActivation = 'sigmoid' }: GruSettings): {
  cell: Cell;
  gate: Squashing;
} {
  return { cell: resetAfter ? 'gruAfter' : 'gruBefore', gate: recurrentActivation };
}

/**
 * Gated recurrent unit over a sequence: one product for all inputs, then the time loop in one kernel.
 *
 * Gates in the order z, r, n of Keras (PyTorch has r, z, n; the weight transform `gruReset` reorders them):
 * z and r = sigmoid(x kernel + bias + h recurrentKernel + recurrentBias);
 * n = tanh(x kernel + bias + r (h recurrentKernel + recurrentBias)), or with `resetAfter: false`
 * n = tanh(x kernel + bias + recurrentBias + (r h) recurrentKernel); h = z h + (1 - z) n.
 *
 * @param x [batch, time, inputs], float32.
 * @param options Weights and settings. kernel [inputs, 3 units], recurrentKernel [units, 3 units], biases [3 units].
 * @returns [batch, units], or [batch, time, units] with `returnSequences`. Without steps: the initial state.
 * Kept for the gradient: x, the kernels, all states, gates and the inner part of n: 5 units floats a step.
 * NaN spreads along its own row of the batch from its step on.
 * @throws ShapeError for a wrong shape or dtype, ConfigError for an unknown activation.
 * Source: Cho et al., arXiv:1406.1078; the form with the reset gate after the product as in PyTorch and Keras 3.
 */
export function gru(x: tf.Tensor | tf.TensorLike, options: GruOptions): tf.Tensor {
  return callRecurrent('gru', x, options, { ...options, ...settings(options) });
}

/** `gru` with the hidden state after the last step. */
export function gruWithState(x: tf.Tensor | tf.TensorLike, options: GruOptions): RecurrentResult {
  return callRecurrentWithState('gruWithState', x, options, { ...options, ...settings(options) });
}

/** Options of `bidirectionalGru`. */
export interface BidirectionalGruOptions extends RecurrentOptions, GruSettings {
  forward: RecurrentWeights;
  backward: RecurrentWeights;
  /** Default `concat`: the forward units, then the backward units. */
  mergeMode?: MergeMode;
}

/** Two GRUs over the same sequence, one from each end, in one op. Shapes as in `bidirectionalLstm` with three gates. */
export function bidirectionalGru(x: tf.Tensor | tf.TensorLike, options: BidirectionalGruOptions): tf.Tensor {
  return callBidirectional('bidirectionalGru', x, options, { ...options, ...settings(options) });
}

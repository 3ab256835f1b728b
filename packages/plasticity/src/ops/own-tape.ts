import * as tf from '@tensorflow/tfjs';

/** Runs a computation with tapes of its own while another tape is played back, which TensorFlow.js would lose otherwise. */
export function onOwnTape<Result>(compute: () => Result): Result {
  const { state } = tf.engine();
  const { activeTape } = state;
  try {
    return compute();
  } finally {
    state.activeTape = activeTape;
  }
}

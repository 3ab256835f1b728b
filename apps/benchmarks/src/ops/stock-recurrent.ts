// A recurrent layer from stock ops, in the fastest form we know: one product for the inputs of all steps, then one small
// product a step.
import * as tf from '@tensorflow/tfjs';

/**
 * The steps of an LSTM over projected inputs [batch, time, 4 units]; gates in the order input, forget, cell, output. Results
 * [batch, time, units] stay at the position of their input.
 */
export function stockLstmSteps(projected: tf.Tensor, recurrentKernel: tf.Tensor, backwards: boolean): tf.Tensor {
  const [batch] = projected.shape;
  const units = recurrentKernel.shape[0]!;
  const steps = tf.unstack(projected, 1);
  let h: tf.Tensor = tf.zeros([batch, units]);
  let c: tf.Tensor = tf.zeros([batch, units]);
  const outputs = (backwards ? [...steps].reverse() : steps).map((step) => {
    const gates = step.add(tf.matMul(h, recurrentKernel));
    const [i, f, g, o] = tf.split(gates, 4, 1);
    c = tf
      .sigmoid(f)
      .mul(c)
      .add(tf.sigmoid(i).mul(tf.tanh(g)));
    h = tf.sigmoid(o).mul(tf.tanh(c));
    return h;
  });
  return tf.stack(backwards ? outputs.reverse() : outputs, 1);
}

/** x [batch, time, inputs] to [batch, time, units]. */
export function stockLstm(x: tf.Tensor, kernel: tf.Tensor, recurrentKernel: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  const [batch, time, inputs] = x.shape as [number, number, number];
  const projected = tf.matMul(x.reshape([batch * time, inputs]), kernel).add(bias);
  return stockLstmSteps(projected.reshape([batch, time, kernel.shape[1]!]), recurrentKernel, false);
}

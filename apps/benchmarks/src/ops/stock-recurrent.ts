// A recurrent layer from stock ops, in the fastest form we know: one product for the inputs of all steps, then one small
// product a step.
import * as tf from '@tensorflow/tfjs';

/** x [batch, time, inputs] to [batch, time, units]; gates in the order input, forget, cell, output. */
export function stockLstm(x: tf.Tensor, kernel: tf.Tensor, recurrentKernel: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  const [batch, time, inputs] = x.shape as [number, number, number];
  const units = recurrentKernel.shape[0]!;
  const projected = tf.matMul(x.reshape([batch * time, inputs]), kernel).add(bias);
  const steps = tf.unstack(projected.reshape([batch, time, 4 * units]), 1);
  let h: tf.Tensor = tf.zeros([batch, units]);
  let c: tf.Tensor = tf.zeros([batch, units]);
  const outputs = steps.map((step) => {
    const gates = step.add(tf.matMul(h, recurrentKernel));
    const [i, f, g, o] = tf.split(gates, 4, 1);
    c = tf
      .sigmoid(f)
      .mul(c)
      .add(tf.sigmoid(i).mul(tf.tanh(g)));
    h = tf.sigmoid(o).mul(tf.tanh(c));
    return h;
  });
  return tf.stack(outputs, 1);
}

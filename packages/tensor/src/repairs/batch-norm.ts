// Batch normalisation, (x - mean) scale / sqrt(variance + epsilon) + offset.
import * as tf from '@tensorflow/tfjs';
import type { BackendRepair, GradientRepair } from './repair';

/** Below this many values one call of the stock kernel is faster than several of others. */
const fewValues = 2048;

export const batchNorm: BackendRepair = {
  kernelName: 'FusedBatchNorm',
  backends: ['wasm'],
  why: 'takes a root and a division for each value',
  run(call, stock, kernels) {
    const { x, mean, variance, offset, scale } = call.inputs as Record<string, tf.TensorInfo | undefined>;
    const given = [x, mean, variance, offset, scale].filter((tensor) => tensor != null);
    const floats = given.every(({ dtype }) => dtype === 'float32');
    if (!floats || tf.util.sizeFromShape(x!.shape) < fewValues) return stock(call);
    const epsilon = kernels.run('Fill', {}, { shape: [], value: call.attrs.varianceEpsilon, dtype: 'float32' });
    const shifted = kernels.run('Add', { a: variance!, b: epsilon });
    const root = kernels.run('Rsqrt', { x: shifted });
    const factor = scale == null ? root : kernels.run('Multiply', { a: root, b: scale });
    const centred = kernels.run('Sub', { a: x!, b: mean! });
    const scaled = kernels.run('Multiply', { a: centred, b: factor });
    kernels.release(epsilon, shifted, root, centred);
    if (factor !== root) kernels.release(factor);
    if (offset == null) return scaled;
    const result = kernels.run('Add', { a: scaled, b: offset });
    kernels.release(scaled);
    return result;
  },
  proofs: [],
};

export const batchNormGradient: GradientRepair = {
  kernelName: 'FusedBatchNorm',
  why: 'repeats the factors of every channel for all values, and takes about 15 passes',
  config: () => ({
    kernelName: 'FusedBatchNorm',
    inputsToSave: ['x', 'mean', 'variance', 'scale'],
    gradFunc: (gradient, saved, attrs) => {
      const dy = gradient as tf.Tensor;
      // An absent scale is not saved.
      const [x, mean, variance, scale] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor | undefined];
      const axes = tf.broadcast_util.getReductionAxes(mean.shape, x.shape);
      const perChannel = (t: tf.Tensor): tf.Tensor => tf.reshape(axes.length > 0 ? tf.sum(t, axes) : t, mean.shape);
      const root = tf.rsqrt(tf.add(variance, attrs.varianceEpsilon as number));
      const factor = scale == null ? root : tf.mul(root, scale);
      const total = perChannel(dy);
      const moment = perChannel(tf.mul(dy, tf.sub(x, mean)));
      return {
        x: () => tf.mul(dy, factor),
        mean: () => tf.neg(tf.mul(factor, total)),
        variance: () => tf.mul(tf.mul(tf.mul(factor, tf.square(root)), -0.5), moment),
        scale: () => tf.mul(root, moment),
        offset: () => tf.clone(total),
      };
    },
  }),
  proofs: [],
};

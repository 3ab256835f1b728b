// A small perceptron for the tests of DataParallel, with ways to fail.
import * as tf from '@tensorflow/tfjs';
import { random, serveDataParallel } from '../../index';

export interface PerceptronConfig {
  sizes: number[];
  optimizer: 'sgd' | 'adam';
  clipGlobalNorm?: number;
  /** Standard deviation of what is added to the inputs, anew for every step and shard. */
  noise?: number;
  /** The module throws. */
  failToLoad?: boolean;
  /** What goes wrong in shard 1 of the first attempts at a step, in this order. */
  failures?: Array<'throw' | 'vector'>;
}

serveDataParallel(({ config, index }) => {
  const { sizes, optimizer, clipGlobalNorm, noise = 0, failToLoad, failures = [] } = config as PerceptronConfig;
  if (failToLoad) throw new Error('the module does not want to');
  const left = [...failures];
  const layers = sizes.slice(1).map((units, layer) => {
    // Different in every worker: the start values of worker 0 count.
    const kernel = tf.mul(random.normal([index, layer], [sizes[layer], units]), 0.1);
    const made = [
      tf.variable(kernel, true, `layer${layer}/kernel`),
      tf.variable(tf.zeros([units]), true, `layer${layer}/bias`),
    ];
    kernel.dispose();
    return made;
  });
  return {
    variables: layers.flat(),
    optimizer: optimizer === 'adam' ? tf.train.adam(0.01) : tf.train.sgd(0.1),
    clipGlobalNorm,
    loss({ x, y }, { index: shard, step }) {
      const failure = shard === 1 ? left.shift() : undefined;
      if (failure === 'throw') throw new RangeError('the loss is not defined here');
      const key = random.foldIn(random.foldIn(7, step), shard);
      let h = noise === 0 ? x : tf.add(x, tf.mul(random.normal(key, x.shape), noise));
      layers.forEach(([kernel, bias], layer) => {
        h = tf.add(tf.matMul(h as tf.Tensor2D, kernel as tf.Tensor2D), bias);
        if (layer < layers.length - 1) h = tf.tanh(h);
      });
      const errors = tf.mean(tf.square(tf.sub(h, y)), -1);
      return failure === 'vector' ? (errors as tf.Scalar) : (tf.mean(errors) as tf.Scalar);
    },
  };
});

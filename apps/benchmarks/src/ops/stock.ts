// The ops from stock TensorFlow.js, in the fastest form we know of that needs no code of one's own below `tf`.
import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../harness/contender';
import { stockGelu, stockLayerNorm } from '../mixer/stock-ops';
import { stockKit } from '../networks/transformer';
import { ADAMW, OP_EPSILON, type OpCase } from './case';
import { type OpFunction, opSubject } from './op-subject';
import { optimizerSubject } from './optimizer-subject';
import { stockLstm } from './stock-recurrent';

/** Along axis -2 by transposing to rows and back: a batched product is slow on stock WASM, and its gradient is wrong. */
function denseOf(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor, axis: -1 | -2): tf.Tensor {
  if (axis === -1) return tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D).add(bias);
  const [batch, inputs, channels] = x.shape as [number, number, number];
  const rows = x.transpose([0, 2, 1]).reshape([batch * channels, inputs]);
  return denseOf(rows, kernel, bias, -1).reshape([batch, channels, kernel.shape[1]!]).transpose([0, 2, 1]);
}

function adamWOf(parameter: tf.Tensor, gradient: tf.Tensor, first: tf.Tensor, second: tf.Tensor): tf.Tensor[] {
  const { learningRate, beta1, beta2, epsilon, weightDecay, step } = ADAMW;
  const newFirst = first.mul(beta1).add(gradient.mul(1 - beta1));
  const newSecond = second.mul(beta2).add(gradient.square().mul(1 - beta2));
  const scale = newSecond
    .div(1 - beta2 ** step)
    .sqrt()
    .add(epsilon);
  const change = newFirst.mul(learningRate / (1 - beta1 ** step)).div(scale);
  return [parameter.mul(1 - learningRate * weightDecay).sub(change), newFirst, newSecond];
}

function fullAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  return tf.matMul(tf.softmax(tf.matMul(q, k, false, true).mul(1 / Math.sqrt(q.shape[2]!))), v);
}

/**
 * Gradient of a convolution with respect to its filter, from the images and the gradient of the result. It is the kernel
 * alone: `tf.grad` would run the convolution as well.
 */
export function filterGradientOf(filterShape: number[], strides: number, pad: 'same' | 'valid'): OpFunction {
  const attributes = { strides, pad, dataFormat: 'NHWC', filterShape };
  return (x, dy) => tf.engine().runKernel<tf.Tensor>(tf.Conv2DBackpropFilter, { x, dy }, attributes);
}

/** Channels first only around the product. */
function channelProduct(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.matMul(a.transpose([0, 3, 1, 2]), b.transpose([0, 3, 1, 2])).transpose([0, 2, 3, 1]);
}

function functionOf(task: OpCase): OpFunction {
  switch (task.op) {
    case 'matMul':
      return (a, b) => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, task.transposeA, task.transposeB);
    case 'layerNorm':
      return (x, gamma, beta) => stockLayerNorm(x, gamma, beta, OP_EPSILON);
    case 'gelu':
      return (x) => stockGelu(x, task.approximate ? 'sigmoid' : 'erf');
    case 'dense':
      return (x, kernel, bias) => {
        const y = denseOf(x, kernel, bias, task.axis);
        return task.activation === 'linear' ? y : stockGelu(y, 'sigmoid');
      };
    case 'adamW':
      return adamWOf;
    case 'tanh':
      return (x) => tf.tanh(x);
    case 'lstm':
      return stockLstm;
    case 'attention': {
      const kit = task.causal ? stockKit(task.shapes[0][1]) : undefined;
      return (q, k, v) => (kit === undefined ? fullAttention(q, k, v) : kit.attention(q, k, v));
    }
    case 'channelMatMul':
      return channelProduct;
    case 'productDense':
      return (a, b, kernel, bias) => {
        const rows = channelProduct(a, b).reshape([-1, kernel.shape[0]]);
        return denseOf(rows, kernel, bias, -1).reshape([...a.shape.slice(0, 3), kernel.shape[1] as number]);
      };
    case 'filterGradient':
      return filterGradientOf(task.shapes[2], task.strides, task.pad);
    case 'optimizer':
      throw new Error('An optimizer is no function of tensors.');
  }
}

export function stockOp(task: OpCase): Subject {
  if (task.op !== 'optimizer') return opSubject(task, functionOf(task));
  const { learningRate, beta1, beta2, epsilon } = ADAMW;
  return optimizerSubject(task, tf.train.adam(learningRate, beta1, beta2, epsilon));
}

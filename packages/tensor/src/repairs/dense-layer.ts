// In training a stock dense layer is three steps of the tape (product, bias, activation), each with a gradient of its own
// and a pass over memory. Here it is one step: bias and activation are part of the product, and the gradients of both
// come from one pass.
import * as tf from '@tensorflow/tfjs';
import { kernelName } from '../engine/define-op';
import { rowActivation } from '../ops/activation-names';
import { dense } from '../ops/dense/index';
import type { MethodRepair } from './repair';

interface Weight {
  read(): tf.Tensor;
}

/** The fields of a stock dense layer that the op needs. */
interface StockDense {
  kernel: Weight;
  bias: Weight | null;
  activation: { getClassName(): string; apply(x: tf.Tensor): tf.Tensor } | null;
  invokeCallHook(inputs: tf.Tensor | tf.Tensor[], kwargs: object): void;
}

type Call = (this: StockDense, inputs: tf.Tensor | tf.Tensor[], kwargs: object) => tf.Tensor | tf.Tensor[];

/** The call in one op, or undefined where the stock method has to do it: other types, backends without the kernel. */
function fused(layer: StockDense, inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor | undefined {
  const x = Array.isArray(inputs) ? inputs[0] : inputs;
  if (
    tf.getKernel(kernelName('Dense'), tf.getBackend()) === undefined ||
    (Array.isArray(inputs) && inputs.length !== 1) ||
    x.rank < 2 ||
    x.dtype !== 'float32'
  ) {
    return undefined;
  }
  const { activation } = layer;
  return tf.tidy(() => {
    layer.invokeCallHook(inputs, kwargs);
    const own = activation === null ? 'linear' : rowActivation(activation.getClassName());
    const y = dense(x, layer.kernel.read(), layer.bias?.read(), { activation: own as 'linear' | undefined });
    return own === undefined ? activation!.apply(y) : y;
  });
}

/** The slope of a stock dense layer with gelu_new at 1e20, with a kernel of 1. */
function farSlope(): tf.Tensor {
  const layer = tf.layers.dense({ units: 1, kernelInitializer: 'ones', useBias: false, activation: 'gelu_new' });
  try {
    return tf.grad((x) => tf.sum(layer.apply(x) as tf.Tensor))(tf.tensor2d([[1e20]]));
  } finally {
    layer.dispose();
  }
}

/** The stock dense layer with its bias and its activation in one op. */
export const denseLayer: MethodRepair = {
  name: 'Dense.call',
  why: 'takes three steps of the tape in training, and the gradient of gelu_new is NaN far out',
  apply() {
    // A layer with a name of its own does not count in the names that TensorFlow.js gives.
    const { prototype } = tf.layers.dense({ units: 1, name: 'stock' }).constructor as unknown as {
      prototype: { call: Call };
    };
    const stock = prototype.call;
    const ours: Call = function (this: StockDense, inputs, kwargs) {
      return fused(this, inputs, kwargs) ?? stock.call(this, inputs, kwargs);
    };
    prototype.call = ours;
    return () => {
      if (prototype.call === ours) prototype.call = stock;
    };
  },
  proofs: [
    {
      expression: 'gradient of a dense layer with gelu_new at 1e20',
      compute: farSlope,
      stock: { values: [Number.NaN] },
      right: [1],
    },
  ],
};

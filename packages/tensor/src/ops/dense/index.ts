import type * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import { ConfigError, ShapeError } from '../../errors/perceptrons-error';
import { type Activation, activationAttributes } from '../activation-names';
import { floatTensor, requireRank, requireShape, tidyValues } from '../check-input';
import { denseGradient } from './gradient';
import { type DenseAttributes, type DenseInputs, denseReference } from './reference';
import { denseWasm } from './wasm';
import { denseWebgpu } from './webgpu';

const runDense = defineOp<DenseInputs, DenseAttributes, tf.Tensor>({
  name: 'Dense',
  inputs: ['x', 'kernel', 'bias'],
  reference: denseReference,
  gradient: denseGradient,
  wasm: denseWasm,
  webgpu: denseWebgpu,
});

export interface DenseOptions {
  /** -1 (default) mixes the last axis, -2 the axis before it. */
  axis?: -1 | -2;
  /** Applied last. Default `linear`. */
  activation?: Activation;
  /** Slope of the activation `leakyrelu` below 0. Default 0.2. */
  alpha?: number;
}

/**
 * A dense layer along one axis, with bias and activation fused.
 *
 * Axis -1: y[..., o] = act(sum_i x[..., i] kernel[i, o] + bias[o]).
 * Axis -2 (token mixing): y[..., o, c] = act(sum_s kernel[s, o] x[..., s, c] + bias[o]), without transposing x.
 *
 * @param x [..., inputs] for axis -1, [..., inputs, channels] for axis -2; float32.
 * @param kernel [inputs, outputs].
 * @param bias [outputs]; optional.
 * @returns x with the mixed axis replaced by `outputs`.
 * Kept for the gradient: x, kernel, and the values before the activation, or those after a relu.
 * Row-major; the same bits at every run on one backend; NaN spreads as in the formula.
 * @throws ShapeError if sizes do not fit or a tensor is not float32; ConfigError for an unknown axis or activation.
 */
export function dense<T extends tf.Tensor>(
  x: T | tf.TensorLike,
  kernel: tf.Tensor | tf.TensorLike,
  bias?: tf.Tensor | tf.TensorLike,
  { axis = -1, activation = 'linear', alpha = 0.2 }: DenseOptions = {},
): T {
  return denseLayer('dense', x, kernel, bias, { axis, ...activationAttributes(activation, alpha, 'dense') }) as T;
}

/** Checks the arguments of a dense layer and runs it; `op` names it in messages. */
export function denseLayer(
  op: string,
  x: tf.Tensor | tf.TensorLike,
  kernel: tf.Tensor | tf.TensorLike,
  bias: tf.Tensor | tf.TensorLike | undefined,
  attributes: DenseAttributes,
): tf.Tensor {
  const { axis } = attributes;
  if (axis !== -1 && axis !== -2) {
    throw new ConfigError({
      code: 'tensor/axis',
      argument: 'axis',
      message: `${op}: axis must be -1 (last axis) or -2 (the one before it), got ${axis}.`,
    });
  }
  return tidyValues([x, kernel, bias], () => {
    const input = floatTensor(x, 'x', op);
    const weights = floatTensor(kernel, 'kernel', op);
    requireRank(input, -axis, 'x', op);
    const inputs = input.shape[input.rank + axis];
    if (weights.rank !== 2 || weights.shape[0] !== inputs) {
      throw new ShapeError({
        code: 'tensor/shape',
        argument: 'kernel',
        message: `${op}: kernel must have shape [${inputs}, outputs] for x [${input.shape}] and axis ${axis}, got [${weights.shape}].`,
      });
    }
    const shift = bias === undefined ? undefined : floatTensor(bias, 'bias', op);
    const [, outputs] = weights.shape as number[];
    if (shift !== undefined) requireShape(shift, [outputs], 'bias', op);
    return runDense({ x: input, kernel: weights, bias: shift }, attributes);
  });
}

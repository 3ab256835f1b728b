// Checks that the public functions of recurrence over images share.
import * as tf from '@tensorflow/tfjs';
import { ConfigError, ShapeError } from '../../errors/perceptrons-error';
import { floatTensor, requireShape } from '../check-input';
import { requireSquashing } from '../recurrent/call';
import type { Cell, Squashing } from '../recurrent/cells';
import { type Recurrent2dAttributes, type Union2d, unions2d } from './chains';
import { runRecurrent2d } from './index';
import { weightShapes } from './reference';

/**
 * Weights and settings of `lstm2d`, `gru2d` and `simpleRnn2d`. A chain is one recurrence along one axis in one direction;
 * the weights of all chains lie side by side, in the order vertical forward, vertical backward, horizontal forward,
 * horizontal backward. Chains that are not asked for are left out. `gates` is 4 for an LSTM, 3 for a GRU, 1 for a simple
 * cell.
 */
export interface Recurrent2dOptions {
  /** [inputs, chains gates units]. */
  kernel: tf.Tensor | tf.TensorLike;
  /** [chains, units, gates units]. Finite: a first step leaves the product out. */
  recurrentKernel: tf.Tensor | tf.TensorLike;
  /** [chains gates units]. Default none. */
  bias?: tf.Tensor | tf.TensorLike;
  /** [chains gates units], the second bias of PyTorch (`bias_hh`). Default none. */
  recurrentBias?: tf.Tensor | tf.TensorLike;
  /** True (default) for chains from both ends of every axis. */
  bidirectional?: boolean;
  /**
   * `cat` (default) puts the channels of the horizontal chains behind those of the vertical ones, `add` adds them up,
   * `vertical` and `horizontal` have that axis alone.
   */
  union?: Union2d;
  /** Non-linearity of the state. Default `tanh`. */
  activation?: Squashing;
}

/** Checks everything and runs the op. */
export function callRecurrent2d(
  op: string,
  x: tf.Tensor | tf.TensorLike,
  options: Recurrent2dOptions,
  { cell, gate }: { cell: Cell; gate: Squashing },
): tf.Tensor {
  const { union = 'cat', bidirectional = true, activation = 'tanh' } = options;
  if (!unions2d.includes(union)) {
    throw new ConfigError({
      code: 'tensor/union',
      argument: 'union',
      message: `${op}: union "${union}" is unknown. Choose one of ${unions2d.join(', ')}.`,
    });
  }
  const attributes: Recurrent2dAttributes = {
    cell,
    union,
    bidirectional,
    gate: requireSquashing(gate, 'recurrentActivation', op),
    activation: requireSquashing(activation, 'activation', op),
  };
  return tf.tidy(() => {
    const image = floatTensor(x, 'x', op);
    if (image.rank !== 4) {
      throw new ShapeError({
        code: 'tensor/rank',
        argument: 'x',
        message: `${op}: x must have shape [batch, height, width, inputs], got [${image.shape}]. Reshape it first.`,
      });
    }
    const recurrentKernel = floatTensor(options.recurrentKernel, 'recurrentKernel', op);
    const [, units] = recurrentKernel.shape;
    if (recurrentKernel.rank !== 3 || !units) {
      throw new ShapeError({
        code: 'tensor/shape',
        argument: 'recurrentKernel',
        message: `${op}: recurrentKernel must have shape [chains, units, gates * units] with at least one unit, got [${recurrentKernel.shape}].`,
      });
    }
    const shapes = weightShapes(attributes, image.shape[3]!, units);
    requireShape(recurrentKernel, shapes.recurrentKernel, 'recurrentKernel', op);
    const kernel = floatTensor(options.kernel, 'kernel', op);
    requireShape(kernel, shapes.kernel, 'kernel', op);
    const [bias, recurrentBias] = (['bias', 'recurrentBias'] as const).map((name) => {
      const value = options[name];
      if (value === undefined) return undefined;
      const tensor = floatTensor(value, name, op);
      requireShape(tensor, shapes[name], name, op);
      return tensor;
    });
    if (cell === 'gruAfter') {
      return runRecurrent2d({ x: image, kernel, recurrentKernel, bias, recurrentBias }, attributes);
    }
    // Biases that only ever meet in a sum are added here, once.
    const sum = bias && recurrentBias ? tf.add(bias, recurrentBias) : (bias ?? recurrentBias);
    return runRecurrent2d({ x: image, kernel, recurrentKernel, bias: sum }, attributes);
  });
}

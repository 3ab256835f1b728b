import type * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import { ShapeError } from '../../errors/perceptrons-error';
import { type Activation, activationAttributes } from '../activation-names';
import { floatTensor, requireRank, requireShape, tidyValues } from '../check-input';
import { matMulGradient } from './gradient';
import { type MatMulAttributes, type MatMulInputs, matMulReference } from './reference';
import { matMulWasm } from './wasm';
import { matMulWebgpu } from './webgpu';

const runMatMul = defineOp<MatMulInputs, MatMulAttributes, tf.Tensor>({
  name: 'MatMul',
  inputs: ['a', 'b', 'bias'],
  reference: matMulReference,
  gradient: matMulGradient,
  wasm: matMulWasm,
  webgpu: matMulWebgpu,
});

export interface MatMulOptions {
  /** Reads a as [..., inner, rows]. Default false. */
  transposeA?: boolean;
  /** Reads b as [..., columns, inner]. Default false. */
  transposeB?: boolean;
  /** [columns], added to every row. */
  bias?: tf.Tensor | tf.TensorLike;
  /** Applied last. Default `linear`. */
  activation?: Activation;
  /** Slope of the activation `leakyrelu` below 0. Default 0.2. */
  alpha?: number;
}

/**
 * Matrix product over the last two axes, batched over the others.
 *
 * @param a [..., rows, inner], float32.
 * @param b [..., inner, columns], float32. Batch axes of a and b broadcast against each other.
 * @returns [..., rows, columns]. An inner size of 0 gives zeros (plus bias).
 * Kept for the gradient: a, b, and the values before the activation, or those after a relu.
 * Row-major; the same bits at every run on one backend; NaN spreads as in the formula.
 * @throws ShapeError if sizes do not fit or a tensor is not float32; ConfigError for an unknown activation.
 */
export function matMul<T extends tf.Tensor = tf.Tensor>(
  a: tf.Tensor | tf.TensorLike,
  b: tf.Tensor | tf.TensorLike,
  { transposeA = false, transposeB = false, bias, activation = 'linear', alpha = 0.2 }: MatMulOptions = {},
): T {
  const end = activationAttributes(activation, alpha, 'matMul');
  return tidyValues([a, b, bias], () => {
    const left = floatTensor(a, 'a', 'matMul');
    const right = floatTensor(b, 'b', 'matMul');
    requireRank(left, 2, 'a', 'matMul');
    requireRank(right, 2, 'b', 'matMul');
    requireFit(left, right, transposeA, transposeB);
    const columns = right.shape[right.rank - (transposeB ? 2 : 1)];
    const shift = bias === undefined ? undefined : floatTensor(bias, 'bias', 'matMul');
    if (shift !== undefined) requireShape(shift, [columns], 'bias', 'matMul');
    return runMatMul({ a: left, b: right, bias: shift }, { transposeA, transposeB, ...end }) as T;
  });
}

function requireFit(a: tf.Tensor, b: tf.Tensor, transposeA: boolean, transposeB: boolean): void {
  const innerA = a.shape[a.rank - (transposeA ? 2 : 1)];
  const innerB = b.shape[b.rank - (transposeB ? 1 : 2)];
  const described = (): string =>
    `a [${a.shape}]${transposeA ? ' transposed' : ''} and b [${b.shape}]${transposeB ? ' transposed' : ''}`;
  if (innerA !== innerB) {
    throw new ShapeError({
      code: 'tensor/inner-size',
      argument: 'b',
      message: `matMul: the inner sizes of ${described()} differ: ${innerA} and ${innerB}. They must be equal.`,
    });
  }
  if (a.rank === 2 || b.rank === 2) return;
  const batchA = a.shape.slice(0, -2).reverse();
  const batchB = b.shape.slice(0, -2).reverse();
  const clash = batchA.findIndex(
    (size, axis) => axis < batchB.length && size !== batchB[axis] && size !== 1 && batchB[axis] !== 1,
  );
  if (clash >= 0) {
    throw new ShapeError({
      code: 'tensor/batch-axes',
      argument: 'b',
      message: `matMul: the batch axes of ${described()} do not broadcast. Each pair must be equal or contain a 1.`,
    });
  }
}

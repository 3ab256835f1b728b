import * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import { ShapeError } from '../../errors/perceptrons-error';
import { floatTensor } from '../check-input';
import { channelMatMulGradient } from './gradient';
import { type ChannelMatMulAttributes, type ChannelMatMulInputs, channelMatMulReference } from './reference';
import { channelMatMulWasm } from './wasm';
import { channelMatMulWebgpu } from './webgpu';

const runChannelMatMul = defineOp<ChannelMatMulInputs, ChannelMatMulAttributes, tf.Tensor>({
  name: 'ChannelMatMul',
  inputs: ['a', 'b'],
  reference: channelMatMulReference,
  gradient: channelMatMulGradient,
  wasm: channelMatMulWasm,
  webgpu: channelMatMulWebgpu,
});

function requireRank4(tensor: tf.Tensor, argument: string, layout: string): void {
  if (tensor.rank === 4) return;
  throw new ShapeError({
    code: 'tensor/rank',
    argument,
    message: `channelMatMul: ${argument} must have shape ${layout}, got [${tensor.shape}]. Reshape it to rank 4.`,
  });
}

/**
 * Matrix product of every channel on its own, channels last:
 * y[batch, i, j, c] = sum over k of a[batch, i, k, c] b[batch, k, j, c].
 *
 * @param a [batch, rows, inner, channels], float32.
 * @param b [batch, inner, columns, channels], float32.
 * @param options `transposeA` and `transposeB` (default false) read the two middle axes of that operand in reverse.
 * @returns [batch, rows, columns, channels]. An inner size of 0 gives zeros.
 * Kept for the gradient: a and b, by reference.
 * Row-major; the same bits at every run on one backend; NaN and infinity spread as in the sum.
 * @throws ShapeError if ranks, batch, inner sizes or channels do not fit, or a tensor is not float32.
 * Source: Maron et al., "Provably Powerful Graph Networks" (NeurIPS 2019), section 5, the product of the block.
 */
export function channelMatMul(
  a: tf.Tensor | tf.TensorLike,
  b: tf.Tensor | tf.TensorLike,
  { transposeA = false, transposeB = false }: Partial<ChannelMatMulAttributes> = {},
): tf.Tensor4D {
  return tf.tidy(() => {
    const left = floatTensor(a, 'a', 'channelMatMul');
    const right = floatTensor(b, 'b', 'channelMatMul');
    requireRank4(left, 'a', '[batch, rows, inner, channels]');
    requireRank4(right, 'b', '[batch, inner, columns, channels]');
    const inner = left.shape[transposeA ? 1 : 2];
    const innerOfB = right.shape[transposeB ? 2 : 1];
    if (left.shape[0] !== right.shape[0] || left.shape[3] !== right.shape[3] || inner !== innerOfB) {
      const asked = `transposeA ${transposeA}, transposeB ${transposeB}`;
      throw new ShapeError({
        code: 'tensor/shape',
        argument: 'b',
        message:
          `channelMatMul: a [${left.shape}] and b [${right.shape}] do not fit (${asked}): batch and channels must be equal, ` +
          `and the inner sizes ${inner} and ${innerOfB} too.`,
      });
    }
    return runChannelMatMul({ a: left, b: right }, { transposeA, transposeB }) as tf.Tensor4D;
  });
}

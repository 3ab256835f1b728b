// With c = a b: da = dc b^T and db = a^T dc, channel by channel. A transposed operand has the transposed gradient. The
// products are the same op: it is linear in each operand, and its rule is never asked while the tape is paused.
import type * as tf from '@tensorflow/tfjs';
import type { OpGradient } from '../../engine/op-spec';
import { channelProduct } from './product';
import type { ChannelMatMulAttributes, ChannelMatMulInputs } from './reference';

export const channelMatMulGradient: OpGradient<ChannelMatMulInputs, ChannelMatMulAttributes> = {
  saves: ['a', 'b'],
  backward(dy, { inputs, attributes: { transposeA, transposeB } }) {
    const { a, b } = inputs as { a: tf.Tensor; b: tf.Tensor };
    return {
      a: () => (transposeA ? channelProduct(b, dy, transposeB, true) : channelProduct(dy, b, false, !transposeB)),
      b: () => (transposeB ? channelProduct(dy, a, true, transposeA) : channelProduct(a, dy, !transposeA, false)),
    };
  },
};

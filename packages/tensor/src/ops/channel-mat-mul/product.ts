// The plain product that the gradients are made of. It is an op of its own, so that the rule can call it without a cycle.
import type * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import { type ChannelMatMulAttributes, type ChannelMatMulInputs, channelMatMulReference } from './reference';
import { channelMatMulWasm } from './wasm';
import { channelMatMulWebgpu } from './webgpu';

const runChannelProduct = defineOp<ChannelMatMulInputs, ChannelMatMulAttributes, tf.Tensor>({
  name: 'ChannelProduct',
  inputs: ['a', 'b'],
  reference: channelMatMulReference,
  wasm: channelMatMulWasm,
  webgpu: channelMatMulWebgpu,
});

/** Product of every channel on its own. */
export function channelProduct(a: tf.Tensor, b: tf.Tensor, transposeA: boolean, transposeB: boolean): tf.Tensor {
  return runChannelProduct({ a, b }, { transposeA, transposeB });
}

// The plain product that gradients are made of. It is an op of its own, so that rules can call it without a cycle.
import type * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import { type MatMulAttributes, type MatMulInputs, matMulReference } from './reference';
import { matMulWasm } from './wasm';
import { matMulWebgpu } from './webgpu';

const runProduct = defineOp<MatMulInputs, MatMulAttributes, tf.Tensor>({
  name: 'BatchProduct',
  inputs: ['a', 'b'],
  reference: matMulReference,
  wasm: matMulWasm,
  webgpu: matMulWebgpu,
});

/** Matrix product whose result is added up to the batch axes `batch`. */
export function product(
  a: tf.Tensor,
  b: tf.Tensor,
  transposeA: boolean,
  transposeB: boolean,
  batch: number[],
): tf.Tensor {
  return runProduct({ a, b }, { transposeA, transposeB, activation: 'linear', batch });
}

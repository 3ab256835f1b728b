// Internal op: the gradient of bias and activation in one pass over memory. Shared by gelu, matMul and dense.
import type * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import { type ActivationGradAttributes, type ActivationGradInputs, activationGradReference } from './reference';
import { activationGradWasm } from './wasm';
import { activationGradWebgpu } from './webgpu';

const runActivationGrad = defineOp<ActivationGradInputs, ActivationGradAttributes, tf.Tensor[]>({
  name: 'ActivationGrad',
  manyOutputs: true,
  inputs: ['dy', 'z'],
  reference: activationGradReference,
  wasm: activationGradWasm,
  webgpu: activationGradWebgpu,
});

/** Returns dz = dy act'(z), which is dy itself for the linear activation, and the sum of dz along the bias. */
export function activationGradient(
  { dy, z }: ActivationGradInputs,
  { activation, alpha, biasAlong }: ActivationGradAttributes,
): { dz: tf.Tensor; dbias?: tf.Tensor } {
  if (activation === 'linear' && biasAlong === undefined) return { dz: dy };
  const results = runActivationGrad(
    { dy, z: activation === 'linear' ? undefined : z },
    { activation, alpha, biasAlong },
  );
  return activation === 'linear' ? { dz: dy, dbias: results[0] } : { dz: results[0], dbias: results[1] };
}

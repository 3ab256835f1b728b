import * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import type { WasmMemory } from '../../backends/wasm-memory';
import { type ActivationAttributes, activationCode, hasParameter, slopeFromValue } from '../activation-names';
import { batchedProduct, operand } from './batched-product';
import { type MatMulAttributes, type MatMulInputs, productBatch } from './reference';

/** Where a product with activation puts its values, and how it gets from one to the other. */
export interface ProductOutputs {
  value: tf.TensorInfo;
  /** Receives the values before the activation; `value` itself where nobody needs them. */
  before: tf.TensorInfo;
  /** What the gradient of the activation will need. */
  kept: tf.TensorInfo[];
  /** Code of the activation that the product applies to its rows while they are at hand. */
  code: number;
  /** Runs after the product: an activation with a parameter is a pass of its own. */
  finish(): void;
}

/** Makes the output of a product with activation, and one more for the values before it when a gradient needs them. */
export function productOutputs(
  memory: WasmMemory,
  shape: number[],
  activation: ActivationAttributes,
  training: boolean,
): ProductOutputs {
  const code = activationCode(activation.activation);
  const value = memory.output(shape);
  const apart = hasParameter(activation.activation);
  const fromValue = slopeFromValue(activation);
  const before = !training || code === 0 || fromValue ? value : memory.output(shape);
  const finish = (): void => {
    if (!apart) return;
    const size = tf.util.sizeFromShape(shape);
    memory.kernels.activationForward(size, memory.pointer(before), memory.pointer(value), code, activation.alpha ?? 0);
  };
  const kept = !training || code === 0 ? [] : [fromValue ? memory.share(value) : before];
  return { value, before, kept, code: apart ? 0 : code, finish };
}

export function matMulWasm({ inputs, attributes, memory, training }: WasmKernelCall<MatMulInputs, MatMulAttributes>): {
  outputs: tf.TensorInfo[];
  kept: tf.TensorInfo[];
} {
  const a = operand(memory, inputs.a, attributes.transposeA);
  const b = operand(memory, inputs.b, attributes.transposeB);
  const full = productBatch(inputs.a, inputs.b);
  const batch = attributes.batch ?? full;
  const outputs = productOutputs(memory, [...batch, a.rows, b.columns], attributes, training);
  batchedProduct(
    memory,
    full,
    a,
    b,
    { pointer: memory.pointer(outputs.before), batch },
    {
      bias: inputs.bias && memory.pointer(inputs.bias),
      biasAlong: 'columns',
      activation: outputs.code,
      activated: memory.pointer(outputs.code === 0 ? outputs.before : outputs.value),
    },
  );
  outputs.finish();
  return { outputs: [outputs.value], kept: outputs.kept };
}

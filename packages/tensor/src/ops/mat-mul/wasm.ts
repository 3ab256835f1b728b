import type * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import type { WasmMemory } from '../../backends/wasm-memory';
import { type Activation, activationCode } from '../activation-names';
import { batchedProduct, operand } from './batched-product';
import { type MatMulAttributes, type MatMulInputs, productBatch } from './reference';

/** Where a product with activation puts its values: those before the activation are kept when a gradient needs them. */
export function productOutputs(
  memory: WasmMemory,
  shape: number[],
  activation: Activation,
  training: boolean,
): { value: tf.TensorInfo; before: tf.TensorInfo; kept: tf.TensorInfo[] } {
  const value = memory.output(shape);
  if (!training || activation === 'linear') return { value, before: value, kept: [] };
  // relu'(z) is relu'(y): the output itself serves.
  if (activation === 'relu') return { value, before: value, kept: [memory.share(value)] };
  const before = memory.output(shape);
  return { value, before, kept: [before] };
}

export function matMulWasm({ inputs, attributes, memory, training }: WasmKernelCall<MatMulInputs, MatMulAttributes>): {
  outputs: tf.TensorInfo[];
  kept: tf.TensorInfo[];
} {
  const a = operand(memory, inputs.a, attributes.transposeA);
  const b = operand(memory, inputs.b, attributes.transposeB);
  const full = productBatch(inputs.a, inputs.b);
  const batch = attributes.batch ?? full;
  const { value, before, kept } = productOutputs(
    memory,
    [...batch, a.rows, b.columns],
    attributes.activation,
    training,
  );
  batchedProduct(
    memory,
    full,
    a,
    b,
    { pointer: memory.pointer(before), batch },
    {
      bias: inputs.bias && memory.pointer(inputs.bias),
      biasAlong: 'columns',
      activation: activationCode(attributes.activation),
      activated: memory.pointer(value),
    },
  );
  return { outputs: [value], kept };
}

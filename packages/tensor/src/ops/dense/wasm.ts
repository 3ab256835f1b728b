import * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import { batchedProduct, type Operand, operand } from '../mat-mul/batched-product';
import { productOutputs } from '../mat-mul/wasm';
import type { DenseAttributes, DenseInputs } from './reference';

export function denseWasm({ inputs, attributes, memory, training }: WasmKernelCall<DenseInputs, DenseAttributes>): {
  outputs: tf.TensorInfo[];
  kept: tf.TensorInfo[];
} {
  const { x, kernel, bias } = inputs;
  const { axis } = attributes;
  const shape = [...x.shape];
  const mixed = shape.length + axis;
  const [size, outputs] = kernel.shape;
  shape[mixed] = outputs;
  const products = productOutputs(memory, shape, attributes, training);
  const end = {
    bias: bias && memory.pointer(bias),
    activation: products.code,
    activated: memory.pointer(products.code === 0 ? products.before : products.value),
  };
  const pointer = memory.pointer(products.before);
  if (axis === -1) {
    // One product over all rows, whatever the leading axes are.
    const rows = tf.util.sizeFromShape(x.shape.slice(0, -1));
    const stack: Operand = {
      pointer: memory.pointer(x),
      batch: [],
      rows,
      columns: size,
      rowStride: size * 4,
      columnStride: 4,
    };
    batchedProduct(
      memory,
      [],
      stack,
      operand(memory, kernel, false),
      { pointer, batch: [] },
      { ...end, biasAlong: 'columns' },
    );
  } else {
    // Kernel transposed from the left: x stays as it is.
    const batch = x.shape.slice(0, -2);
    const left = operand(memory, kernel, true);
    batchedProduct(memory, batch, left, operand(memory, x, false), { pointer, batch }, { ...end, biasAlong: 'rows' });
  }
  products.finish();
  return { outputs: [products.value], kept: products.kept };
}

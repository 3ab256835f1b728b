// Products of int32, which TensorFlow.js has on the cpu backend only.
import type * as tf from '@tensorflow/tfjs';
import type { WasmMemory } from '../../backends/wasm-memory';
import { eachProduct, operand } from './batched-product';
import { productBatch } from './reference';

/** Matrix product of int32 tensors, modulo 2^32; batch axes broadcast. */
export function integerProduct(
  memory: WasmMemory,
  left: tf.TensorInfo,
  right: tf.TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
): tf.TensorInfo {
  const full = productBatch(left, right);
  const [rows, columns] = [left.shape.at(transposeA ? -1 : -2)!, right.shape.at(transposeB ? -2 : -1)!];
  const product = memory.output([...full, rows, columns], 'int32');
  const a = operand(memory, left, transposeA);
  const b = operand(memory, right, transposeB);
  const target = memory.pointer(product);
  eachProduct(full, a, b, (aOffset, bOffset, cOffset) => {
    const { kernels } = memory;
    const from = a.pointer + aOffset;
    const by = b.pointer + bOffset;
    kernels.multiplyIntegers(
      rows,
      columns,
      a.columns,
      from,
      a.rowStride,
      a.columnStride,
      by,
      b.rowStride,
      b.columnStride,
      target + cOffset,
    );
  });
  return product;
}

import { shapeSize } from '../weight-array';
import type { TorchTensor } from './pickle-values';

/** True when the elements of a tensor follow each other in row-major order without a gap. */
export function isContiguous({ shape, strides }: TorchTensor): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    // The stride of an axis of size 1 is never used.
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}

/** Number of elements from the first to the last one of a tensor, both included; 0 for an empty tensor. */
export function elementSpan({ shape, strides }: TorchTensor): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((span, size, axis) => span + (size - 1) * strides[axis], 1);
}

/**
 * Puts the elements of a tensor with any strides into row-major order.
 *
 * @param bytes The elements from the first to the last one.
 * @param size Bytes per element.
 */
export function gatherElements(bytes: Uint8Array, size: number, { shape, strides }: TorchTensor): Uint8Array {
  const count = shapeSize(shape);
  const result = new Uint8Array(count * size);
  const index = new Array<number>(shape.length).fill(0);
  let source = 0;
  for (let target = 0; target < count; target++) {
    for (let byte = 0; byte < size; byte++) result[target * size + byte] = bytes[source * size + byte];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += strides[axis];
      if (++index[axis] < shape[axis]) break;
      source -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return result;
}

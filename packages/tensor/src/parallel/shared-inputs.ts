// The batch of a step, on its way into shared memory.
import * as tf from '@tensorflow/tfjs';
import { ShapeError } from '../errors/perceptrons-error';
import type { WeightArray } from '../io/weight-array';
import type { SharedInput } from './protocol';

/** One input of a batch in memory that workers can read; copied unless the caller already shares it. @throws ShapeError `tensor/parallel-batch` */
export async function shareInput(name: string, value: WeightArray | tf.Tensor): Promise<SharedInput> {
  const { dtype, shape } = value;
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
    throw inputError(name, `its dtype is ${dtype}; accepted are float32, int32 and bool`);
  }
  const data = value instanceof tf.Tensor ? await value.data() : value.data;
  if (data.length !== tf.util.sizeFromShape(shape)) {
    throw inputError(name, `it has ${data.length} values for the shape [${shape}]`);
  }
  const whole = data.byteOffset === 0 && data.byteLength === data.buffer.byteLength;
  if (typeof SharedArrayBuffer === 'undefined') {
    return { name, dtype, shape, buffer: whole ? data.buffer : data.slice().buffer };
  }
  // Data that the caller already shares is not copied.
  if (data.buffer instanceof SharedArrayBuffer && whole) return { name, dtype, shape, buffer: data.buffer };
  const buffer = new SharedArrayBuffer(data.byteLength);
  new Uint8Array(buffer).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return { name, dtype, shape, buffer };
}

/** @throws ShapeError `tensor/parallel-batch` unless all inputs have the same number of rows, at least one. */
export function requireRows(inputs: readonly SharedInput[]): void {
  if (inputs.length === 0) throw inputError('batch', 'it has no input');
  const rows = inputs[0].shape[0];
  for (const { name, shape } of inputs) {
    if (shape.length === 0) throw inputError(name, 'it is a single number; its first axis must be that of the rows');
    if (shape[0] !== rows) throw inputError(name, `it has ${shape[0]} rows, "${inputs[0].name}" has ${rows}`);
    if (shape[0] === 0) throw inputError(name, 'it has no rows');
  }
}

function inputError(argument: string, problem: string): ShapeError {
  return new ShapeError({
    code: 'tensor/parallel-batch',
    argument,
    message: `DataParallel.step: the input "${argument}" does not fit: ${problem}.`,
  });
}

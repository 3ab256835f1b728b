import * as tf from '@tensorflow/tfjs';
import { type ArrayDrawOptions, checkedOffset, elementCount } from './draw-size';
import { asKey, type KeyOrSeed } from './key';
import { forEachBlock } from './threefry';

/**
 * Draws uniform 32-bit words.
 *
 * @param shape Shape of the result.
 * @returns int32 tensor of that shape; the 32 bits are equally likely (read them with `>>> 0` as unsigned numbers).
 * @throws ShapeError `tensor/random-shape`, ConfigError `tensor/random-key`.
 */
export function bits(key: KeyOrSeed, shape: number[]): tf.Tensor {
  const words = bitsArray(key, elementCount(shape));
  return tf.tensor(new Int32Array(words.buffer), shape, 'int32');
}

/** The values of `bits` on the host, as unsigned numbers. Element `i` is the first word of counter `offset + i`. */
export function bitsArray(key: KeyOrSeed, count: number, options: ArrayDrawOptions = {}): Uint32Array {
  const offset = checkedOffset(count, options);
  const result = new Uint32Array(count);
  forEachBlock(asKey(key), offset, count, (words0, _, length, position) => {
    for (let i = 0; i < length; i++) result[position + i] = words0[i];
  });
  return result;
}

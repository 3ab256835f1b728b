import { checkedOffset } from './draw-size';
import { asKey, type KeyOrSeed } from './key';
import { integerBelow } from './randint';
import { forEachBlock } from './threefry';

/**
 * Draws a random order of the integers 0 to count - 1, each order equally likely up to the resolution of the generator.
 * Position `i` swaps with a position up to `i` chosen by counter `i`.
 *
 * @param count Number of elements.
 * @returns Int32Array of length count, on the host.
 * @throws ShapeError `tensor/random-count`, ConfigError `tensor/random-key`.
 * Source: Fisher and Yates; the form of Knuth, The Art of Computer Programming 2, algorithm 3.4.2 P.
 */
export function permutation(key: KeyOrSeed, count: number): Int32Array {
  const offset = checkedOffset(count, {});
  const order = new Int32Array(count);
  forEachBlock(asKey(key), offset, count, (words0, words1, length, position) => {
    for (let i = 0; i < length; i++) {
      const last = position + i;
      const chosen = integerBelow(last + 1, words0[i], words1[i]);
      order[last] = order[chosen];
      order[chosen] = last;
    }
  });
  return order;
}

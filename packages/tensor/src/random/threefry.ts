// The counter-based generator behind every draw: Threefry-2x32 with 20 rounds. It uses only 32-bit addition, rotation
// and exclusive or, so JavaScript, WASM and WGSL produce the same bits. Counters have two words: the first is the index
// of the element, the second says what the words are for, so that draws, splits and folds of one key never meet.

/** Second counter word of ordinary draws. */
export const drawStream = 0;
/** Second counter word of `split`. */
export const splitStream = 1;
/** Second counter word of `foldIn`. */
export const foldStream = 2;

/** Elements that one pass of the generator produces; the two word buffers of a pass stay in the first-level cache. */
export const blockSize = 1024;

/**
 * Encrypts `count` consecutive counters `(start, stream), (start + 1, stream), ...` under one key.
 *
 * @param key0 First key word, as a 32-bit integer.
 * @param key1 Second key word.
 * @param start First counter word of the first block.
 * @param stream Second counter word of every block.
 * @param count Number of counters, at most the length of the outputs.
 * @param words0 Receives the first output word of each counter.
 * @param words1 Receives the second output word of each counter.
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011), section 3.3.
 */
export function threefry(
  key0: number,
  key1: number,
  start: number,
  stream: number,
  count: number,
  words0: Int32Array,
  words1: Int32Array,
): void {
  const a = key0 | 0;
  const b = key1 | 0;
  const c = 0x1bd11bda ^ a ^ b;
  const b0 = (b + stream) | 0;
  const c1 = (c + 1) | 0;
  const a2 = (a + 2) | 0;
  const b3 = (b + 3) | 0;
  const c4 = (c + 4) | 0;
  const a5 = (a + 5) | 0;
  for (let i = 0; i < count; i++) {
    let x = (start + i + a) | 0;
    let y = b0;
    x = (x + y) | 0;
    y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0;
    y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0;
    y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0;
    y = ((y << 6) | (y >>> 26)) ^ x;
    x = (x + b) | 0;
    y = (y + c1) | 0;
    x = (x + y) | 0;
    y = ((y << 17) | (y >>> 15)) ^ x;
    x = (x + y) | 0;
    y = ((y << 29) | (y >>> 3)) ^ x;
    x = (x + y) | 0;
    y = ((y << 16) | (y >>> 16)) ^ x;
    x = (x + y) | 0;
    y = ((y << 24) | (y >>> 8)) ^ x;
    x = (x + c) | 0;
    y = (y + a2) | 0;
    x = (x + y) | 0;
    y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0;
    y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0;
    y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0;
    y = ((y << 6) | (y >>> 26)) ^ x;
    x = (x + a) | 0;
    y = (y + b3) | 0;
    x = (x + y) | 0;
    y = ((y << 17) | (y >>> 15)) ^ x;
    x = (x + y) | 0;
    y = ((y << 29) | (y >>> 3)) ^ x;
    x = (x + y) | 0;
    y = ((y << 16) | (y >>> 16)) ^ x;
    x = (x + y) | 0;
    y = ((y << 24) | (y >>> 8)) ^ x;
    x = (x + b) | 0;
    y = (y + c4) | 0;
    x = (x + y) | 0;
    y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0;
    y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0;
    y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0;
    y = ((y << 6) | (y >>> 26)) ^ x;
    words0[i] = x + c;
    words1[i] = y + a5;
  }
}

/**
 * Runs `use` over the words of elements `offset` to `offset + count - 1` of a draw, one block at a time.
 *
 * @param use Called with the two word buffers, the number of words in them and the position of the first in the draw.
 */
export function forEachBlock(
  key: readonly [number, number],
  offset: number,
  count: number,
  use: (words0: Int32Array, words1: Int32Array, length: number, position: number) => void,
): void {
  const words0 = new Int32Array(Math.min(blockSize, count));
  const words1 = new Int32Array(words0.length);
  for (let position = 0; position < count; position += blockSize) {
    const length = Math.min(blockSize, count - position);
    threefry(key[0], key[1], offset + position, drawStream, length, words0, words1);
    use(words0, words1, length, position);
  }
}

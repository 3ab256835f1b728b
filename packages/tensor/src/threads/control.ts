// What the threads of a pool say to each other, in one small SharedArrayBuffer. Words that different threads write lie in
// different cache lines.

const WORDS_PER_LINE = 16;
const line = (index: number): number => index * WORDS_PER_LINE;

/** Places of 32-bit words. */
export const place = {
  /** Number of the job; threads sleep on it. */
  job: line(0),
  /** Pieces of the job that nobody has taken yet: whoever counts it down from n > 0 does piece n - 1. */
  left: line(1),
  /** Pieces that are done. */
  done: line(2),
  /** Threads that take pieces. */
  ready: line(3),
  /** Not 0: threads end. */
  stop: line(3) + 1,
  /** Not 0: a piece has trapped. */
  trapped: line(3) + 2,
  /** Number of the kernel, number of its arguments, and which argument is scratch memory, or -1. */
  kernel: line(4),
  arguments: line(4) + 1,
  scratch: line(4) + 2,
  /** For each thread its scratch memory. */
  scratchOf: line(5),
} as const;

/** The most threads beside the caller. */
export const MOST_HELPERS = 31;
/** The most pieces of a job, and arguments of a kernel. */
export const MOST_PIECES = 128;
export const MOST_ARGUMENTS = 40;

const words = line(5) + 2 * WORDS_PER_LINE;

/** Bytes of the control memory. */
export const CONTROL_BYTES = words * 4 + MOST_PIECES * MOST_ARGUMENTS * 8;

/** The words, and the arguments of all pieces. */
export function controlViews(buffer: ArrayBufferLike): { words: Int32Array; arguments: Float64Array } {
  return {
    words: new Int32Array(buffer, 0, words),
    arguments: new Float64Array(buffer, words * 4, MOST_PIECES * MOST_ARGUMENTS),
  };
}

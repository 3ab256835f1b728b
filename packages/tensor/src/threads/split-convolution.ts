// Convolutions in pieces: some images each. The kernel fills tiles of pixels up, so every pixel is computed in a full tile,
// whichever pixels are beside it.
import type { KernelExports } from '../generated/kernel-exports';
import type { KernelPieces } from './kernel-pool';
import { PIECE_WORK, ranges } from './split-product';

/** Arguments of `convolve` by position; `size`, `out` and `taps` are the first of three. */
export const convolveArgument = {
  images: 0,
  channels: 1,
  columns: 2,
  size: 3,
  out: 6,
  taps: 9,
  x: 21,
  y: 28,
  yImage: 29,
  packed: 36,
  scratch: 37,
} as const;

const { images, channels, columns, size, out, taps, x, y, yImage, packed, scratch } = convolveArgument;

const volume = (values: readonly number[], first: number): number =>
  values[first] * values[first + 1] * values[first + 2];

/** Multiplications and additions of a call of `convolve`. */
export function convolutionWork(values: readonly number[]): number {
  return 2 * values[images] * volume(values, out) * volume(values, taps) * values[channels] * values[columns];
}

/**
 * Cuts a call of `convolve` for `threads` threads. Each piece packs the filter for itself.
 *
 * @returns undefined where there is nothing to cut.
 */
export function splitConvolve(
  values: readonly number[],
  threads: number,
  { convolveWorkspace }: Pick<KernelExports, 'convolveWorkspace'>,
): KernelPieces | undefined {
  const positions = volume(values, taps);
  const depth = positions * values[channels];
  const wanted = Math.min(4 * threads, Math.floor(convolutionWork(values) / PIECE_WORK));
  const parts = ranges(values[images], 1, 1, wanted);
  if (parts.length < 2) return undefined;
  const image = volume(values, size) * values[channels] * 4;
  const pieces = parts.map(([from, to]) => {
    const piece = [...values];
    piece[images] = to - from;
    piece[x] += from * image;
    piece[y] += from * values[yImage];
    piece[packed] = 0;
    return piece;
  });
  return { pieces, scratch: { argument: scratch, bytes: convolveWorkspace(depth, positions, values[columns]) } };
}

// Images with the border that a convolution reads beyond them: the image itself where nothing is missing, else a copy,
// a few images at a time so that it stays in the cache.
import type { WasmHeap } from '../../backends/wasm-heap';
import { type Extent, volume } from './geometry';

/** Copied images per pass: about this many floats. */
const passFloats = 1 << 16;

/** A row of images that hold every place from `from` on which a convolution reads. */
export interface Windows {
  /** Images per pass. */
  group: number;
  /** Bytes of workspace for the copies of one pass; 0 where none are made. */
  bytes: number;
  /** Depth, height and width of a window. */
  size: Extent;
  /** Place in the image of the first position of a window. */
  from: Extent;
  /** Address of the window of image `first`; copies `count` images to `workspace` where needed. */
  open(first: number, count: number, workspace: number): number;
}

/** The images themselves, for kernels that take care of the border. */
export function imagesOf(source: number, batch: number, size: Extent, channels: number): Windows {
  const image = volume(size) * channels * 4;
  return { group: batch, bytes: 0, size, from: [0, 0, 0], open: (first) => source + first * image };
}

/**
 * @param from First place that is read; may lie in front of the image.
 * @param extent Number of places that are read; may reach beyond the image.
 */
export function windowsOf(
  heap: WasmHeap,
  source: number,
  batch: number,
  size: Extent,
  channels: number,
  from: Extent,
  extent: Extent,
): Windows {
  const inside = size.every((length, axis) => from[axis] >= 0 && from[axis] + extent[axis] <= length);
  if (inside) return imagesOf(source, batch, size, channels);
  const image = volume(extent) * channels * 4;
  const group = Math.min(batch, Math.max(1, Math.floor((passFloats * 4) / Math.max(image, 1))));
  const sourceImage = volume(size) * channels * 4;
  return {
    group,
    bytes: group * image,
    size: extent,
    from,
    open(first, count, workspace) {
      const at = source + first * sourceImage;
      heap.kernels.copyWindows(count, channels, ...size, ...extent, ...from, at, workspace);
      return workspace;
    },
  };
}

/** Calls `pass` for one group of images after the other. */
export function eachGroup(batch: number, group: number, pass: (first: number, count: number) => void): void {
  for (let first = 0; first < batch; first += group) pass(first, Math.min(group, batch - first));
}

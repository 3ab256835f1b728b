// Copies of a part of each row, for slices and splits.

/** Copies `rows` runs of `bytes` bytes; the strides lead from row to row. Bytes are a multiple of 4. */
export function copyRows(rows: usize, bytes: usize, source: usize, sourceStride: usize, target: usize, targetStride: usize): void {
  const vectorBytes = bytes & ~15;
  for (let row: usize = 0; row < rows; ++row) {
    if (bytes > 1024) {
      memory.copy(target, source, bytes);
    } else {
      let at: usize = 0;
      for (; at < vectorBytes; at += 16) v128.store(target + at, v128.load(source + at));
      for (; at < bytes; at += 4) store<u32>(target + at, load<u32>(source + at));
    }
    source += sourceStride;
    target += targetStride;
  }
}

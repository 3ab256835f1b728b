// Copies between layouts: runs of bytes, grids with a stride per axis, gathered rows. Strides are bytes and may be
// negative (they wrap around) or, on the source side, 0.

/** Copies `bytes` bytes. Long runs go to the engine; short ones are not worth its call. */
export function copyRun(bytes: usize, source: usize, target: usize): void {
  if (bytes > 512) {
    memory.copy(target, source, bytes);
    return;
  }
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(target + at, v128.load(source + at));
  for (; at + 4 <= bytes; at += 4) store<u32>(target + at, load<u32>(source + at));
  for (; at < bytes; ++at) store<u8>(target + at, load<u8>(source + at));
}

/** Copies `rows` runs of `bytes` bytes; the strides lead from row to row. */
export function copyRows(rows: usize, bytes: usize, source: usize, sourceStride: usize, target: usize, targetStride: usize): void {
  for (let row: usize = 0; row < rows; ++row) {
    copyRun(bytes, source, target);
    source += sourceStride;
    target += targetStride;
  }
}

/** Fills `count` words with the word at `source`. */
function repeatWord(count: usize, source: usize, target: usize): void {
  const word = v128.load32_splat(source);
  for (; count >= 4; count -= 4) {
    v128.store(target, word);
    target += 16;
  }
  for (; count > 0; --count) {
    store<u32>(target, i32x4.extract_lane(word, 0));
    target += 4;
  }
}

/** One row of single elements of 4 bytes or of 1 byte. */
function copyElements(size: usize, count: usize, source: usize, sourceStride: usize, target: usize, targetStride: usize): void {
  if (size == 1) {
    for (; count > 0; --count) {
      store<u8>(target, load<u8>(source));
      source += sourceStride;
      target += targetStride;
    }
  } else if (sourceStride == 0 && targetStride == 4) {
    repeatWord(count, source, target);
  } else {
    for (; count > 0; --count) {
      store<u32>(target, load<u32>(source));
      source += sourceStride;
      target += targetStride;
    }
  }
}

/**
 * Copies a grid of n0 x n1 x n2 x n3 elements of `size` bytes (1 or 4). Every axis has its length, its source stride and
 * its target stride.
 */
export function copyGrid(
  size: usize, source: usize, target: usize,
  n0: usize, s0: usize, t0: usize, n1: usize, s1: usize, t1: usize,
  n2: usize, s2: usize, t2: usize, n3: usize, s3: usize, t3: usize,
): void {
  for (let i0: usize = 0; i0 < n0; ++i0) {
    let from = source, to = target;
    for (let i1: usize = 0; i1 < n1; ++i1) {
      if (s3 == size && t3 == size) {
        copyRows(n2, n3 * size, from, s2, to, t2);
      } else {
        for (let i2: usize = 0; i2 < n2; ++i2) copyElements(size, n3, from + i2 * s2, s3, to + i2 * t2, t3);
      }
      from += s1;
      to += t1;
    }
    source += s0;
    target += t0;
  }
}

/**
 * y[batch, outer, count, bytes] = x[batch, outer, rows, bytes] at ids[batch, count].
 * Returns the position of the first id outside [0, rows), or -1; then y is complete.
 */
export function gatherRows(
  batch: usize, outer: usize, rows: i32, bytes: usize, count: usize, x: usize, ids: usize, y: usize,
): i32 {
  for (let at: usize = 0; at < batch * count; ++at) {
    if (load<u32>(ids + at * 4) >= (rows as u32)) return at as i32;
  }
  for (let item: usize = 0; item < batch; ++item) {
    for (let part: usize = 0; part < outer; ++part) {
      for (let at: usize = 0; at < count; ++at) {
        const from = x + (load<u32>(ids + at * 4) as usize) * bytes;
        if (bytes == 4) store<u32>(y, load<u32>(from));
        else copyRun(bytes, from, y);
        y += bytes;
      }
      x += (rows as usize) * bytes;
    }
    ids += count * 4;
  }
  return -1;
}

// Packing of operands into panels, so that the micro-kernels read memory in one straight line.
import { ROWS, TALL } from '../generated/micro-kernels';

/** Bytes between two steps of a panel of rows. */
export const ROW_PITCH: usize = ROWS * 4;

/** `value` rounded up to a multiple of `step`. */
@inline
export function roundUp(value: usize, step: usize): usize {
  return ((value + step - 1) / step) * step;
}

/** Panels of ROWS rows, [k][ROWS], zero-filled rows at the end. Strides are in bytes. */
export function packRows(source: usize, rows: usize, k: usize, rowStride: usize, columnStride: usize, target: usize): void {
  packPanels(ROWS, ROWS, source, rows, k, rowStride, columnStride, target);
}

/** How many panels of one row less than TALL make the rows come out even; 0 where there are too few rows for that. */
export function shortPanels(rows: usize): usize {
  const short = roundUp(rows, TALL) - rows;
  return short * (TALL - 1) <= rows ? short : 0;
}

/** Panels with room for TALL rows, [k][TALL]; the last `shortPanels` hold one row less. */
export function packTallRows(source: usize, rows: usize, k: usize, rowStride: usize, columnStride: usize, target: usize): void {
  const short = shortPanels(rows) * (TALL - 1);
  const first = rows - short;
  packPanels(TALL, TALL, source, first, k, rowStride, columnStride, target);
  target += ((first + TALL - 1) / TALL) * k * TALL * 4;
  packPanels(TALL - 1, TALL, source + first * rowStride, short, k, rowStride, columnStride, target);
}

/** Panels of `height` rows with room for `pitch`; what is left of the last panel is filled with zeros. */
function packPanels(
  height: usize, pitch: usize, source: usize, rows: usize, k: usize, rowStride: usize, columnStride: usize, target: usize,
): void {
  const bytes = pitch * 4;
  if (rowStride == 4 && height == pitch) {
    for (; rows >= 4 * height; rows -= 4 * height) {
      packFourPanels(bytes, source, k, columnStride, target);
      source += 4 * bytes;
      target += 4 * k * bytes;
    }
  }
  while (rows > 0) {
    const filled = rows < height ? rows : height;
    if (filled < height) memory.fill(target, 0, k * bytes);
    if (filled == pitch && rowStride == 4) {
      packSideBySide(bytes, source, k, columnStride, target);
    } else if (columnStride == 4 && filled >= 4) {
      packFourTransposed(source, k, rowStride, target, bytes);
      if (filled > 4) packFewRows(bytes, source + 4 * rowStride, filled - 4, k, rowStride, target + 16);
    } else if (columnStride == 4) {
      packFewRows(bytes, source, filled, k, rowStride, target);
    } else {
      packScattered(source, filled, k, rowStride, columnStride, target, bytes);
    }
    source += filled * rowStride;
    target += k * bytes;
    rows -= filled;
  }
}

/** Panels of 8 columns, [k][8], zero-filled columns at the end. Strides are in bytes. */
export function packColumns(source: usize, columns: usize, k: usize, rowStride: usize, columnStride: usize, target: usize): void {
  if (columnStride == 4) {
    for (; columns >= 16; columns -= 16) {
      packTwoPanels(source, k, rowStride, target);
      source += 64;
      target += k * 64;
    }
  }
  while (columns > 0) {
    const width: usize = columns < 8 ? columns : 8;
    if (width < 8) memory.fill(target, 0, k * 32);
    if (width == 8 && columnStride == 4) {
      packEightColumns(source, k, rowStride, target);
    } else if (width == 8 && rowStride == 4) {
      packFourTransposed(source, k, columnStride, target, 32);
      packFourTransposed(source + 4 * columnStride, k, columnStride, target + 16, 32);
    } else {
      packScattered(source, width, k, columnStride, rowStride, target, 32);
    }
    source += width * columnStride;
    target += k * 32;
    columns -= width;
  }
}

/** Any strides: element (line, step) goes to target + step * pitch + line * 4. */
function packScattered(source: usize, lines: usize, k: usize, lineStride: usize, stepStride: usize, target: usize, pitch: usize): void {
  for (let line: usize = 0; line < lines; ++line) {
    let from = source + line * lineStride;
    let to = target + line * 4;
    for (let step: usize = 0; step < k; ++step) {
      store<f32>(to, load<f32>(from));
      from += stepStride;
      to += pitch;
    }
  }
}

/** One step of 4 to 6 rows that lie side by side in memory, `bytes` in all. */
@inline
function copyRows(bytes: usize, source: usize, target: usize): void {
  v128.store(target, v128.load(source));
  if (bytes == 20) store<u32>(target, load<u32>(source, 16), 16);
  else if (bytes == 24) store<u64>(target, load<u64>(source, 16), 16);
}

/** Rows that lie side by side in memory. */
function packSideBySide(bytes: usize, source: usize, k: usize, columnStride: usize, target: usize): void {
  for (let step: usize = 0; step < k; ++step) {
    copyRows(bytes, source, target);
    source += columnStride;
    target += bytes;
  }
}

/** Four panels at once: rows far apart in memory are read by whole cache lines. */
function packFourPanels(bytes: usize, source: usize, k: usize, columnStride: usize, target: usize): void {
  const panel = k * bytes;
  for (let step: usize = 0; step < k; ++step) {
    copyRows(bytes, source, target);
    copyRows(bytes, source + bytes, target + panel);
    copyRows(bytes, source + 2 * bytes, target + 2 * panel);
    copyRows(bytes, source + 3 * bytes, target + 3 * panel);
    source += columnStride;
    target += bytes;
  }
}

/** One row at a time, four steps per load. */
function packFewRows(pitch: usize, source: usize, height: usize, k: usize, rowStride: usize, target: usize): void {
  const vectorSteps = k & ~3;
  for (let row: usize = 0; row < height; ++row) {
    let from = source + row * rowStride;
    let to = target + row * 4;
    let step: usize = 0;
    for (; step < vectorSteps; step += 4) {
      const v = v128.load(from);
      v128.store_lane<f32>(to, v, 0);
      v128.store_lane<f32>(to + pitch, v, 1);
      v128.store_lane<f32>(to + 2 * pitch, v, 2);
      v128.store_lane<f32>(to + 3 * pitch, v, 3);
      from += 16;
      to += 4 * pitch;
    }
    for (; step < k; ++step) {
      store<f32>(to, load<f32>(from));
      from += 4;
      to += pitch;
    }
  }
}

/** One row of a panel. */
@inline
function copyColumns(source: usize, target: usize): void {
  v128.store(target, v128.load(source));
  v128.store(target, v128.load(source, 16), 16);
}

/** Eight neighbouring columns of a row-major matrix. */
function packEightColumns(source: usize, k: usize, rowStride: usize, target: usize): void {
  for (let step: usize = 0; step < k; ++step) {
    copyColumns(source, target);
    source += rowStride;
    target += 32;
  }
}

/** Two panels at once: rows far apart in memory are read by whole cache lines. */
function packTwoPanels(source: usize, k: usize, rowStride: usize, target: usize): void {
  const panel = k * 32;
  for (let step: usize = 0; step < k; ++step) {
    copyColumns(source, target);
    copyColumns(source + 32, target + panel);
    source += rowStride;
    target += 32;
  }
}

/** Four lines whose steps are contiguous: 4x4 transposes, `pitch` bytes between two steps of the target. */
function packFourTransposed(source: usize, k: usize, lineStride: usize, target: usize, pitch: usize): void {
  let p0 = source, p1 = p0 + lineStride, p2 = p1 + lineStride, p3 = p2 + lineStride;
  let left = k;
  while (left >= 4) {
    const r0 = v128.load(p0), r1 = v128.load(p1), r2 = v128.load(p2), r3 = v128.load(p3);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7), high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(target, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
    target += pitch;
    v128.store(target, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
    target += pitch;
    v128.store(target, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
    target += pitch;
    v128.store(target, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
    target += pitch;
    p0 += 16; p1 += 16; p2 += 16; p3 += 16;
    left -= 4;
  }
  while (left > 0) {
    store<f32>(target, load<f32>(p0));
    store<f32>(target, load<f32>(p1), 4);
    store<f32>(target, load<f32>(p2), 8);
    store<f32>(target, load<f32>(p3), 12);
    p0 += 4; p1 += 4; p2 += 4; p3 += 4;
    target += pitch;
    left -= 1;
  }
}

// Packing of operands into panels, so that the micro-kernels read memory in one straight line.

/** Panels of 6 rows, [k][6], zero-filled rows at the end. Strides are in bytes. */
export function packRows(source: usize, rows: usize, k: usize, rowStride: usize, columnStride: usize, target: usize): void {
  while (rows > 0) {
    const height: usize = rows < 6 ? rows : 6;
    if (height < 6) memory.fill(target, 0, k * 24);
    if (rowStride == 4) {
      packContiguousRows(source, height, k, columnStride, target);
    } else if (columnStride == 4) {
      if (height == 6) packSixRows(source, k, rowStride, target);
      else packFewRows(source, height, k, rowStride, target);
    } else {
      packScattered(source, height, k, rowStride, columnStride, target, 24);
    }
    source += height * rowStride;
    target += k * 24;
    rows -= height;
  }
}

/** Panels of 8 columns, [k][8], zero-filled columns at the end. Strides are in bytes. */
export function packColumns(source: usize, columns: usize, k: usize, rowStride: usize, columnStride: usize, target: usize): void {
  while (columns > 0) {
    const width: usize = columns < 8 ? columns : 8;
    if (width < 8) memory.fill(target, 0, k * 32);
    if (width == 8 && columnStride == 4) {
      packEightColumns(source, k, rowStride, target);
    } else if (width == 8 && rowStride == 4) {
      packFourTransposed(source, k, columnStride, target);
      packFourTransposed(source + 4 * columnStride, k, columnStride, target + 16);
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

/** Up to six rows that lie side by side in memory. */
function packContiguousRows(source: usize, height: usize, k: usize, columnStride: usize, target: usize): void {
  if (height == 6) {
    for (let step: usize = 0; step < k; ++step) {
      v128.store(target, v128.load(source));
      store<u64>(target, load<u64>(source, 16), 16);
      source += columnStride;
      target += 24;
    }
  } else {
    packScattered(source, height, k, 4, columnStride, target, 24);
  }
}

/** One row at a time, four steps per load. */
function packFewRows(source: usize, height: usize, k: usize, rowStride: usize, target: usize): void {
  const vectorSteps = k & ~3;
  for (let row: usize = 0; row < height; ++row) {
    let from = source + row * rowStride;
    let to = target + row * 4;
    let step: usize = 0;
    for (; step < vectorSteps; step += 4) {
      const v = v128.load(from);
      v128.store_lane<f32>(to, v, 0);
      v128.store_lane<f32>(to, v, 1, 24);
      v128.store_lane<f32>(to, v, 2, 48);
      v128.store_lane<f32>(to, v, 3, 72);
      from += 16;
      to += 96;
    }
    for (; step < k; ++step) {
      store<f32>(to, load<f32>(from));
      from += 4;
      to += 24;
    }
  }
}

/** Six rows with contiguous steps: a 4x4 and a 2x4 transpose per four steps. */
function packSixRows(source: usize, k: usize, rowStride: usize, target: usize): void {
  let p0 = source, p1 = p0 + rowStride, p2 = p1 + rowStride, p3 = p2 + rowStride, p4 = p3 + rowStride, p5 = p4 + rowStride;
  let left = k;
  while (left >= 4) {
    const r0 = v128.load(p0), r1 = v128.load(p1), r2 = v128.load(p2), r3 = v128.load(p3);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7), high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(target, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
    v128.store(target, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), 24);
    v128.store(target, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), 48);
    v128.store(target, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), 72);
    const r4 = v128.load(p4), r5 = v128.load(p5);
    const low45 = v128.shuffle<f32>(r4, r5, 0, 4, 1, 5), high45 = v128.shuffle<f32>(r4, r5, 2, 6, 3, 7);
    v128.store_lane<u64>(target, low45, 0, 16);
    v128.store_lane<u64>(target, low45, 1, 40);
    v128.store_lane<u64>(target, high45, 0, 64);
    v128.store_lane<u64>(target, high45, 1, 88);
    p0 += 16; p1 += 16; p2 += 16; p3 += 16; p4 += 16; p5 += 16;
    target += 96;
    left -= 4;
  }
  while (left > 0) {
    store<f32>(target, load<f32>(p0));
    store<f32>(target, load<f32>(p1), 4);
    store<f32>(target, load<f32>(p2), 8);
    store<f32>(target, load<f32>(p3), 12);
    store<f32>(target, load<f32>(p4), 16);
    store<f32>(target, load<f32>(p5), 20);
    p0 += 4; p1 += 4; p2 += 4; p3 += 4; p4 += 4; p5 += 4;
    target += 24;
    left -= 1;
  }
}

/** Eight neighbouring columns of a row-major matrix. */
function packEightColumns(source: usize, k: usize, rowStride: usize, target: usize): void {
  for (let step: usize = 0; step < k; ++step) {
    v128.store(target, v128.load(source));
    v128.store(target, v128.load(source, 16), 16);
    source += rowStride;
    target += 32;
  }
}

/** Four columns whose steps are contiguous: 4x4 transposes into one half of the panel. */
function packFourTransposed(source: usize, k: usize, columnStride: usize, target: usize): void {
  let p0 = source, p1 = p0 + columnStride, p2 = p1 + columnStride, p3 = p2 + columnStride;
  let left = k;
  while (left >= 4) {
    const r0 = v128.load(p0), r1 = v128.load(p1), r2 = v128.load(p2), r3 = v128.load(p3);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7), high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(target, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
    v128.store(target, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), 32);
    v128.store(target, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), 64);
    v128.store(target, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), 96);
    p0 += 16; p1 += 16; p2 += 16; p3 += 16;
    target += 128;
    left -= 4;
  }
  while (left > 0) {
    store<f32>(target, load<f32>(p0));
    store<f32>(target, load<f32>(p1), 4);
    store<f32>(target, load<f32>(p2), 8);
    store<f32>(target, load<f32>(p3), 12);
    p0 += 4; p1 += 4; p2 += 4; p3 += 4;
    target += 32;
    left -= 1;
  }
}

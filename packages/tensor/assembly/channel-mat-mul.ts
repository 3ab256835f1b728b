// Matrix products of every channel on its own, channels last: the lanes of a vector are channels.
import { madd } from './simd';

/** Channels that share a cache line: they are done together while the lines are near. */
const LINE: usize = 64;
/** With fewer steps packing costs more than it saves. */
const PACK_STEPS: usize = 20;

/**
 * 4 rows by `columns` columns, four channels: c = sum over `steps`, at least one, of a b. Two columns are done at a time;
 * `bPair` leads from two to the next two. A row that is missing at the end, or a column, repeats another one: their sums
 * are equal, and so is what is stored.
 */
function strip(
  steps: usize, columns: usize, a0: usize, a1: usize, a2: usize, a3: usize, aStep: usize,
  b: usize, bStep: usize, bColumn: usize, bPair: usize, c0: usize, c1: usize, c2: usize, c3: usize, cColumn: usize,
): void {
  for (let column: usize = 0; column < columns; column += 2) {
    if (column + 1 == columns) {
      bColumn = 0;
      cColumn = 0;
    }
    let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s10 = f32x4.splat(0), s11 = f32x4.splat(0);
    let s20 = f32x4.splat(0), s21 = f32x4.splat(0), s30 = f32x4.splat(0), s31 = f32x4.splat(0);
    let p0 = a0, p1 = a1, p2 = a2, p3 = a3, b0 = b, b1 = b + bColumn;
    let left = steps;
    while (true) {
      const x0 = v128.load(b0), x1 = v128.load(b1);
      let row = v128.load(p0);
      s00 = madd(row, x0, s00);
      s01 = madd(row, x1, s01);
      row = v128.load(p1);
      s10 = madd(row, x0, s10);
      s11 = madd(row, x1, s11);
      row = v128.load(p2);
      s20 = madd(row, x0, s20);
      s21 = madd(row, x1, s21);
      row = v128.load(p3);
      s30 = madd(row, x0, s30);
      s31 = madd(row, x1, s31);
      if (--left == 0) break;
      p0 += aStep;
      p1 += aStep;
      p2 += aStep;
      p3 += aStep;
      b0 += bStep;
      b1 += bStep;
    }
    v128.store(c0, s00);
    v128.store(c0 + cColumn, s01);
    v128.store(c1, s10);
    v128.store(c1 + cColumn, s11);
    v128.store(c2, s20);
    v128.store(c2 + cColumn, s21);
    v128.store(c3, s30);
    v128.store(c3 + cColumn, s31);
    b += bPair;
    c0 += cColumn * 2;
    c1 += cColumn * 2;
    c2 += cColumn * 2;
    c3 += cColumn * 2;
  }
}

/**
 * The same for factors that were packed: `a` as [step][4 rows], `b` as pairs of columns [step][2 columns]. Every load is at
 * a fixed distance from one of two pointers.
 */
function packedStrip(
  steps: usize, columns: usize, a: usize, b: usize, bPair: usize, c0: usize, c1: usize, c2: usize, c3: usize, cColumn: usize,
): void {
  const end = a + steps * 64;
  for (let column: usize = 0; column < columns; column += 2) {
    if (column + 1 == columns) cColumn = 0;
    let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s10 = f32x4.splat(0), s11 = f32x4.splat(0);
    let s20 = f32x4.splat(0), s21 = f32x4.splat(0), s30 = f32x4.splat(0), s31 = f32x4.splat(0);
    let p = a, q = b;
    do {
      const x0 = v128.load(q), x1 = v128.load(q, 16);
      let row = v128.load(p);
      s00 = madd(row, x0, s00);
      s01 = madd(row, x1, s01);
      row = v128.load(p, 16);
      s10 = madd(row, x0, s10);
      s11 = madd(row, x1, s11);
      row = v128.load(p, 32);
      s20 = madd(row, x0, s20);
      s21 = madd(row, x1, s21);
      row = v128.load(p, 48);
      s30 = madd(row, x0, s30);
      s31 = madd(row, x1, s31);
      p += 64;
      q += 32;
    } while (p != end);
    v128.store(c0, s00);
    v128.store(c0 + cColumn, s01);
    v128.store(c1, s10);
    v128.store(c1 + cColumn, s11);
    v128.store(c2, s20);
    v128.store(c2 + cColumn, s21);
    v128.store(c3, s30);
    v128.store(c3 + cColumn, s31);
    b += bPair;
    c0 += cColumn * 2;
    c1 += cColumn * 2;
    c2 += cColumn * 2;
    c3 += cColumn * 2;
  }
}

/** One sum, for fewer than four channels. */
function sumOfProducts(steps: usize, a: usize, aStep: usize, b: usize, bStep: usize): f32 {
  let sum: f32 = 0;
  for (; steps > 0; --steps) {
    sum += load<f32>(a) * load<f32>(b);
    a += aStep;
    b += bStep;
  }
  return sum;
}

/** Lays `count` neighbours side by side: [vector][step][count][4 channels]. */
function pack(
  count: usize, last: usize, vectors: usize, end: usize, steps: usize, source: usize, stride: usize, step: usize, target: usize,
): void {
  const plane = steps * count * 16;
  for (let line: usize = 0; line < count; ++line) {
    let from = source + (line < last ? line : last) * stride;
    let to = target + line * 16;
    let k = steps;
    if (vectors == 4) {
      do {
        const third = to + 2 * plane;
        v128.store(to, v128.load(from));
        v128.store(to + plane, v128.load(from, 16));
        v128.store(third, v128.load(from, 32));
        v128.store(third + plane, v128.load(from + end));
        from += step;
        to += count * 16;
      } while (--k);
      continue;
    }
    do {
      let at = to;
      for (let vector: usize = 0; vector < vectors - 1; ++vector) {
        v128.store(at, v128.load(from + vector * 16));
        at += plane;
      }
      v128.store(at, v128.load(from + end));
      from += step;
      to += count * 16;
    } while (--k);
  }
}

/**
 * Up to 16 channels of one product, at the pointers given. `end` is where the last vector starts: it may overlap the one
 * before. Where many lines would fall into few sets of the cache, both factors are packed first.
 */
function channels(
  vectors: usize, end: usize, rows: usize, columns: usize, steps: usize,
  a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, bColumn: usize, c: usize, cColumn: usize, workspace: usize,
): void {
  const cRow = columns * cColumn;
  const packs = packsFactors(rows, columns, steps, aStep, bStep);
  let bVector: usize = 16, bPair = bColumn * 2;
  if (packs) {
    const target = workspace + vectors * steps * 64;
    bVector = steps * 32;
    bPair = vectors * bVector;
    for (let column: usize = 0; column < columns; column += 2) {
      const last: usize = column + 1 < columns ? 1 : 0;
      pack(2, last, vectors, end, steps, b + column * bColumn, bColumn, bStep, target + (column >> 1) * bPair);
    }
    b = target;
    bStep = 32;
    bColumn = 16;
  }
  for (let row: usize = 0; row < rows; row += 4) {
    const last: usize = rows - row > 3 ? 3 : rows - row - 1;
    const r1: usize = last > 0 ? 1 : 0, r2: usize = last > 1 ? 2 : r1;
    if (packs) pack(4, last, vectors, end, steps, a, aRow, aStep, workspace);
    for (let vector: usize = 0; vector < vectors; ++vector) {
      const here = vector * 16 < end ? vector * 16 : end;
      const y = b + (packs ? vector * bVector : here), z = c + here;
      const z1 = z + r1 * cRow, z2 = z + r2 * cRow, z3 = z + last * cRow;
      if (packs) {
        const x = workspace + vector * steps * 64;
        packedStrip(steps, columns, x, y, bPair, z, z1, z2, z3, cColumn);
      } else {
        const x = a + here;
        strip(
          steps, columns, x, x + r1 * aRow, x + r2 * aRow, x + last * aRow, aStep, y, bStep, bColumn, bPair,
          z, z1, z2, z3, cColumn,
        );
      }
    }
    a += 4 * aRow;
    c += 4 * cRow;
  }
}

/** True when lines so far apart push each other out of a first-level cache of 64 sets of 8 lines. */
@inline
function collides(steps: usize, step: usize): bool {
  return (step & 63) == 0 && steps > 4 * (64 >> min<usize>(ctz(step >> 6), 6));
}

@inline
function packsFactors(rows: usize, columns: usize, steps: usize, aStep: usize, bStep: usize): bool {
  return steps >= PACK_STEPS && rows > 4 && columns > 4 && (collides(steps, aStep) || collides(steps, bStep));
}

/** Bytes of workspace that `channelMatMul` needs for these sizes. */
export function channelMatMulWorkspace(
  rows: usize, columns: usize, steps: usize, depth: usize, aStep: usize, bStep: usize,
): usize {
  if (!packsFactors(rows, columns, steps, aStep, bStep)) return 16;
  const vectors = depth < 16 ? (depth + 3) / 4 : 4;
  return vectors * steps * 16 * (5 + columns);
}

/**
 * c[rows, columns, depth] = sum over k of a[row, k, channel] b[k, column, channel], for a row of such pairs. Strides are
 * in bytes; channels are contiguous everywhere and c is contiguous.
 */
export function channelMatMul(
  count: usize, rows: usize, columns: usize, steps: usize, depth: usize,
  a: usize, aBatch: usize, aRow: usize, aStep: usize, b: usize, bBatch: usize, bStep: usize, bColumn: usize, c: usize,
  workspace: usize,
): void {
  const bytes = depth * 4;
  if (steps == 0) {
    memory.fill(c, 0, count * rows * columns * bytes);
    return;
  }
  for (let item: usize = 0; item < count; ++item) {
    if (depth < 4) {
      for (let at: usize = 0; at < rows * columns * depth; ++at) {
        const place = at / depth, channel = (at % depth) * 4;
        const row = place / columns, column = place % columns;
        store<f32>(
          c + at * 4, sumOfProducts(steps, a + row * aRow + channel, aStep, b + column * bColumn + channel, bStep),
        );
      }
    } else {
      for (let from: usize = 0; from < bytes; from += LINE) {
        const left = bytes - from < LINE ? bytes - from : LINE;
        // Fewer than four channels at the end go with those before them.
        const start = left < 16 ? bytes - 16 : from;
        const wide: usize = left < 16 ? 16 : left;
        channels(
          (wide + 15) / 16, wide - 16, rows, columns, steps,
          a + start, aRow, aStep, b + start, bStep, bColumn, c + start, bytes, workspace,
        );
      }
    }
    a += aBatch;
    b += bBatch;
    c += rows * columns * bytes;
  }
}

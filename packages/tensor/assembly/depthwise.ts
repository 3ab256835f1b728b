// Depthwise convolutions, channels last: every channel has its own filter, so vectors run over the channels.
import { loadPart, madd, storePart } from './simd';

/** The output pixel whose window starts at `place`, or a negative number. Divisions are slow, and rare. */
@inline
function pixelOf(place: i32, stride: i32, out: i32): i32 {
  let pixel = place;
  if (stride > 1 && place >= 0) pixel = place % stride == 0 ? place / stride : -1;
  return pixel < out ? pixel : -1;
}

/** Lists the taps that read pixel (h, w): byte offsets in dy and in the filter. Returns their number. */
function listTaps(
  h: i32, w: i32, outH: i32, outW: i32, tapsH: i32, tapsW: i32, strideH: i32, strideW: i32,
  dilationH: i32, dilationW: i32, padH: i32, padW: i32, pixel: i32, table: usize,
): usize {
  let count: usize = 0;
  for (let tapH: i32 = 0; tapH < tapsH; ++tapH) {
    const placeH = pixelOf(h + padH - tapH * dilationH, strideH, outH);
    if (placeH < 0) continue;
    for (let tapW: i32 = 0; tapW < tapsW; ++tapW) {
      const placeW = pixelOf(w + padW - tapW * dilationW, strideW, outW);
      if (placeW < 0) continue;
      store<i32>(table, (placeH * outW + placeW) * pixel);
      store<i32>(table, (tapH * tapsW + tapW) * pixel, 4);
      table += 8;
      ++count;
    }
  }
  return count;
}

/** target[channel] = sum over the listed taps of source times filter. */
function sumTaps(taps: usize, table: usize, channels: usize, source: usize, filter: usize, target: usize): void {
  const end = table + (taps << 3);
  for (; channels >= 16; channels -= 16) {
    let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0), sum2 = f32x4.splat(0), sum3 = f32x4.splat(0);
    for (let entry = table; entry < end; entry += 8) {
      const from = source + load<u32>(entry), by = filter + load<u32>(entry, 4);
      sum0 = madd(v128.load(from), v128.load(by), sum0);
      sum1 = madd(v128.load(from, 16), v128.load(by, 16), sum1);
      sum2 = madd(v128.load(from, 32), v128.load(by, 32), sum2);
      sum3 = madd(v128.load(from, 48), v128.load(by, 48), sum3);
    }
    v128.store(target, sum0);
    v128.store(target, sum1, 16);
    v128.store(target, sum2, 32);
    v128.store(target, sum3, 48);
    source += 64;
    filter += 64;
    target += 64;
  }
  while (channels > 0) {
    const count: usize = channels < 4 ? channels : 4;
    let sum = f32x4.splat(0);
    for (let entry = table; entry < end; entry += 8) {
      const from = source + load<u32>(entry), by = filter + load<u32>(entry, 4);
      if (count == 4) sum = madd(v128.load(from), v128.load(by), sum);
      else sum = madd(loadPart(from, count), loadPart(by, count), sum);
    }
    if (count == 4) v128.store(target, sum);
    else storePart(target, sum, count);
    source += 16;
    filter += 16;
    target += 16;
    channels -= count;
  }
}

/** target[c] = sum of the `multiplier` values of group c. */
function sumGroups(groups: usize, multiplier: usize, source: usize, target: usize): void {
  for (let group: usize = 0; group < groups; ++group) {
    let sum: f32 = 0;
    for (let column: usize = 0; column < multiplier; ++column) {
      sum += load<f32>(source);
      source += 4;
    }
    store<f32>(target + (group << 2), sum);
  }
}

/**
 * dx[images, sizeH, sizeW, channels / multiplier] = sum over the taps of dy[images, outH, outW, channels] times the filter,
 * then over each group of `multiplier` channels. `workspace` takes 8 bytes per tap and 4 per channel.
 */
export function depthwiseToInput(
  images: i32, channels: usize, multiplier: usize, sizeH: i32, sizeW: i32, outH: i32, outW: i32, tapsH: i32, tapsW: i32,
  strideH: i32, strideW: i32, dilationH: i32, dilationW: i32, padH: i32, padW: i32,
  dy: usize, filter: usize, dx: usize, workspace: usize,
): void {
  const pixel = (channels as i32) << 2;
  const sums = workspace + ((tapsH * tapsW) as usize << 3);
  const groups = channels / multiplier;
  for (let image: i32 = 0; image < images; ++image) {
    for (let h: i32 = 0; h < sizeH; ++h) {
      for (let w: i32 = 0; w < sizeW; ++w) {
        const taps = listTaps(
          h, w, outH, outW, tapsH, tapsW, strideH, strideW, dilationH, dilationW, padH, padW, pixel, workspace,
        );
        sumTaps(taps, workspace, channels, dy, filter, multiplier == 1 ? dx : sums);
        if (multiplier > 1) sumGroups(groups, multiplier, sums, dx);
        dx += groups << 2;
      }
    }
    dy += (outH * outW * pixel) as usize;
  }
}

/** Repeats every value `multiplier` times. */
export function repeatValues(count: usize, multiplier: usize, source: usize, target: usize): void {
  for (; count > 0; --count) {
    const value = load<f32>(source);
    source += 4;
    for (let column: usize = 0; column < multiplier; ++column) {
      store<f32>(target, value);
      target += 4;
    }
  }
}

/** Sixteen channels of one tap: dw += sum over `rows` x `columns` pixels of x times dy. Steps are in bytes. */
function sixteenChannels(
  rows: i32, columns: i32, x: usize, xRow: usize, xColumn: usize, dy: usize, dyRow: usize, dyColumn: usize, dw: usize,
): void {
  let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0), sum2 = f32x4.splat(0), sum3 = f32x4.splat(0);
  for (; rows > 0; --rows) {
    let p = x, q = dy;
    for (let left = columns; left > 0; --left) {
      sum0 = madd(v128.load(p), v128.load(q), sum0);
      sum1 = madd(v128.load(p, 16), v128.load(q, 16), sum1);
      sum2 = madd(v128.load(p, 32), v128.load(q, 32), sum2);
      sum3 = madd(v128.load(p, 48), v128.load(q, 48), sum3);
      p += xColumn;
      q += dyColumn;
    }
    x += xRow;
    dy += dyRow;
  }
  v128.store(dw, f32x4.add(v128.load(dw), sum0));
  v128.store(dw, f32x4.add(v128.load(dw, 16), sum1), 16);
  v128.store(dw, f32x4.add(v128.load(dw, 32), sum2), 32);
  v128.store(dw, f32x4.add(v128.load(dw, 48), sum3), 48);
}

/** The same for four channels or the few that are left. */
function fewChannels(
  count: usize, rows: i32, columns: i32, x: usize, xRow: usize, xColumn: usize, dy: usize, dyRow: usize, dyColumn: usize,
  dw: usize,
): void {
  let sum = f32x4.splat(0);
  for (; rows > 0; --rows) {
    let p = x, q = dy;
    for (let left = columns; left > 0; --left) {
      if (count >= 4) sum = madd(v128.load(p), v128.load(q), sum);
      else sum = madd(loadPart(p, count), loadPart(q, count), sum);
      p += xColumn;
      q += dyColumn;
    }
    x += xRow;
    dy += dyRow;
  }
  if (count >= 4) v128.store(dw, f32x4.add(v128.load(dw), sum));
  else storePart(dw, f32x4.add(loadPart(dw, count), sum), count);
}

/** First pixel whose tap lies at or after position `least`. */
@inline
function firstPixel(place: i32, stride: i32, least: i32): i32 {
  return place >= least ? 0 : (least - place + stride - 1) / stride;
}

/** dw[tap, channel] += sum over the images and pixels of x times dy. */
export function depthwiseToFilter(
  images: i32, channels: usize, sizeH: i32, sizeW: i32, outH: i32, outW: i32, tapsH: i32, tapsW: i32,
  strideH: i32, strideW: i32, dilationH: i32, dilationW: i32, padH: i32, padW: i32,
  x: usize, dy: usize, dw: usize, accumulate: bool,
): void {
  const pixel = channels << 2;
  if (!accumulate) memory.fill(dw, 0, ((tapsH * tapsW) as usize) * pixel);
  const xColumn = (strideW as usize) * pixel;
  const xRow = ((strideH * sizeW) as usize) * pixel;
  const dyRow = (outW as usize) * pixel;
  for (let image: i32 = 0; image < images; ++image) {
    let to = dw;
    for (let tapH: i32 = 0; tapH < tapsH; ++tapH) {
      const placeH = tapH * dilationH - padH;
      const h0 = firstPixel(placeH, strideH, 0), rows = min(outH, firstPixel(placeH, strideH, sizeH)) - h0;
      for (let tapW: i32 = 0; tapW < tapsW; ++tapW) {
        const placeW = tapW * dilationW - padW;
        const w0 = firstPixel(placeW, strideW, 0), columns = min(outW, firstPixel(placeW, strideW, sizeW)) - w0;
        let from = x + (((placeH + h0 * strideH) * sizeW + placeW + w0 * strideW) as usize) * pixel;
        let by = dy + ((h0 * outW + w0) as usize) * pixel;
        let left = channels;
        for (; left >= 16; left -= 16) {
          sixteenChannels(rows, columns, from, xRow, xColumn, by, dyRow, pixel, to);
          from += 64;
          by += 64;
          to += 64;
        }
        while (left > 0) {
          const count: usize = left < 4 ? left : 4;
          fewChannels(count, rows, columns, from, xRow, xColumn, by, dyRow, pixel, to);
          from += 16;
          by += 16;
          to += count << 2;
          left -= count;
        }
      }
    }
    x += ((sizeH * sizeW) as usize) * pixel;
    dy += ((outH * outW) as usize) * pixel;
  }
}

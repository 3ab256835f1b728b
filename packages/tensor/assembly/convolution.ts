// Convolutions as matrix products whose rows stay where they are in the image: no copy of patches is made. One, two and
// three dimensions are one code. Images are [images, depth, height, width, channels].
import { finishRows } from './activation';
import { copyGrid, copyRun } from './copy';
import { fewColumnsWorkspace, filterOfFewColumns, hasFewColumns } from './few-columns';
import { packColumns, roundUp } from './gemm/pack';
import { dotTile1, dotTile2, pixelTile, ROWS, stepTile } from './generated/micro-kernels';

/** Output pixels per pass: their tables and inputs stay in the caches while the filter goes by. */
const BLOCK: usize = 192;
/** Steps of k per pass of the filter gradient: a panel of dy (8 KiB) stays in the first-level cache. */
const STEPS: usize = 256;

/** Copies windows [items, outD, outH, outW, channels] that start at (d0, h0, w0) of each image; outside is 0. */
export function copyWindows(
  items: i32, channels: i32, inD: i32, inH: i32, inW: i32, outD: i32, outH: i32, outW: i32,
  d0: i32, h0: i32, w0: i32, source: usize, target: usize,
): void {
  const pixel = (channels as usize) << 2;
  memory.fill(target, 0, ((items * outD * outH * outW) as usize) * pixel);
  const wFrom = w0 < 0 ? 0 : w0;
  const wTo = w0 + outW < inW ? w0 + outW : inW;
  if (wTo <= wFrom) return;
  const bytes = ((wTo - wFrom) as usize) * pixel;
  for (let item: i32 = 0; item < items; ++item) {
    for (let d: i32 = 0; d < outD; ++d) {
      if (d + d0 < 0 || d + d0 >= inD) continue;
      for (let h: i32 = 0; h < outH; ++h) {
        if (h + h0 < 0 || h + h0 >= inH) continue;
        const from = (((item * inD + d + d0) * inH + h + h0) * inW + wFrom) as usize;
        const to = (((item * outD + d) * outH + h) * outW + wFrom - w0) as usize;
        copyRun(bytes, source + from * pixel, target + to * pixel);
      }
    }
  }
}

/** Adds or copies the first `columns` columns of a tile to its targets. */
function storeNarrow(tile: usize, columns: usize, targets: usize, column: usize, accumulate: bool): void {
  for (let row: usize = 0; row < ROWS; ++row) {
    const to = (load<u32>(targets + (row << 2)) as usize) + (column << 2);
    for (let at: usize = 0; at < columns << 2; at += 4) {
      const value = load<f32>(tile + (row << 5) + at);
      store<f32>(to + at, accumulate ? load<f32>(to + at) + value : value);
    }
  }
}

/** `scratch` [256 bytes]: targets, and the tile that they point to. */
function narrowTargets(scratch: usize): void {
  for (let row: usize = 0; row < ROWS; ++row) store<u32>(scratch + (row << 2), scratch + 32 + (row << 5));
}

/** Fills up the tables to whole tiles: the surplus rows repeat the first and end in `surplus`. */
function fillUp(count: usize, rows: usize, targets: usize, surplus: usize): void {
  for (let row = count; row < roundUp(count, ROWS); ++row) {
    store<u32>(rows + (row << 2), load<u32>(rows));
    store<u32>(targets + (row << 2), surplus);
  }
}

/** Bytes of workspace that `convolve` needs; `depth` is taps times channels. */
export function convolveWorkspace(depth: usize, taps: usize, columns: usize): usize {
  return (depth + 1) * roundUp(columns, 8) * 4 + BLOCK * 8 + taps * 8 + 512;
}

/** First tap at or after position 0, for a line of taps that starts at `place`. */
@inline
function firstTap(place: i32, step: i32): i32 {
  return place >= 0 ? 0 : (step - 1 - place) / step;
}

/** First tap at or beyond `limit`, for a line of taps that starts at `place`. */
@inline
function lastTap(place: i32, step: i32, limit: i32, taps: i32): i32 {
  const end = place >= limit ? 0 : (limit - place + step - 1) / step;
  return end < taps ? end : taps;
}

/**
 * y[pixel, column] = sum over taps and channels of x[place, channel] filter[tap, channel, column], where along each axis
 * place = start + pixel * step + tap * tapStep.
 *
 * The filter has a stride in bytes per tap, channel and column (they may be negative), y one per image and pixel. Places
 * outside of the image count as 0 when `clipped`, and must not occur otherwise. With `packed` the filter is still in the
 * workspace from the call before. A bias (0: none) and an activation need a y without gaps between its pixels.
 */
export function convolve(
  images: i32, channels: usize, columns: usize, sizeD: i32, sizeH: i32, sizeW: i32, outD: i32, outH: i32, outW: i32,
  tapsD: i32, tapsH: i32, tapsW: i32, startD: i32, startH: i32, startW: i32, stepD: i32, stepH: i32, stepW: i32,
  tapStepD: i32, tapStepH: i32, tapStepW: i32, x: usize,
  filter: usize, tapD: usize, tapH: usize, tapW: usize, filterChannel: usize, filterColumn: usize,
  y: usize, yImage: usize, yD: usize, yH: usize, yW: usize, bias: usize, activation: i32,
  clipped: bool, packed: bool, workspace: usize,
): void {
  const depth = ((tapsD * tapsH * tapsW) as usize) * channels;
  const rows = workspace + 256;
  const targets = rows + BLOCK * 4;
  const table = targets + BLOCK * 4;
  const surplus = (table + ((tapsD * tapsH * tapsW) as usize) * 8 + 15) & ~15;
  const panels = surplus + roundUp(columns, 8) * 4;
  narrowTargets(workspace);
  const pixel = (channels as i32) << 2;
  const image = sizeD * sizeH * sizeW * pixel;
  // Neighbouring taps of a line are one run where they lie side by side.
  const joined = tapStepW == 1;
  let lines: usize = 0;
  let run: usize = joined ? (tapsW as usize) * channels : channels;
  const wide = columns - dotColumns(columns, run);
  if (!packed) {
    packFilter(tapsD, tapsH, tapsW, channels, columns, wide, filter, tapD, tapH, tapW, filterChannel, filterColumn, panels);
  }
  if (!clipped) {
    lines = fillLines(
      0, tapsD, 0, tapsH, 0, joined ? 1 : tapsW, tapsH, tapsW, tapStepD * sizeH * sizeW * pixel, tapStepH * sizeW * pixel,
      tapStepW * pixel, pixel << 3, table,
    );
  }
  const walked = clipped ? 1 : images;
  let count: usize = 0;
  for (let item: i32 = 0; item < walked; ++item) {
    for (let d: i32 = 0; d < outD; ++d) {
      for (let h: i32 = 0; h < outH; ++h) {
        const placeD = startD + d * stepD, placeH = startH + h * stepH;
        let pixelFrom = x + (item * image + ((placeD * sizeH + placeH) * sizeW + startW) * pixel);
        let pixelTo = y + (item as usize) * yImage + (d as usize) * yD + (h as usize) * yH;
        for (let w: i32 = 0; w < outW; ++w) {
          let from = pixelFrom, to = pixelTo;
          pixelFrom += stepW * pixel;
          pixelTo += yW;
          if (!clipped) {
            store<u32>(rows + (count << 2), from);
            store<u32>(targets + (count << 2), to);
            if (++count == BLOCK) {
              pixelBlock(count, lines, table, run, depth, columns, wide, panels, rows, targets, workspace);
              finishRows(0, count, columns, load<u32>(targets), load<u32>(targets), yW, bias, i32(bias != 0), activation);
              count = 0;
            }
            continue;
          }
          // The same place of all images: they have the same taps inside.
          const placeW = startW + w * stepW;
          const first = firstTap(placeW, tapStepW), last = lastTap(placeW, tapStepW, sizeW, tapsW);
          lines = fillLines(
            firstTap(placeD, tapStepD), lastTap(placeD, tapStepD, sizeD, tapsD),
            firstTap(placeH, tapStepH), lastTap(placeH, tapStepH, sizeH, tapsH), first, joined && last > first ? first + 1 : last,
            tapsH, tapsW, tapStepD * sizeH * sizeW * pixel, tapStepH * sizeW * pixel, tapStepW * pixel, pixel << 3, table,
          );
          if (joined) run = ((last - first) as usize) * channels;
          for (let left = images; left > 0; left -= count as i32) {
            count = (left as usize) < BLOCK ? left : BLOCK;
            for (let row: usize = 0; row < count; ++row) {
              store<u32>(rows + (row << 2), from);
              store<u32>(targets + (row << 2), to);
              from += image;
              to += yImage;
            }
            fillUp(count, rows, targets, surplus);
            pixelBlock(count, lines, table, run, depth, columns, wide, panels, rows, targets, workspace);
            finishRows(0, count, columns, load<u32>(targets), load<u32>(targets), yImage, bias, i32(bias != 0), activation);
          }
          count = 0;
        }
      }
    }
  }
  fillUp(count, rows, targets, surplus);
  pixelBlock(count, lines, table, run, depth, columns, wide, panels, rows, targets, workspace);
  finishRows(0, count, columns, load<u32>(targets), load<u32>(targets), yW, bias, i32(bias != 0), activation);
}

/**
 * How many of the last columns are sums over lanes: those of a panel at most half full, where its runs are long enough.
 * Two of them share a pass.
 */
function dotColumns(columns: usize, run: usize): usize {
  const last = columns & 7;
  return last <= 4 && ((run + 3) >> 2) * ((last + 1) >> 1) < run ? last : 0;
}

/** Panels of 8 columns, [tap][channel][8], then the columns from `wide` on one by one, [tap][channel]. */
function packFilter(
  tapsD: i32, tapsH: i32, tapsW: i32, channels: usize, columns: usize, wide: usize,
  filter: usize, tapD: usize, tapH: usize, tapW: usize, filterChannel: usize, filterColumn: usize, target: usize,
): void {
  let column: usize = 0;
  while (column < columns) {
    const dot = column >= wide;
    const width: usize = dot ? 1 : columns - column < 8 ? columns - column : 8;
    for (let d: i32 = 0; d < tapsD; ++d) {
      for (let h: i32 = 0; h < tapsH; ++h) {
        for (let w: i32 = 0; w < tapsW; ++w) {
          const from = filter + (d as usize) * tapD + (h as usize) * tapH + (w as usize) * tapW + column * filterColumn;
          if (dot) copyGrid(4, from, target, 1, 0, 0, 1, 0, 0, 1, 0, 0, channels, filterChannel, 4);
          else packColumns(from, width, channels, filterChannel, filterColumn, target);
          target += channels << (dot ? 2 : 5);
        }
      }
    }
    column += width;
  }
}

/** Lists the runs of taps: where each starts in the image, from the place of the first tap, and in a panel. Returns their number. */
function fillLines(
  dFrom: i32, dTo: i32, hFrom: i32, hTo: i32, wFrom: i32, wTo: i32, tapsH: i32, tapsW: i32,
  xTapD: i32, xTapH: i32, xTapW: i32, panelTap: i32, table: usize,
): usize {
  let lines: usize = 0;
  for (let d = dFrom; d < dTo; ++d) {
    for (let h = hFrom; h < hTo; ++h) {
      for (let w = wFrom; w < wTo; ++w) {
        store<i32>(table, d * xTapD + h * xTapH + w * xTapW);
        store<i32>(table, ((d * tapsH + h) * tapsW + w) * panelTap, 4);
        table += 8;
        ++lines;
      }
    }
  }
  return lines;
}

function pixelBlock(
  count: usize, lines: usize, table: usize, run: usize, depth: usize, columns: usize, wide: usize, panels: usize,
  rows: usize, targets: usize, scratch: usize,
): void {
  if (run == 0) lines = 0;
  for (let column: usize = 0; column < wide; column += 8) {
    for (let at: usize = 0; at < count << 2; at += ROWS << 2) {
      if (wide - column >= 8) {
        pixelTile(lines, table, run, panels, rows + at, targets + at, column << 2);
      } else {
        pixelTile(lines, table, run, panels, rows + at, scratch, 0);
        storeNarrow(scratch + 32, wide - column, targets + at, column, false);
      }
    }
    panels += depth << 5;
  }
  for (let column = wide; column < columns; column += 2) {
    const two = column + 1 < columns;
    for (let at: usize = 0; at < count << 2; at += ROWS << 2) {
      if (two) dotTile2(lines, table, run, panels, depth << 2, rows + at, targets + at, column << 2);
      else dotTile1(lines, table, run, panels, rows + at, targets + at, column << 2);
    }
    panels += depth << 3;
  }
}

/** Bytes of workspace that `convolveFilter` needs; `lines` is images times rows of dy. */
export function convolveFilterWorkspace(taps: usize, channels: usize, lines: usize, outW: usize, columns: usize): usize {
  const steps = outW < STEPS ? STEPS : outW;
  const bytes = (steps + 1) * roundUp(columns, 8) * 4 + (taps * channels + 6) * 8 + lines * 4 + 512;
  return max(bytes, fewColumnsWorkspace(taps, channels, outW));
}

/**
 * dw[tap, channel, column] (+)= sum over pixels of x[place, channel] dy[pixel, column], with the places of `convolve`,
 * all of them inside of the image; dy and dw are contiguous.
 */
export function convolveFilter(
  images: i32, channels: usize, columns: usize, sizeD: i32, sizeH: i32, sizeW: i32, outD: i32, outH: i32, outW: usize,
  tapsD: i32, tapsH: i32, tapsW: i32, startD: i32, startH: i32, startW: i32, stepD: i32, stepH: i32, stepW: i32,
  tapStepD: i32, tapStepH: i32, tapStepW: i32, x: usize, dy: usize, dw: usize, accumulate: bool, workspace: usize,
): void {
  const taps = (tapsD * tapsH * tapsW) as usize;
  const depth = taps * channels;
  const lineCount = (images * outD * outH) as usize;
  if (!accumulate && lineCount * outW == 0) memory.fill(dw, 0, (depth * columns) << 2);
  if (lineCount * outW == 0) return;
  const pixel = (channels as i32) << 2;
  x += ((startD * sizeH + startH) * sizeW + startW) * pixel;
  if (hasFewColumns(columns, tapStepW == 1 ? (tapsW as usize) * channels : channels, outW)) {
    filterOfFewColumns(
      images, channels, columns, sizeD, sizeH, sizeW, outD, outH, outW, tapsD, tapsH, tapsW, stepD, stepH, stepW,
      tapStepD, tapStepH, tapStepW, x, dy, dw, accumulate, workspace,
    );
    return;
  }
  const rows = workspace + 256;
  const targets = rows + roundUp(depth, ROWS) * 4;
  const offsets = targets + roundUp(depth, ROWS) * 4;
  const surplus = (offsets + lineCount * 4 + 15) & ~15;
  const panels = surplus + roundUp(columns, 8) * 4;
  narrowTargets(workspace);
  let count: usize = 0;
  for (let d: i32 = 0; d < tapsD; ++d) {
    for (let h: i32 = 0; h < tapsH; ++h) {
      for (let w: i32 = 0; w < tapsW; ++w) {
        const from = x + ((d * tapStepD * sizeH + h * tapStepH) * sizeW + w * tapStepW) * pixel;
        for (let channel: usize = 0; channel < channels; ++channel) {
          store<u32>(rows + (count << 2), from + (channel << 2));
          store<u32>(targets + (count << 2), dw + ((count * columns) << 2));
          ++count;
        }
      }
    }
  }
  fillUp(count, rows, targets, surplus);
  let line: usize = 0;
  for (let image: i32 = 0; image < images; ++image) {
    for (let d: i32 = 0; d < outD; ++d) {
      for (let h: i32 = 0; h < outH; ++h) {
        store<i32>(offsets + (line++ << 2), ((image * sizeD + d * stepD) * sizeH + h * stepH) * sizeW * pixel);
      }
    }
  }
  const together: usize = outW < STEPS ? STEPS / outW : 1;
  for (line = 0; line < lineCount; line += together) {
    const lines = lineCount - line < together ? lineCount - line : together;
    const steps = lines * outW;
    packColumns(dy, columns, steps, columns << 2, 4, panels);
    stepBlock(
      count, lines, offsets + (line << 2), outW, (stepW * pixel) as usize, columns, panels, rows, targets, accumulate, workspace,
    );
    dy += (steps * columns) << 2;
    accumulate = true;
  }
}

function stepBlock(
  count: usize, lines: usize, offsets: usize, run: usize, step: usize, columns: usize, panels: usize,
  rows: usize, targets: usize, accumulate: bool, scratch: usize,
): void {
  for (let at: usize = 0; at < count << 2; at += ROWS << 2) {
    let b = panels;
    for (let column: usize = 0; column < columns; column += 8) {
      const narrow = columns - column < 8;
      const to = narrow ? scratch : targets + at;
      const add = accumulate && !narrow;
      const offset: usize = narrow ? 0 : column << 2;
      stepTile(lines, offsets, run, step, b, rows + at, to, offset, add);
      if (narrow) storeNarrow(scratch + 32, columns - column, targets + at, column, accumulate);
      b += lines * run * 32;
    }
  }
}

// The filter gradient of a convolution with few output channels: dy gives the rows of the product, and the vectors are
// neighbouring values of the image, read where they lie.
import { packRows, ROW_PITCH, roundUp } from './gemm/pack';
import { ROWS, tile } from './generated/micro-kernels';

/** The most columns: a row of a tile each. */
const MOST_COLUMNS: usize = 4;
/** What a tile costs besides its steps of k, in steps. */
const TILE_COST: usize = 20;

/**
 * True when this form of the product is faster. `run` is the number of neighbouring values under one line of taps, `steps`
 * the pixels of a line. The other form spends a step on four values by eight columns, however few there are.
 */
export function hasFewColumns(columns: usize, run: usize, steps: usize): bool {
  return columns <= MOST_COLUMNS && run >= 8 && ((run + 7) >> 3) * (steps * columns + TILE_COST) < run * steps;
}

/** Bytes of workspace that `filterOfFewColumns` needs. */
export function fewColumnsWorkspace(taps: usize, channels: usize, outW: usize): usize {
  return outW * ROWS * 4 + taps * (roundUp(channels, 8) + 8) * MOST_COLUMNS * 4;
}

/** `convolveFilter` where `hasFewColumns`; x is the place of the first tap of the first pixel. */
export function filterOfFewColumns(
  images: i32, channels: usize, columns: usize, sizeD: i32, sizeH: i32, sizeW: i32, outD: i32, outH: i32, outW: usize,
  tapsD: i32, tapsH: i32, tapsW: i32, stepD: i32, stepH: i32, stepW: i32, tapStepD: i32, tapStepH: i32, tapStepW: i32,
  x: usize, dy: usize, dw: usize, accumulate: bool, workspace: usize,
): void {
  const pixel = (channels as i32) << 2;
  // Neighbouring taps of a line are one run where they lie side by side.
  const lineTaps = tapStepW == 1 ? 1 : tapsW;
  const run = (((tapsW / lineTaps) as usize) * channels) << 2;
  const tiles = workspace + outW * ROWS * 4;
  const tileBytes = columns << 5;
  let add = false;
  for (let image: i32 = 0; image < images; ++image) {
    for (let d: i32 = 0; d < outD; ++d) {
      for (let h: i32 = 0; h < outH; ++h) {
        packRows(dy, columns, outW, 4, columns << 2, workspace);
        dy += (outW * columns) << 2;
        let to = tiles;
        for (let tapD: i32 = 0; tapD < tapsD; ++tapD) {
          for (let tapH: i32 = 0; tapH < tapsH; ++tapH) {
            const placeD = image * sizeD + d * stepD + tapD * tapStepD, placeH = h * stepH + tapH * tapStepH;
            for (let tapW: i32 = 0; tapW < lineTaps; ++tapW) {
              const from = x + ((placeD * sizeH + placeH) * sizeW + tapW * tapStepW) * pixel;
              for (let at: usize = 0; at < run; at += 32) {
                const b = from + start(at, run);
                tile(columns, outW, workspace, ROW_PITCH, b, (stepW * pixel) as usize, to, 32, add);
                to += tileBytes;
              }
            }
          }
        }
        add = true;
      }
    }
  }
  let from = tiles;
  for (let line = tapsD * tapsH * lineTaps; line > 0; --line) {
    for (let at: usize = 0; at < run; at += 32) {
      storeTransposed(columns, from, dw + start(at, run) * columns, at - start(at, run), accumulate);
      from += tileBytes;
    }
    dw += run * columns;
  }
}

/** Where the eight values at `at` begin, in bytes: the last ones of a run may overlap those before them. */
@inline
function start(at: usize, run: usize): usize {
  return at + 32 <= run ? at : run - 32;
}

/** Writes a tile as 8 rows, but for the `skipped` bytes of a row of the tile that another tile has written. */
function storeTransposed(columns: usize, tileRows: usize, target: usize, skipped: usize, accumulate: bool): void {
  for (let column: usize = 0; column < columns; ++column) {
    for (let lane = skipped; lane < 32; lane += 4) {
      const to = target + lane * columns + (column << 2);
      const value = load<f32>(tileRows + (column << 5) + lane);
      store<f32>(to, accumulate ? load<f32>(to) + value : value);
    }
  }
}

// Pooling in three dimensions (two are the case of depth 1), channels last. The first largest value of a window wins.
import { loadPart, madd, storePart } from './simd';

@inline
function low(start: i32): i32 {
  return start < 0 ? 0 : start;
}

@inline
function high(start: i32, size: i32, limit: i32): i32 {
  return start + size > limit ? limit : start + size;
}

/**
 * y = largest value of each window; with `indexes` also its flat position: ((d H + h) W + w) C + c, plus the batch
 * offset when `batchInIndex`.
 */
export function maxPoolForward(
  batch: i32, channels: i32, inD: i32, inH: i32, inW: i32, outD: i32, outH: i32, outW: i32,
  strideD: i32, strideH: i32, strideW: i32, sizeD: i32, sizeH: i32, sizeW: i32, padD: i32, padH: i32, padW: i32,
  x: usize, y: usize, indexes: usize, batchInIndex: bool,
): void {
  const imageSize = inD * inH * inW * channels;
  for (let item: i32 = 0; item < batch; ++item) {
    for (let od: i32 = 0; od < outD; ++od) {
      const d0 = od * strideD - padD;
      for (let oh: i32 = 0; oh < outH; ++oh) {
        const h0 = oh * strideH - padH;
        for (let ow: i32 = 0; ow < outW; ++ow) {
          const w0 = ow * strideW - padW;
          for (let channel: i32 = 0; channel < channels; ++channel) {
            let best: f32 = -Infinity;
            let bestAt: i32 = -1;
            for (let d = low(d0); d < high(d0, sizeD, inD); ++d) {
              for (let h = low(h0); h < high(h0, sizeH, inH); ++h) {
                for (let w = low(w0); w < high(w0, sizeW, inW); ++w) {
                  const at = ((d * inH + h) * inW + w) * channels + channel;
                  const value = load<f32>(x + ((at as usize) << 2));
                  if (value > best || bestAt < 0) {
                    best = value;
                    bestAt = at;
                  }
                }
              }
            }
            store<f32>(y, best);
            y += 4;
            if (indexes != 0) {
              store<i32>(indexes, batchInIndex ? bestAt + item * imageSize : bestAt);
              indexes += 4;
            }
          }
        }
      }
    }
    x += (imageSize as usize) << 2;
  }
}

/** Four channels, or the few that are left. */
@inline
function partOf(address: usize, count: usize): v128 {
  return count >= 4 ? v128.load(address) : loadPart(address, count);
}

/** dx = dy at the first largest value of each window, summed where windows overlap. */
export function maxPoolBackward(
  batch: i32, channels: i32, inD: i32, inH: i32, inW: i32, outD: i32, outH: i32, outW: i32,
  strideD: i32, strideH: i32, strideW: i32, sizeD: i32, sizeH: i32, sizeW: i32, padD: i32, padH: i32, padW: i32,
  x: usize, dy: usize, dx: usize,
): void {
  const pixel = (channels as usize) << 2;
  const imageBytes = ((inD * inH * inW) as usize) * pixel;
  memory.fill(dx, 0, (batch as usize) * imageBytes);
  for (let item: i32 = 0; item < batch; ++item) {
    for (let od: i32 = 0; od < outD; ++od) {
      const dFrom = low(od * strideD - padD), dTo = high(od * strideD - padD, sizeD, inD);
      for (let oh: i32 = 0; oh < outH; ++oh) {
        const hFrom = low(oh * strideH - padH), hTo = high(oh * strideH - padH, sizeH, inH);
        for (let ow: i32 = 0; ow < outW; ++ow) {
          const wFrom = low(ow * strideW - padW), wTo = high(ow * strideW - padW, sizeW, inW);
          for (let channel: i32 = 0; channel < channels; channel += 4) {
            const count = (channels - channel) as usize;
            const offset = (channel as usize) << 2;
            let best = f32x4.splat(-Infinity);
            let bestAt = i32x4.splat(-1);
            let number: i32 = 0;
            for (let d = dFrom; d < dTo; ++d) {
              for (let h = hFrom; h < hTo; ++h) {
                for (let w = wFrom; w < wTo; ++w) {
                  const value = partOf(x + (((d * inH + h) * inW + w) as usize) * pixel + offset, count);
                  const better = v128.or(f32x4.gt(value, best), i32x4.lt_s(bestAt, i32x4.splat(0)));
                  best = v128.bitselect(value, best, better);
                  bestAt = v128.bitselect(i32x4.splat(number), bestAt, better);
                  ++number;
                }
              }
            }
            const gradient = partOf(dy + offset, count);
            number = 0;
            for (let d = dFrom; d < dTo; ++d) {
              for (let h = hFrom; h < hTo; ++h) {
                for (let w = wFrom; w < wTo; ++w) {
                  const to = dx + (((d * inH + h) * inW + w) as usize) * pixel + offset;
                  const share = v128.and(gradient, i32x4.eq(bestAt, i32x4.splat(number)));
                  if (count >= 4) v128.store(to, f32x4.add(v128.load(to), share));
                  else storePart(to, f32x4.add(loadPart(to, count), share), count);
                  ++number;
                }
              }
            }
          }
          dy += pixel;
        }
      }
    }
    x += imageBytes;
    dx += imageBytes;
  }
}

/** dx = `scale` times the sum of dy over the windows that hold each value. */
export function averagePoolBackward(
  batch: i32, channels: i32, inD: i32, inH: i32, inW: i32, outD: i32, outH: i32, outW: i32,
  strideD: i32, strideH: i32, strideW: i32, sizeD: i32, sizeH: i32, sizeW: i32, padD: i32, padH: i32, padW: i32,
  dy: usize, dx: usize, scale: f32,
): void {
  const pixel = (channels as usize) << 2;
  const imageBytes = ((inD * inH * inW) as usize) * pixel;
  const factor = f32x4.splat(scale);
  memory.fill(dx, 0, (batch as usize) * imageBytes);
  for (let item: i32 = 0; item < batch; ++item) {
    for (let od: i32 = 0; od < outD; ++od) {
      const dFrom = low(od * strideD - padD), dTo = high(od * strideD - padD, sizeD, inD);
      for (let oh: i32 = 0; oh < outH; ++oh) {
        const hFrom = low(oh * strideH - padH), hTo = high(oh * strideH - padH, sizeH, inH);
        for (let ow: i32 = 0; ow < outW; ++ow) {
          const wFrom = low(ow * strideW - padW), wTo = high(ow * strideW - padW, sizeW, inW);
          for (let d = dFrom; d < dTo; ++d) {
            for (let h = hFrom; h < hTo; ++h) {
              let to = dx + (((d * inH + h) * inW + wFrom) as usize) * pixel;
              for (let w = wFrom; w < wTo; ++w) {
                addShare(channels as usize, factor, dy, to);
                to += pixel;
              }
            }
          }
          dy += pixel;
        }
      }
    }
    dx += imageBytes;
  }
}

/** dx += factor dy for one pixel. */
function addShare(channels: usize, factor: v128, dy: usize, dx: usize): void {
  for (; channels >= 4; channels -= 4) {
    v128.store(dx, madd(factor, v128.load(dy), v128.load(dx)));
    dx += 16;
    dy += 16;
  }
  if (channels > 0) storePart(dx, madd(factor, loadPart(dy, channels), loadPart(dx, channels)), channels);
}

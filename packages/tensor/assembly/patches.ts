// Images to rows of patches and back, so that convolution gradients become matrix products. Channels last.
import { loadPart, storePart } from './simd';

function copyFloats(target: usize, source: usize, count: usize): void {
  for (; count >= 4; count -= 4) {
    v128.store(target, v128.load(source));
    target += 16;
    source += 16;
  }
  for (; count > 0; --count) {
    store<f32>(target, load<f32>(source));
    target += 4;
    source += 4;
  }
}

function clearFloats(target: usize, count: usize): void {
  for (; count >= 4; count -= 4) {
    v128.store(target, f32x4.splat(0));
    target += 16;
  }
  for (; count > 0; --count) {
    store<f32>(target, 0);
    target += 4;
  }
}

function addFloats(target: usize, source: usize, count: usize): void {
  for (; count >= 4; count -= 4) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
    target += 16;
    source += 16;
  }
  if (count > 0) storePart(target, f32x4.add(loadPart(target, count), loadPart(source, count)), count);
}

/** patches[outH * outW, sizeH * sizeW * channels] of one image [inH, inW, channels]; outside is 0. */
export function imageToPatches(
  channels: i32, inH: i32, inW: i32, outH: i32, outW: i32, strideH: i32, strideW: i32, sizeH: i32, sizeW: i32,
  padH: i32, padW: i32, image: usize, patches: usize,
): void {
  const run = (sizeW * channels) as usize;
  for (let oh: i32 = 0; oh < outH; ++oh) {
    for (let ow: i32 = 0; ow < outW; ++ow) {
      const w0 = ow * strideW - padW;
      const before = w0 < 0 ? -w0 : 0;
      const after = w0 + sizeW > inW ? w0 + sizeW - inW : 0;
      const inside = sizeW - before - after;
      for (let kh: i32 = 0; kh < sizeH; ++kh) {
        const h = oh * strideH - padH + kh;
        if (h < 0 || h >= inH || inside <= 0) {
          clearFloats(patches, run);
        } else {
          const skip = (before * channels) as usize, length = (inside * channels) as usize;
          if (before > 0) clearFloats(patches, skip);
          const from = image + ((((h * inW + w0 + before) * channels) as usize) << 2);
          copyFloats(patches + (skip << 2), from, length);
          if (after > 0) clearFloats(patches + ((skip + length) << 2), run - skip - length);
        }
        patches += run << 2;
      }
    }
  }
}

/** image[inH, inW, channels] = sum of the patches that cover each pixel. */
export function patchesToImage(
  channels: i32, inH: i32, inW: i32, outH: i32, outW: i32, strideH: i32, strideW: i32, sizeH: i32, sizeW: i32,
  padH: i32, padW: i32, patches: usize, image: usize,
): void {
  const run = (sizeW * channels) as usize;
  memory.fill(image, 0, ((inH * inW * channels) as usize) << 2);
  for (let oh: i32 = 0; oh < outH; ++oh) {
    for (let ow: i32 = 0; ow < outW; ++ow) {
      const w0 = ow * strideW - padW;
      const before = w0 < 0 ? -w0 : 0;
      const after = w0 + sizeW > inW ? w0 + sizeW - inW : 0;
      const inside = sizeW - before - after;
      for (let kh: i32 = 0; kh < sizeH; ++kh) {
        const h = oh * strideH - padH + kh;
        if (h >= 0 && h < inH && inside > 0) {
          const to = image + ((((h * inW + w0 + before) * channels) as usize) << 2);
          addFloats(to, patches + (((before * channels) as usize) << 2), (inside * channels) as usize);
        }
        patches += run << 2;
      }
    }
  }
}

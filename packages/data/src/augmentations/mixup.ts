import { ConfigError, type random } from '@perceptrons/tensor';
import { RandomStream } from './random-stream';

/** Settings of `mixBatch` and of `imageBatches({ mixup })`. */
export interface MixupOptions {
  /** Both parameters of the Beta distribution of the mixup weight; 0 turns mixup off. Default 0.8. */
  mixupAlpha?: number;
  /** The same for CutMix. Default 0 (off); the usual value is 1. */
  cutmixAlpha?: number;
  /** Share of batches that are mixed at all. Default 1. */
  probability?: number;
  /** With both on: share of the mixed batches that use CutMix. Default 0.5. */
  switchProbability?: number;
}

/** A batch on the host: images [batch, height, width, channels] and target distributions [batch, classes]. */
export interface HostBatch {
  images: Float32Array;
  targets: Float32Array;
  batch: number;
  height: number;
  width: number;
  channels: number;
  classes: number;
}

/** What `mixBatch` did. */
export interface MixResult {
  kind: 'none' | 'mixup' | 'cutmix';
  /** Weight of an image's own target; the rest goes to its partner's. */
  weight: number;
}

/**
 * Checks the settings and fills in the defaults.
 *
 * @throws ConfigError `data/mixup`.
 */
export function checkedMixup(options: MixupOptions): Required<MixupOptions> {
  const settings = { mixupAlpha: 0.8, cutmixAlpha: 0, probability: 1, switchProbability: 0.5, ...options };
  for (const [argument, value] of Object.entries(settings)) {
    const largest = argument.endsWith('Alpha') ? Number.MAX_VALUE : 1;
    if (!(value >= 0 && value <= largest)) {
      throw new ConfigError({
        code: 'data/mixup',
        argument,
        message: `${argument} is ${String(value)}. ${largest === 1 ? 'A probability lies between 0 and 1' : 'It must be 0 (off) or positive'}.`,
      });
    }
  }
  return settings;
}

/**
 * Mixes every image of a batch with its partner, in place: image i with image batch - 1 - i, one weight for the batch.
 *
 * Mixup blends whole images: x = w * x_i + (1 - w) * x_j with w from Beta(alpha, alpha). CutMix pastes one rectangle of the
 * partner whose sides are sqrt(1 - w) of the image's, around a uniform centre, clipped to the image; the weight of the
 * targets is then the share of the image that was kept.
 *
 * @returns What was done, with the final weight.
 * @throws ConfigError `data/mixup`.
 * Source: H. Zhang and others, "mixup: beyond empirical risk minimization" (2018), section 2; S. Yun and others, "CutMix"
 * (2019), section 3.1; batch mode as in timm 1.0 (`Mixup`).
 */
export function mixBatch(batch: HostBatch, options: MixupOptions, key: random.Key): MixResult {
  const { mixupAlpha, cutmixAlpha, probability, switchProbability } = checkedMixup(options);
  const stream = new RandomStream(key);
  if (stream.uniform() >= probability || (mixupAlpha === 0 && cutmixAlpha === 0)) return { kind: 'none', weight: 1 };
  const cut = cutmixAlpha > 0 && (mixupAlpha === 0 || stream.uniform() < switchProbability);
  const alpha = cut ? cutmixAlpha : mixupAlpha;
  let weight = stream.beta(alpha, alpha);
  if (cut) weight = pasteRectangle(batch, weight, stream);
  else blendWithPartner(batch.images, batch.batch, weight);
  blendWithPartner(batch.targets, batch.batch, weight);
  return { kind: cut ? 'cutmix' : 'mixup', weight };
}

/** Rows become w * own + (1 - w) * partner's; the middle row of an odd batch is its own partner. */
function blendWithPartner(values: Float32Array, rows: number, weight: number): void {
  const size = values.length / rows;
  for (let row = 0; row < Math.floor(rows / 2); row++) {
    const own = row * size;
    const other = (rows - 1 - row) * size;
    for (let i = 0; i < size; i++) {
      const a = values[own + i];
      const b = values[other + i];
      values[own + i] = a * weight + b * (1 - weight);
      values[other + i] = b * weight + a * (1 - weight);
    }
  }
}

/** Swaps the rectangle between partners and returns the share of the image outside it. */
function pasteRectangle(batch: HostBatch, weight: number, stream: RandomStream): number {
  const { images, height, width, channels } = batch;
  const ratio = Math.sqrt(1 - weight);
  const [top, bottom] = cutRange(height, Math.floor(height * ratio), stream);
  const [left, right] = cutRange(width, Math.floor(width * ratio), stream);
  const length = (right - left) * channels;
  const size = height * width * channels;
  for (let row = 0; row < Math.floor(batch.batch / 2); row++) {
    for (let y = top; y < bottom; y++) {
      const start = (y * width + left) * channels;
      const own = row * size + start;
      const other = (batch.batch - 1 - row) * size + start;
      const kept = images.slice(own, own + length);
      images.copyWithin(own, other, other + length);
      images.set(kept, other);
    }
  }
  return 1 - ((bottom - top) * (right - left)) / (height * width);
}

/** A stretch of `size` around a uniform centre, clipped to the side. */
function cutRange(side: number, size: number, stream: RandomStream): [number, number] {
  const centre = stream.index(side);
  return [Math.max(0, centre - Math.floor(size / 2)), Math.min(side, centre + Math.floor((size + 1) / 2))];
}

import { ConfigError, random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { type HostBatch, mixBatch } from './mixup';

/** Image i holds i + 1 everywhere, target i is one-hot at i. */
function batchOf(batch: number, height = 8, width = 6, channels = 2): HostBatch {
  const size = height * width * channels;
  const images = new Float32Array(batch * size);
  const targets = new Float32Array(batch * batch);
  for (let i = 0; i < batch; i++) {
    images.fill(i + 1, i * size, (i + 1) * size);
    targets[i * batch + i] = 1;
  }
  return { images, targets, batch, height, width, channels, classes: batch };
}

const image = ({ images, batch }: HostBatch, i: number) =>
  images.subarray((i * images.length) / batch, ((i + 1) * images.length) / batch);
const keys = random.split(8, 60);

describe('mixBatch', () => {
  it('blends images and targets with their mirror partner by one weight', () => {
    for (const key of keys.slice(0, 10)) {
      const batch = batchOf(4);
      const { kind, weight } = mixBatch(batch, { mixupAlpha: 1 }, key);
      expect(kind).toBe('mixup');
      for (let i = 0; i < 4; i++) {
        const expected = weight * (i + 1) + (1 - weight) * (4 - i);
        for (const value of image(batch, i)) expect(value).toBeCloseTo(expected, 5);
        expect(batch.targets[4 * i + i]).toBeCloseTo(weight, 6);
        expect(batch.targets[4 * i + 3 - i]).toBeCloseTo(1 - weight, 6);
      }
    }
  });

  it('pastes one rectangle of the partner and weighs the targets by the area that is left', () => {
    for (const key of keys) {
      const batch = batchOf(4);
      const { kind, weight } = mixBatch(batch, { mixupAlpha: 0, cutmixAlpha: 1 }, key);
      expect(kind).toBe('cutmix');
      for (let i = 0; i < 4; i++) {
        const pixels = image(batch, i);
        const kept = pixels.filter((value) => value === i + 1).length;
        const pasted = pixels.filter((value) => value === 4 - i).length;
        expect(kept + pasted).toBe(pixels.length);
        expect(weight).toBeCloseTo(kept / pixels.length, 6);
        expect(batch.targets[4 * i + i]).toBeCloseTo(weight, 6);
      }
    }
  });

  it('uses both when both are on, and neither at probability 0', () => {
    const kinds = keys.map((key) => mixBatch(batchOf(2), { mixupAlpha: 0.8, cutmixAlpha: 1 }, key).kind);
    const cut = kinds.filter((kind) => kind === 'cutmix').length;
    // Binomial(60, 1/2): standard deviation 3.9; four deviations.
    expect(Math.abs(cut - 30)).toBeLessThan(16);
    const untouched = batchOf(2);
    expect(mixBatch(untouched, { probability: 0 }, keys[0])).toEqual({ kind: 'none', weight: 1 });
    expect(untouched).toEqual(batchOf(2));
  });

  it('leaves the middle image of an odd rest as it is', () => {
    const batch = batchOf(3);
    mixBatch(batch, { mixupAlpha: 1 }, keys[0]);
    for (const value of image(batch, 1)) expect(value).toBe(2);
    expect(batch.targets[4]).toBe(1);
  });

  it('refuses settings that cannot be', () => {
    expect(() => mixBatch(batchOf(2), { mixupAlpha: -1 }, keys[0])).toThrow(ConfigError);
    expect(() => mixBatch(batchOf(2), { switchProbability: 1.1 }, keys[0])).toThrow(/switchProbability is 1.1/);
  });
});

// Operations that replace every grey level by another one, channel by channel.
import type { HostImage } from '../../images/host-image';
import { byteData, likeImage } from '../../images/pixel-math';

/** Stretches every channel so that its darkest value becomes 0 and its brightest 255. */
export function autoContrast(image: HostImage): HostImage {
  return mapChannels(image, 'autoContrast', (histogram) => {
    const low = histogram.findIndex((count) => count > 0);
    const high = histogram.findLastIndex((count) => count > 0);
    if (high <= low) return (value) => value;
    const scale = 255 / (high - low);
    const offset = -low * scale;
    return (value) => Math.trunc(value * scale + offset);
  });
}

/** Makes the values of every channel about equally frequent. */
export function equalize(image: HostImage): HostImage {
  return mapChannels(image, 'equalize', (histogram) => {
    const used = histogram.filter((count) => count > 0);
    const step = Math.floor((used.reduce((sum, count) => sum + count, 0) - (used.at(-1) ?? 0)) / 255);
    if (used.length <= 1 || step === 0) return (value) => value;
    let below = Math.floor(step / 2);
    const table = histogram.map((count) => {
      const level = Math.floor(below / step);
      below += count;
      return level;
    });
    return (value) => table[value];
  });
}

/** 255 minus the value. */
export function invert(image: HostImage): HostImage {
  return mapChannels(image, 'invert', () => (value) => 255 - value);
}

/** Keeps the highest `bits` bits, 0 to 8. */
export function posterize(image: HostImage, bits: number): HostImage {
  const mask = 0xff & ~(2 ** (8 - bits) - 1);
  return mapChannels(image, 'posterize', () => (value) => value & mask);
}

/** Inverts the values from `threshold` up. */
export function solarize(image: HostImage, threshold: number): HostImage {
  return mapChannels(image, 'solarize', () => (value) => (value < threshold ? value : 255 - value));
}

/** Adds `amount` to the values below 128, up to 255. */
export function solarizeAdd(image: HostImage, amount: number): HostImage {
  return mapChannels(image, 'solarizeAdd', () => (value) => (value < 128 ? Math.min(255, value + amount) : value));
}

function mapChannels(
  image: HostImage,
  operation: string,
  tableOf: (histogram: number[]) => (value: number) => number,
): HostImage {
  const data = byteData(image, operation);
  const result = new Uint8Array(data.length);
  for (let channel = 0; channel < image.channels; channel++) {
    const histogram = new Array<number>(256).fill(0);
    for (let i = channel; i < data.length; i += image.channels) histogram[data[i]]++;
    const level = tableOf(histogram);
    const table = Uint8ClampedArray.from({ length: 256 }, (_, value) => level(value));
    for (let i = channel; i < data.length; i += image.channels) result[i] = table[data[i]];
  }
  return likeImage(image, result);
}

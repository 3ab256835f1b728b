import { ConfigError } from '@perceptrons/tensor';
import type { ByteImage } from '../images/host-image';

/** How bytes become floats: (value / 255 - mean) / std, per channel. One number serves all channels. */
export interface Normalisation {
  mean: number | readonly number[];
  std: number | readonly number[];
}

/** From -1 to 1: what Mixer, gMLP and our own recipes use, the same as (value - 127.5) / 127.5. */
export const symmetricNormalisation: Normalisation = { mean: 0.5, std: 0.5 };

/** Mean and standard deviation of ImageNet: what gMixer, ResMLP and Sequencer checkpoints were trained with. */
export const imagenetNormalisation: Normalisation = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** From 0 to 1: mean 0, standard deviation 1. */
export const unitNormalisation: Normalisation = { mean: 0, std: 1 };

/**
 * One table of 256 floats per channel, for bytes to floats by look-up.
 *
 * @throws ConfigError `data/normalisation` for a wrong number of channels or a std that is not positive.
 */
export function normalisationTables({ mean, std }: Normalisation, channels: number): Float32Array[] {
  return Array.from({ length: channels }, (_, channel) => {
    const m = perChannel('mean', mean, channel, channels);
    const s = perChannel('std', std, channel, channels);
    if (!Number.isFinite(m) || !(s > 0) || !Number.isFinite(s)) {
      throw new ConfigError({
        code: 'data/normalisation',
        argument: 'normalise',
        message: `Channel ${channel} has mean ${String(m)} and std ${String(s)}. The mean is a finite number and the std a positive one, for example { mean: 0.5, std: 0.5 }.`,
      });
    }
    return Float32Array.from({ length: 256 }, (_, value) => (value / 255 - m) / s);
  });
}

/**
 * Turns bytes into normalised floats.
 *
 * @returns Float32Array of the image's size, or `target` from `offset` on.
 */
export function normaliseBytes(
  { data, channels }: ByteImage,
  tables: readonly Float32Array[],
  target: Float32Array = new Float32Array(data.length),
  offset = 0,
): Float32Array {
  if (channels === 1) {
    const table = tables[0];
    for (let i = 0; i < data.length; i++) target[offset + i] = table[data[i]];
    return target;
  }
  for (let channel = 0; channel < channels; channel++) {
    const table = tables[channel];
    for (let i = channel; i < data.length; i += channels) target[offset + i] = table[data[i]];
  }
  return target;
}

function perChannel(name: string, value: number | readonly number[], channel: number, channels: number): number {
  if (typeof value === 'number') return value;
  if (value.length === channels) return value[channel];
  throw new ConfigError({
    code: 'data/normalisation',
    argument: 'normalise',
    message: `The ${name} has ${value.length} values, but the images have ${channels} channels. Pass one number, or one per channel.`,
  });
}

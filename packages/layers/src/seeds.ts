import { random } from '@perceptrons/tensor';

/** 32-bit FNV-1a hash of the UTF-16 units of a text. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value >>> 0;
}

/**
 * Makes the seed of one part from the seed of the whole, for example of one layer from the seed of its model.
 * Different labels give unrelated seeds; the same pair always gives the same seed.
 *
 * @param seed Whole number, as `random.key` takes it.
 * @param label Name of the part.
 * @returns Whole number from 0 to 4294967295.
 */
export function deriveSeed(seed: number, label: string): number {
  return random.foldIn(random.key(seed), hash(label))[0];
}

/** Seed of a layer that was given none: it depends on the layer's name alone. */
export function seedOfName(name: string): number {
  return deriveSeed(0, name);
}

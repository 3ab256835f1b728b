import { ConfigError, random } from '@perceptrons/tensor';
import { classCounts, type LabelledImages } from './labelled-images';
import { selectImages } from './select-images';

/** How `splitPerClass` divides every class. */
export type SplitPerClassOptions =
  /** Random disjoint parts with `sizes[i]` images of every class in part i. */
  | { sizes: readonly number[]; key: random.KeyOrSeed }
  /** Two parts: the last `last` images of every class are the second part, the rest is the first. */
  | { last: number }
  /** As `last`, with `lastTotal` images in all, shared out in proportion to the class sizes (largest remainder). */
  | { lastTotal: number };

/**
 * Splits a set class by class, so that every part has the class balance that the options ask for. Within a part the images
 * keep their order.
 *
 * @returns One set per part.
 * @throws ConfigError `data/split-size` for sizes that are not whole numbers or exceed a class.
 */
export function splitPerClass(data: LabelledImages, options: SplitPerClassOptions): LabelledImages[] {
  const parts = 'sizes' in options ? randomParts(data, options) : lastParts(data, options);
  return parts.map((indices) => {
    indices.sort((a, b) => a - b);
    return selectImages(data, indices);
  });
}

/**
 * Draws the same number of images from every class, for example 1,000 Fashion-MNIST images per class for a quick run.
 *
 * @param key The same key gives the same images.
 * @throws ConfigError `data/split-size` if a class has fewer images.
 */
export function takePerClass(data: LabelledImages, perClass: number, key: random.KeyOrSeed): LabelledImages {
  return splitPerClass(data, { sizes: [perClass], key })[0];
}

function randomParts(
  data: LabelledImages,
  { sizes, key }: { sizes: readonly number[]; key: random.KeyOrSeed },
): number[][] {
  for (const size of sizes) checkSize('sizes', size);
  const needed = sizes.reduce((sum, size) => sum + size, 0);
  const parts: number[][] = sizes.map(() => []);
  indicesByClass(data).forEach((group, label) => {
    checkClass(data, label, group.length, needed);
    const order = random.permutation(random.foldIn(key, label), group.length);
    let next = 0;
    sizes.forEach((size, part) => {
      for (let i = 0; i < size; i++) parts[part].push(group[order[next++]]);
    });
  });
  return parts;
}

function lastParts(data: LabelledImages, options: { last: number } | { lastTotal: number }): number[][] {
  const groups = indicesByClass(data);
  const sizes = 'last' in options ? groups.map(() => options.last) : proportionalSizes(data, options.lastTotal);
  const parts: [number[], number[]] = [[], []];
  groups.forEach((group, label) => {
    checkSize('last', sizes[label]);
    checkClass(data, label, group.length, sizes[label]);
    const border = group.length - sizes[label];
    group.forEach((index, position) => {
      parts[position < border ? 0 : 1].push(index);
    });
  });
  return parts;
}

function indicesByClass(data: LabelledImages): number[][] {
  const groups: number[][] = data.classNames.map(() => []);
  for (let i = 0; i < data.count; i++) groups[data.labels[i]].push(i);
  return groups;
}

/** Whole sizes that add up to `total`: the floors, then one more for the largest remainders (the first of equals). */
function proportionalSizes(data: LabelledImages, total: number): number[] {
  checkSize('lastTotal', total);
  const counts = classCounts(data);
  if (total > data.count) checkClass(data, undefined, data.count, total);
  const exact = counts.map((count) => (count * total) / Math.max(1, data.count));
  const sizes = exact.map(Math.floor);
  const order = exact.map((value, label) => ({ label, rest: value - sizes[label] }));
  order.sort((a, b) => b.rest - a.rest || a.label - b.label);
  const missing = total - sizes.reduce((sum, size) => sum + size, 0);
  for (const { label } of order.slice(0, missing)) sizes[label]++;
  return sizes;
}

function checkSize(argument: string, size: number): void {
  if (Number.isInteger(size) && size >= 0) return;
  throw new ConfigError({
    code: 'data/split-size',
    argument,
    message: `${argument} contains ${String(size)}. The size of a part is an integer of at least 0.`,
  });
}

function checkClass(data: LabelledImages, label: number | undefined, available: number, needed: number): void {
  if (needed <= available) return;
  const where = label === undefined ? 'The set' : `Class ${label} (${data.classNames[label]})`;
  throw new ConfigError({
    code: 'data/split-size',
    message: `${data.name}: ${where} has ${available} images, but the split asks for ${needed}. Ask for at most ${available}.`,
  });
}

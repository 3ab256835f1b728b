import { type DataSplits, type LabelledImages, labelledImages, selectImages } from '@perceptrons/data';
import { DataError } from '@perceptrons/tensor';
import type { OwnAddition, OwnSummary } from '../panels/own-images';
import { imageSide } from '../run';
import { browserStore } from './browser-store';
import { readPicture } from './read-picture';
import { fromText, toText } from './saved-run';

/** Images of the visitor by class. */
export type OwnClasses = Map<string, Uint8Array[]>;

const name = 'mixer/own-images.json';
const leastPerClass = 4;
const heldOutEvery = 5;
let kept: Promise<OwnClasses> | undefined;

async function load(): Promise<OwnClasses> {
  const bytes = await browserStore.read(name);
  return bytes ? new Map(fromText(new TextDecoder().decode(bytes)) as [string, Uint8Array[]][]) : new Map();
}

const own = () => {
  kept ??= load();
  return kept;
};

const summary = (classes: OwnClasses, refused: string[] = []): OwnSummary => ({
  classes: [...classes].map(([className, images]) => ({ name: className, count: images.length })),
  refused,
});

/** Adds pictures to their classes and keeps all of them on this machine. Files that are no images are named. */
export async function addOwnImages({ pictures }: OwnAddition): Promise<OwnSummary> {
  const classes = await own();
  const refused: string[] = [];
  for (const { picture, className } of pictures) {
    try {
      const pixels = await readPicture(picture, 'own');
      classes.set(className, [...(classes.get(className) ?? []), pixels]);
    } catch (error) {
      const file = picture.kind === 'file' ? picture.name : 'drawing';
      refused.push(`${file} (${error instanceof Error ? error.message : String(error)})`);
    }
  }
  if (pictures.length > 0) await browserStore.write(name, new TextEncoder().encode(toText([...classes])));
  return summary(classes, refused);
}

export async function clearOwnImages(): Promise<OwnSummary> {
  kept = Promise.resolve(new Map());
  await browserStore.remove(name);
  return summary(await kept);
}

/** Splits the classes: of every five images of a class the last is held out. @throws DataError for too few. */
export function splitOwn(classes: OwnClasses): DataSplits {
  const few = [...classes].filter(([, images]) => images.length < leastPerClass);
  if (classes.size < 2 || few.length > 0) {
    const found = [...classes].map(([className, images]) => `${className}: ${images.length}`).join(', ') || 'none';
    throw new DataError({
      code: 'playground/too-few-images',
      message: `Your images so far: ${found}. Training needs at least two classes with ${leastPerClass} images each; add some under "Your own images".`,
    });
  }
  const lists = [...classes.values()];
  const size = imageSide * imageSide;
  const images = new Uint8Array(lists.reduce((sum, list) => sum + list.length, 0) * size);
  const labels: number[] = [];
  const parts: [number[], number[]] = [[], []];
  lists.forEach((list, label) => {
    list.forEach((pixels, rank) => {
      const heldOut =
        rank % heldOutEvery === heldOutEvery - 1 || (list.length < heldOutEvery && rank === list.length - 1);
      parts[heldOut ? 1 : 0].push(labels.length);
      images.set(pixels, labels.length * size);
      labels.push(label);
    });
  });
  const all: LabelledImages = labelledImages({
    name: 'own',
    images,
    labels,
    height: imageSide,
    width: imageSide,
    classNames: [...classes.keys()],
  });
  return { train: selectImages(all, parts[0]), test: selectImages(all, parts[1]) };
}

/** The visitor's images as a data set. */
export async function ownSplits(): Promise<DataSplits> {
  return splitOwn(await own());
}

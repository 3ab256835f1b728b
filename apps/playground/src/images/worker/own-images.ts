import type { DataSplits } from '@perceptrons/data';
import { browserStore } from '../../training/worker/browser-store';
import { fromText, toText } from '../../training/worker/saved-run';
import type { OwnAddition, OwnSummary } from '../own-images';
import { readPicture } from './read-picture';
import { type OwnClasses, splitOwn } from './split-own';

const name = 'own-images.json';
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

/** The visitor's images as a data set. */
export async function ownSplits(): Promise<DataSplits> {
  return splitOwn(await own());
}

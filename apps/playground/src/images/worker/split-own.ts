import { type DataSplits, type LabelledImages, labelledImages, selectImages } from '@perceptrons/data';
import { DataError } from '@perceptrons/tensor';
import { imageSide } from '../image-data';

/** Images of the visitor by class, 28 x 28 grey levels each. */
export type OwnClasses = Map<string, Uint8Array[]>;

const leastPerClass = 4;
const heldOutEvery = 5;

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

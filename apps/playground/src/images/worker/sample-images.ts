import { classCounts, type DataSplits, type LabelledImages, selectImages, takePerClass } from '@perceptrons/data';
import { random } from '@perceptrons/tensor';
import { sampleCount } from '../image-data';

/** The held-out images and those that a page shows are the same in every run; only the training images follow the seed. */
const heldOutKey = random.key(1000);
const shownKey = random.key(3000);

/** As many images as asked for, equally many of each class where there are enough. */
export function sampleImages(data: LabelledImages, wanted: number, key: random.Key): LabelledImages {
  const perClass = Math.floor(wanted / data.classNames.length);
  if (perClass >= 1 && perClass <= Math.min(...classCounts(data))) return takePerClass(data, perClass, key);
  return selectImages(data, random.permutation(key, data.count).slice(0, Math.min(wanted, data.count)));
}

/** Training and held-out images of a run. */
export function runImages(
  { images, heldOut, seed }: { images: number; heldOut: number; seed: number },
  { train, test }: DataSplits,
): DataSplits {
  return {
    train: sampleImages(train, images, random.foldIn(random.key(seed), 1)),
    test: sampleImages(test, heldOut, heldOutKey),
  };
}

/** The held-out images that a page shows. */
export function shownSamples(heldOut: LabelledImages): LabelledImages {
  return selectImages(heldOut, random.permutation(shownKey, heldOut.count).slice(0, sampleCount));
}

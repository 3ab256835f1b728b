import { classCounts, type DataSplits, type LabelledImages, selectImages, takePerClass } from '@perceptrons/data';
import { patchPermutation, permutePixels } from '@perceptrons/evaluation';
import { random } from '@perceptrons/tensor';
import type { MixerSettings } from '../settings';

const patchSize = 4;
/** The pixel orders and the held-out images are the same in every run; only the training images follow the seed. */
const heldOutKey = random.key(1000);
const pixelKey = random.key(2000);

/** As many images as asked for, equally many of each class where there are enough. */
export function sampleImages(data: LabelledImages, wanted: number, key: random.Key): LabelledImages {
  const perClass = Math.floor(wanted / data.classNames.length);
  if (perClass >= 1 && perClass <= Math.min(...classCounts(data))) return takePerClass(data, perClass, key);
  return selectImages(data, random.permutation(key, data.count).slice(0, Math.min(wanted, data.count)));
}

/** The pixel order that the settings ask for: new pixel i is old pixel `order[i]`; undefined for no change. */
export function pixelOrder(
  { pixels }: Pick<MixerSettings, 'pixels'>,
  { height, width }: { height: number; width: number },
): Int32Array | undefined {
  if (pixels === 'kept') return undefined;
  if (pixels === 'all') return random.permutation(pixelKey, height * width);
  return patchPermutation({ height, width, patchSize }, pixelKey).all;
}

/** Training and held-out images of a run. */
export function trainingData(settings: MixerSettings, { train, test }: DataSplits): DataSplits {
  const order = pixelOrder(settings, train);
  const ordered = (data: LabelledImages) => (order ? permutePixels(data, order) : data);
  return {
    train: ordered(sampleImages(train, settings.images, random.foldIn(random.key(settings.seed), 1))),
    test: ordered(sampleImages(test, settings.heldOut, heldOutKey)),
  };
}

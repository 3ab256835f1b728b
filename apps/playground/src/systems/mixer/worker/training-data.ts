import type { DataSplits, LabelledImages } from '@perceptrons/data';
import { patchPermutation, permutePixels } from '@perceptrons/evaluation';
import { random } from '@perceptrons/tensor';
import { runImages } from '../../../images/worker/sample-images';
import type { MixerSettings } from '../settings';

const patchSize = 4;
/** The pixel orders are the same in every run. */
const pixelKey = random.key(2000);

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
export function trainingData(settings: MixerSettings, sets: DataSplits): DataSplits {
  const order = pixelOrder(settings, sets.train);
  const ordered = (data: LabelledImages) => (order ? permutePixels(data, order) : data);
  const { train, test } = runImages(settings, sets);
  return { train: ordered(train), test: ordered(test) };
}

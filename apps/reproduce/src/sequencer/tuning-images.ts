import { classCounts, type LabelledImages, takePerClass } from '@perceptrons/data';
import { random } from '@perceptrons/tensor';
import { resizedImages } from '../training/resized-images';

/**
 * Half of the training images, every class alike, at another size: one pass over them is half an epoch.
 *
 * @param seed decides which half; the same for all models of a run.
 */
export function tuningImages(train: LabelledImages, side: number, seed: number): LabelledImages {
  const half = Math.floor(Math.min(...classCounts(train)) / 2);
  return resizedImages(takePerClass(train, half, random.foldIn(random.key(seed), 2)), side);
}

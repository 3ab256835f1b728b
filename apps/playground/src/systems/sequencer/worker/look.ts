import type { SizeView } from '../run';
import { currentModels } from './current-models';
import { viewOf } from './view';

interface Question {
  side: number;
  /** Sample images, 28 x 28 bytes each. */
  sampleImages: Uint8Array;
  /** Ask the models of the visitor's run, not those with the shipped weights. */
  own: boolean;
}

/** What the page asks when the side changes, and after every evaluation of a run. */
export async function look({ side, sampleImages, own }: Question): Promise<SizeView> {
  const { models, classNames } = await currentModels(own);
  return viewOf(models, { images: sampleImages, classNames }, side);
}

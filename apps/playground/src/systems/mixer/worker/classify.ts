import { labelledImages } from '@perceptrons/data';
import type { Classification, Picture } from '../panels/use-classifier';
import { imageSide } from '../run';
import type { DataName } from '../settings';
import { currentModel } from './current-model';
import { predictProbabilities } from './predict';
import { readPicture } from './read-picture';

/** Says what a picture shows. */
export async function classify({ picture, data }: { picture: Picture; data: DataName }): Promise<Classification> {
  const { model, classNames, order, name } = await currentModel(data);
  const pixels = await readPicture(picture, data);
  const seen = order ? Uint8Array.from(order, (from) => pixels[from]) : pixels;
  const image = labelledImages({
    name: 'picture',
    images: seen,
    labels: [0],
    height: imageSide,
    width: imageSide,
    classNames,
  });
  const probabilities = await predictProbabilities(model, image);
  return { classNames, probabilities: [...probabilities], pixels: seen, model: `answer of ${name}` };
}

import { labelledImages } from '@perceptrons/data';
import { type DataName, imageSide } from '../../../images/image-data';
import type { Classification, Picture } from '../../../images/use-classifier';
import { predictProbabilities } from '../../../images/worker/predict';
import { readPicture } from '../../../images/worker/read-picture';
import { currentModel } from './current-model';

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

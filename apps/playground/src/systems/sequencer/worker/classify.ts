import { labelledImages } from '@perceptrons/data';
import type { DataName } from '../../../images/image-data';
import type { Classification, Picture } from '../../../images/use-classifier';
import { predictProbabilities } from '../../../images/worker/predict';
import { readPicture } from '../../../images/worker/read-picture';
import { modelNames } from '../models';
import { currentModels } from './current-models';
import { mixerAnswer } from './view';

interface Question {
  picture: Picture;
  data: DataName;
  side: number;
  /** Ask the models of the visitor's run. */
  own: boolean;
}

/** Says what a picture shows, read at the side that is chosen. */
export async function classify({ picture, data, side, own }: Question): Promise<Classification> {
  const { models, classNames, name } = await currentModels(own);
  const pixels = await readPicture(picture, data, side);
  const image = labelledImages({ name: 'picture', images: pixels, labels: [0], height: side, width: side, classNames });
  const probabilities = [...(await predictProbabilities(models.sequencer, image))];
  const beside = models.mixer && (await mixerAnswer(models.mixer, image));
  return {
    classNames,
    probabilities,
    pixels,
    model: `${side} × ${side}, answer of ${name}`,
    beside: beside && {
      name: modelNames.mixer.name,
      probabilities: beside.probabilities?.[0],
      reason: beside.reason && `The Mixer cannot read ${side} × ${side} pixels.`,
    },
  };
}

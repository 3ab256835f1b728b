import { imageFromCanvas, imageFromFile } from '@perceptrons/data/browser';
import type { Picture } from '../panels/use-classifier';
import type { DataName } from '../settings';
import { framed, pictureFit } from './fit-picture';

/** The 28 x 28 grey levels of a picture that came from the page, placed as the images of the data set are. */
export async function readPicture(picture: Picture, data: DataName): Promise<Uint8Array> {
  const image =
    picture.kind === 'file'
      ? await imageFromFile(picture.file, pictureFit[data])
      : imageFromCanvas(
          new ImageData(new Uint8ClampedArray(picture.data), picture.width, picture.height),
          pictureFit[data],
        );
  return framed(image, data);
}

import { imageFromCanvas, imageFromFile } from '@perceptrons/data/browser';
import { type DataName, imageSide } from '../image-data';
import type { Picture } from '../use-classifier';
import { framed, pictureFit } from './fit-picture';

/** The side x side grey levels of a picture that came from the page, placed as the images of the data set are. */
export async function readPicture(picture: Picture, data: DataName, side: number = imageSide): Promise<Uint8Array> {
  const fit = pictureFit(data, side);
  const image =
    picture.kind === 'file'
      ? await imageFromFile(picture.file, fit)
      : imageFromCanvas(new ImageData(new Uint8ClampedArray(picture.data), picture.width, picture.height), fit);
  return framed(image, data, side);
}

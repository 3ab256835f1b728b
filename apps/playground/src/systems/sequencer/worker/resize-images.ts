import { imageAt, type LabelledImages, labelledImages, resizeImage } from '@perceptrons/data';

/** The same images at another side: bilinear, with antialiasing when they shrink. */
export function resizedImages(data: LabelledImages, side: number): LabelledImages {
  if (data.height === side && data.width === side) return data;
  const { name, labels, classNames, channels, count } = data;
  const size = side * side * channels;
  const images = new Uint8Array(count * size);
  for (let index = 0; index < count; index++) {
    const { data: pixels } = resizeImage(imageAt(data, index), { height: side, width: side, method: 'bilinear' });
    images.set(pixels, index * size);
  }
  return labelledImages({ name, images, labels, height: side, width: side, channels, classNames });
}

import { imageAt, type LabelledImages, resizeImage } from '@perceptrons/data';

/** The same images as squares of another side, bilinear, antialiased when they shrink. */
export function resizedImages(data: LabelledImages, side: number): LabelledImages {
  if (data.height === side && data.width === side) return data;
  const size = side * side * data.channels;
  const images = new Uint8Array(data.count * size);
  for (let index = 0; index < data.count; index++) {
    const resized = resizeImage(imageAt(data, index), { height: side, width: side, method: 'bilinear' });
    images.set(resized.data, index * size);
  }
  return { ...data, images, height: side, width: side };
}

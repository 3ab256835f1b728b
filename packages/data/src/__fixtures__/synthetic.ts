import { type LabelledImages, labelledImages } from '../images/labelled-images';

/** `perClass[k]` images of class k, shuffled over the set by a fixed rule; every pixel tells the image's index. */
export function synthetic(perClass: readonly number[], height = 4, width = 4, channels = 1): LabelledImages {
  const labels: number[] = [];
  const left = [...perClass];
  for (let i = 0; left.some((count) => count > 0); i++) {
    const label = (i * 7) % left.length;
    for (let step = 0; step < left.length; step++) {
      const candidate = (label + step) % left.length;
      if (left[candidate] > 0) {
        left[candidate]--;
        labels.push(candidate);
        break;
      }
    }
  }
  const size = height * width * channels;
  const images = new Uint8Array(labels.length * size);
  for (let i = 0; i < labels.length; i++) images.fill(i % 256, i * size, (i + 1) * size);
  return labelledImages({ name: 'synthetic', images, labels, height, width, channels });
}

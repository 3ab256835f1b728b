import { choice } from '../settings/setting';

/** The sets of images that a visitor can choose. */
export const imageData = choice({
  label: 'Data',
  unit: '28 × 28 grey',
  default: 'fashion-mnist',
  options: [
    { value: 'fashion-mnist', label: 'Fashion-MNIST' },
    { value: 'mnist', label: 'MNIST digits' },
    { value: 'own', label: 'Your own images' },
  ],
});

export type DataName = (typeof imageData)['default'];

export const dataNames: Record<DataName, string> = {
  'fashion-mnist': 'Fashion-MNIST',
  mnist: 'MNIST',
  own: 'your images',
};

/** Pixels of a side of every image of these sets. */
export const imageSide = 28;
/** Sample images shown. */
export const sampleCount = 12;

import { imageData } from '../../images/image-data';
import { choice, number, type SettingValues } from '../../settings/setting';
import { imageTrainingSettings } from '../../training/settings';

/** The controls of the page. Seven are visible, the rest is under "more". */
export const mixerSettings = {
  data: imageData,
  model: choice({
    label: 'Model',
    unit: 'about equal size',
    default: 'mixer',
    options: [
      { value: 'mixer', label: 'Mixer' },
      { value: 'vit', label: 'ViT (attention)' },
      { value: 'cnn', label: 'CNN (convolution)' },
      { value: 'bag', label: 'Bag of patches (no mixing)' },
      { value: 'flat', label: 'Flat MLP' },
    ],
  }),
  size: choice({
    label: 'Size',
    unit: 'weights',
    default: 'nano',
    options: [
      { value: 'pico', label: 'Pico, about 15 thousand' },
      { value: 'nano', label: 'Nano, about 110 thousand' },
      { value: 'micro', label: 'Micro, about 420 thousand' },
    ],
  }),
  images: number({ label: 'Training images', unit: 'images', default: 3000, minimum: 20, maximum: 10000, step: 10 }),
  epochs: number({ label: 'Epochs', unit: 'passes', default: 4, minimum: 1, maximum: 50, step: 1 }),
  pixels: choice({
    label: 'Pixels',
    unit: 'one fixed order',
    default: 'kept',
    options: [
      { value: 'kept', label: 'As they are' },
      { value: 'patches', label: 'Shuffled, patches kept together' },
      { value: 'all', label: 'All shuffled' },
    ],
  }),
  seed: number({ label: 'Seed', unit: 'whole number', default: 1, minimum: 0, maximum: 9999, step: 1 }),
  rate: number({
    label: 'Learning rate',
    unit: 'peak',
    default: 0.002,
    minimum: 0.00001,
    maximum: 0.1,
    step: 0.0005,
    more: true,
  }),
  ...imageTrainingSettings,
};

export type MixerSettings = SettingValues<typeof mixerSettings>;
export type ModelName = MixerSettings['model'];
export type SizeName = MixerSettings['size'];

// What the pages of image classifiers let a reader change about training alike. The learning rate is each page's own.
import { number } from '../settings/setting';

export const imageTrainingSettings = {
  batch: number({ label: 'Batch', unit: 'images', default: 50, minimum: 2, maximum: 500, step: 1, more: true }),
  decay: number({
    label: 'Weight decay',
    unit: 'AdamW',
    default: 0.05,
    minimum: 0,
    maximum: 1,
    step: 0.01,
    more: true,
  }),
  smoothing: number({
    label: 'Label smoothing',
    unit: 'share',
    default: 0.1,
    minimum: 0,
    maximum: 0.5,
    step: 0.05,
    more: true,
  }),
  heldOut: number({
    label: 'Held-out images',
    unit: 'images',
    default: 1000,
    minimum: 20,
    maximum: 2000,
    step: 10,
    more: true,
  }),
};

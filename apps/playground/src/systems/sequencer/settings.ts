import { imageData } from '../../images/image-data';
import { choice, number, type SettingValues } from '../../settings/setting';
import { imageTrainingSettings } from '../../training/settings';

/** The controls of the page. Seven are visible, the rest is under "more"; the side of the images is on the stage. */
export const sequencerSettings = {
  side: choice({
    label: 'Side of the images',
    unit: 'pixels',
    default: '36',
    options: [
      { value: '20', label: '20' },
      { value: '24', label: '24' },
      { value: '28', label: '28, as trained' },
      { value: '32', label: '32' },
      { value: '36', label: '36' },
      { value: '40', label: '40' },
      { value: '44', label: '44' },
      { value: '48', label: '48' },
      { value: '52', label: '52' },
      { value: '56', label: '56' },
    ],
  }),
  data: imageData,
  cell: choice({
    label: 'Cell',
    unit: 'of the recurrence',
    default: 'lstm',
    options: [
      { value: 'lstm', label: 'LSTM' },
      { value: 'gru', label: 'GRU' },
      { value: 'rnn', label: 'Plain RNN (tanh)' },
    ],
  }),
  axes: choice({
    label: 'Runs along',
    unit: 'axes',
    default: 'both',
    options: [
      { value: 'both', label: 'Rows and columns' },
      { value: 'rows', label: 'Rows only' },
      { value: 'columns', label: 'Columns only' },
    ],
  }),
  size: choice({
    label: 'Size',
    unit: 'weights',
    default: 'pico',
    options: [
      { value: 'pico', label: 'Pico, about 30 thousand' },
      { value: 'nano', label: 'Nano, about 110 thousand' },
    ],
  }),
  images: number({ label: 'Training images', unit: 'images', default: 3000, minimum: 20, maximum: 10000, step: 10 }),
  epochs: number({ label: 'Epochs', unit: 'passes', default: 10, minimum: 1, maximum: 50, step: 1 }),
  seed: number({ label: 'Seed', unit: 'whole number', default: 1, minimum: 0, maximum: 9999, step: 1 }),
  directions: choice({
    label: 'Directions',
    unit: 'of reading',
    default: 'both',
    more: true,
    options: [
      { value: 'both', label: 'Forward and backward' },
      { value: 'forward', label: 'Forward only' },
    ],
  }),
  beside: choice({
    label: 'Beside it',
    unit: 'same data, order, seed',
    default: 'mixer',
    more: true,
    options: [
      { value: 'mixer', label: 'Train a Mixer too' },
      { value: 'nothing', label: 'Nothing' },
    ],
  }),
  rate: number({
    label: 'Learning rate',
    unit: 'peak',
    default: 0.004,
    minimum: 0.00001,
    maximum: 0.1,
    step: 0.0005,
    more: true,
  }),
  ...imageTrainingSettings,
};

export type SequencerSettings = SettingValues<typeof sequencerSettings>;
export type SizeName = SequencerSettings['size'];

/** Pixels of a side at which the same weights are measured. */
export const sides: readonly number[] = sequencerSettings.side.options.map(({ value }) => Number(value));
/** Pixels of a side of one patch of both models. */
export const patchSide = 4;
export const numBlocks = 3;

// Networks of the family that the tests of its laws run through.
import type { PpgnConfig } from '../ppgn-config';

export const variantSizes: PpgnConfig = { inputChannels: 2, outputUnits: 3, blockWidths: [16, 16], seed: 5 };

export const variants: ReadonlyArray<readonly [string, Partial<PpgnConfig>]> = [
  ['as published', {}],
  ['as in TensorFlow, old suffix', { preset: 'tf', suffix: 'old', hiddenUnits: [8] }],
  ['sums, scaled by n, residual', { readout: 'sum', productScaling: 'n', residual: true }],
  [
    'means, scaled by the root of n, graphs normalised',
    { readout: 'mean', productScaling: 'sqrt-n', normalization: 'graph' },
  ],
];

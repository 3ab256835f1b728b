import type { DecayOptions } from './decay-schedule';

/** Names of the published networks: 400x3 with the new suffix, 400x3 with the old one, 256x3 of depth 3 with the new one. */
export type PublishedVersion = 'v1' | 'v2' | 'v3';

/** How a published network was trained on a TU data set. */
export type PublishedTuSettings = Required<Pick<DecayOptions, 'learningRate' | 'decay'>> & { epochs: number };

/** A published accuracy in percent: mean and standard deviation over ten folds, best epoch. */
export type PublishedAccuracy = { mean: number; deviation: number };

const row = (learningRate: number, decay: number, epochs: number): PublishedTuSettings => ({
  learningRate,
  decay,
  epochs,
});
const both = (settings: PublishedTuSettings, third: PublishedTuSettings) => ({ v1: settings, v2: settings, v3: third });

/**
 * Learning rate, its factor every 20 epochs, and epochs of the published networks; batches of 5.
 *
 * Source: the published code of Maron et al. 2019.
 */
export const publishedTuSettings: Readonly<Record<string, Record<PublishedVersion, PublishedTuSettings>>> = {
  COLLAB: both(row(1e-4, 0.5, 150), row(5e-4, 0.5, 85)),
  'IMDB-BINARY': both(row(5e-5, 0.5, 100), row(1e-5, 0.75, 100)),
  'IMDB-MULTI': both(row(1e-4, 0.75, 150), row(1e-4, 1, 150)),
  MUTAG: both(row(1e-4, 1, 500), row(5e-4, 0.5, 150)),
  NCI1: both(row(1e-4, 0.75, 200), row(5e-4, 0.75, 100)),
  NCI109: both(row(1e-4, 0.75, 250), row(1e-4, 1, 300)),
  PROTEINS: both(row(1e-3, 0.5, 100), row(5e-4, 0.75, 100)),
  PTC: both(row(1e-4, 1, 400), row(1e-3, 0.5, 200)),
};

const percent = (mean: number, deviation: number): PublishedAccuracy => ({ mean, deviation });

/**
 * Published accuracies of the first network on the TU data sets.
 *
 * Source: Maron et al., "Provably powerful graph networks" (2019), table 1.
 */
export const publishedTuAccuracy: Readonly<Record<string, PublishedAccuracy>> = {
  COLLAB: percent(80.16, 1.11),
  'IMDB-BINARY': percent(72.6, 4.9),
  'IMDB-MULTI': percent(50, 3.15),
  MUTAG: percent(90.55, 8.7),
  NCI1: percent(83.19, 1.11),
  NCI109: percent(81.84, 1.85),
  PROTEINS: percent(77.2, 4.73),
  PTC: percent(66.17, 6.54),
};

import { dropRate, oneOf, positiveInteger } from './layer-support';

/**
 * Stochastic-depth rates of the blocks of a model.
 *
 * @param rate Rate of the last block, from 0 to 1.
 * @param depth Number of blocks, at least 1; or block counts per stage, which are added up.
 * @param mode `linear` rises from 0 in the first block to `rate` in the last: `rate * i / max(depth - 1, 1)`. `constant`
 *   gives every block the same rate.
 * @returns One rate per block.
 * @throws ConfigError for a rate outside [0, 1], a depth below 1 or an unknown mode.
 */
export function dropPathRates(
  rate: number,
  depth: number | readonly number[],
  mode: 'linear' | 'constant' = 'linear',
): number[] {
  dropRate('dropPathRates', 'rate', rate, true);
  oneOf('dropPathRates', 'mode', mode, ['linear', 'constant']);
  const counts = typeof depth === 'number' ? [depth] : depth;
  const blocks = counts.reduce((sum, count) => sum + positiveInteger('dropPathRates', 'depth', count), 0);
  positiveInteger('dropPathRates', 'depth', blocks);
  return Array.from({ length: blocks }, (_, i) => (mode === 'constant' ? rate : (rate * i) / Math.max(blocks - 1, 1)));
}

import type { Claim } from '@perceptrons/evaluation';

/** First differing round of the pair of this number; null: never; undefined: not run. */
export type RoundOf = (index: number) => number | null | undefined;

/** Pairs of BREC that a network with random weights has to separate in float32, with normalisation. */
export const LEAST_SEPARATED = 215;

/** The claim that a count has this value and no other. */
export const exactly = (claim: string, value: number, wanted: number): Claim => {
  return { claim, value, interval: null, expected: String(wanted), holds: value === wanted };
};

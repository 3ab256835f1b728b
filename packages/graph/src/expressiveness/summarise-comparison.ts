import type { PairOutcome } from './pair-outcome';

/** Counts over some pairs of one seed. */
export interface ComparisonCounts {
  pairs: number;
  /** Pairs that were distinguished. */
  correct: number;
  /** Pairs whose reliability test failed. */
  unreliable: number;
  /** `correct` minus `unreliable`. */
  score: number;
}

/** What a comparison comes to. */
export interface ComparisonSummary {
  /** In the order of the seeds. */
  perSeed: Array<ComparisonCounts & { seed: number; categories: Record<string, ComparisonCounts> }>;
  /** Whether no seed has an unreliable pair: only then does the result count. */
  reliable: boolean;
}

/** Counts the outcomes of every seed, over all pairs and over each category. */
export function summariseComparison(outcomes: readonly PairOutcome[]): ComparisonSummary {
  const seeds = [...new Set(outcomes.map(({ seed }) => seed))];
  const perSeed = seeds.map((seed) => {
    const ofSeed = outcomes.filter((outcome) => outcome.seed === seed);
    const names = [...new Set(ofSeed.flatMap(({ category }) => category ?? []))];
    const categories = names.map((name) => [name, counts(ofSeed.filter(({ category }) => category === name))] as const);
    return { seed, ...counts(ofSeed), categories: Object.fromEntries(categories) };
  });
  return { perSeed, reliable: perSeed.every(({ unreliable }) => unreliable === 0) };
}

function counts(outcomes: readonly PairOutcome[]): ComparisonCounts {
  const correct = outcomes.filter(({ distinguished }) => distinguished).length;
  const unreliable = outcomes.filter(({ reliable }) => !reliable).length;
  return { pairs: outcomes.length, correct, unreliable, score: correct - unreliable };
}

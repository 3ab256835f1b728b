export { cosineEmbeddingLoss } from './cosine-embedding-loss';
export { encodeWithLoops, type GraphEncoding } from './graph-encoding';
export { measureSeparation, type Separation, type SeparationOptions } from './measure-separation';
export type { PairOutcome } from './pair-outcome';
export {
  type ComparedPair,
  type ComparisonProgress,
  type PairedComparison,
  type PairedComparisonOptions,
  reliablePairedComparison,
} from './reliable-paired-comparison';
export { type ComparisonCounts, type ComparisonSummary, summariseComparison } from './summarise-comparison';

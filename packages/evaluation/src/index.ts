// Metrics of classifiers

// Calibration
export {
  type CalibrationOptions,
  expectedCalibrationError,
  type ReliabilityBin,
  reliabilityBins,
} from './calibration/expected-calibration-error';
export { accuracy, correctness, topKAccuracy } from './classification/accuracy';
export { type ConfusionMatrix, confusionMatrix } from './classification/confusion-matrix';
export { negativeLogLikelihood } from './classification/negative-log-likelihood';
export type { Labels, ScoreKind, Scores } from './classification/predictions';
// Controls
export { type PatchGrid, type PatchPermutation, patchPermutation, permutePixels } from './controls/pixel-permutation';
// Cross-validation
export type { Fold } from './cross-validation/fold';
export { type StratifiedFoldsOptions, stratifiedFolds } from './cross-validation/stratified-folds';
export { type EpochSummary, type FoldSummary, summariseFolds } from './cross-validation/summarise-folds';
// Hypothesis tests
export { fisherQuantile } from './hypothesis-tests/fisher-quantile';
export { type HotellingResult, hotellingThreshold, hotellingTSquared } from './hypothesis-tests/hotelling';
// Intervals
export { type BootstrapOptions, bootstrapInterval, type Statistic } from './intervals/bootstrap-interval';
export type { Interval } from './intervals/interval';
export { type SeedSummary, summariseSeeds } from './intervals/seed-summary';
export { studentQuantile } from './intervals/student-quantile';
// Small matrices
export { type SymmetricEigen, symmetricEigen } from './linear-algebra/symmetric-eigen';
export { symmetricPseudoInverse } from './linear-algebra/symmetric-pseudo-inverse';

// Patterns in weights
export { correlation, oppositePartners } from './patterns/correlation';
export { type Grid, spatialAutocorrelation } from './patterns/spatial-autocorrelation';

// Records
export { type ExperimentRecordOptions, experimentRecord, type RecordWriter } from './records/experiment-record';
export { type ExperimentRecord, latestMetrics, readRecord } from './records/read-record';
export type { Claim, Json, MetricsEntry, RecordEntry } from './records/record-entry';
export { escapeHtml, renderHtml } from './reports/render-html';
// Reports
export { type MarkdownOptions, renderMarkdown } from './reports/render-markdown';
export {
  formatFigure,
  formatInterval,
  type Report,
  type ReportFigure,
  type ReportTable,
  type ReportText,
  reportFromRecord,
} from './reports/report';

import { ConfigError } from '@perceptrons/tensor';
import {
  checkScoreKind,
  type Labels,
  readPredictions,
  rowProbabilities,
  type ScoreKind,
  type Scores,
} from '../classification/predictions';

/** One confidence bin of a reliability diagram. */
export interface ReliabilityBin {
  /** Confidence range (low, high]; the first bin also holds confidence 0. */
  low: number;
  high: number;
  count: number;
  /** Mean confidence of the bin's examples; NaN when it is empty. */
  confidence: number;
  /** Share of the bin's examples that were right; NaN when it is empty. */
  accuracy: number;
}

/** Settings of {@link reliabilityBins} and {@link expectedCalibrationError}. */
export interface CalibrationOptions {
  /** Number of bins of equal width; default 15. */
  bins?: number;
  /** What the scores are; default 'logits'. */
  from?: ScoreKind;
}

/**
 * Groups examples by the probability of their predicted class.
 *
 * @param scores [count, classes].
 * @param labels [count] class indices.
 * @returns one entry per bin, in order of confidence, empty bins included.
 * @throws ConfigError for a number of bins that is not positive; ShapeError or DataError for input that does not fit.
 * Source: Guo et al., "On calibration of modern neural networks" (ICML 2017), section 2, equations 1 and 2.
 */
export async function reliabilityBins(
  scores: Scores,
  labels: Labels,
  { bins = 15, from = 'logits' }: CalibrationOptions = {},
): Promise<ReliabilityBin[]> {
  if (!Number.isInteger(bins) || bins < 1) {
    throw new ConfigError({
      code: 'evaluation/bins',
      argument: 'bins',
      message: `The number of bins is ${bins}. It must be a whole number of at least 1; 15 is usual.`,
    });
  }
  checkScoreKind(from);
  const predictions = await readPredictions(scores, labels);
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (let row = 0; row < predictions.count; row++) {
    const probabilities = rowProbabilities(predictions, row, from);
    let best = 0;
    for (let index = 1; index < probabilities.length; index++) {
      if (probabilities[index] > probabilities[best]) best = index;
    }
    const confidence = probabilities[best];
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))];
    bin.count++;
    bin.confidence += confidence;
    if (best === predictions.labels[row]) bin.right++;
  }
  return sums.map(({ count, confidence, right }, index) => ({
    low: index / bins,
    high: (index + 1) / bins,
    count,
    confidence: confidence / count,
    accuracy: right / count,
  }));
}

/**
 * Expected calibration error: the mean gap between confidence and accuracy over bins, weighted by their counts.
 *
 * @returns a number in [0, 1]; 0 is perfectly calibrated.
 * @throws as {@link reliabilityBins}.
 * Source: Guo et al. (ICML 2017), equation 3.
 */
export async function expectedCalibrationError(
  scores: Scores,
  labels: Labels,
  options: CalibrationOptions = {},
): Promise<number> {
  const filled = (await reliabilityBins(scores, labels, options)).filter((bin) => bin.count > 0);
  const total = filled.reduce((sum, bin) => sum + bin.count, 0);
  return filled.reduce((sum, bin) => sum + (bin.count / total) * Math.abs(bin.accuracy - bin.confidence), 0);
}

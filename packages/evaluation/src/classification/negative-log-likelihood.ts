import {
  checkScoreKind,
  type Labels,
  logSumExp,
  readPredictions,
  rowProbabilities,
  type ScoreKind,
  type Scores,
} from './predictions';

/** Probabilities of exactly 0 are read as this, so that one such row does not make the whole mean infinite. */
const SMALLEST_PROBABILITY = 2 ** -52;

/**
 * Mean of -log p(right class), in nats.
 *
 * @param scores [count, classes].
 * @param labels [count] class indices.
 * @param from what the scores are: 'logits' (default) or 'probabilities'. Probabilities below 2^-52 count as 2^-52.
 * @throws ShapeError, DataError or ConfigError for input that does not fit.
 */
export async function negativeLogLikelihood(
  scores: Scores,
  labels: Labels,
  { from = 'logits' }: { from?: ScoreKind } = {},
): Promise<number> {
  checkScoreKind(from);
  const predictions = await readPredictions(scores, labels);
  let sum = 0;
  for (let row = 0; row < predictions.count; row++) {
    const label = predictions.labels[row];
    if (from === 'logits') {
      const start = row * predictions.classes;
      sum += logSumExp(predictions.scores, start, predictions.classes) - predictions.scores[start + label];
    } else {
      sum -= Math.log(Math.max(rowProbabilities(predictions, row, from)[label], SMALLEST_PROBABILITY));
    }
  }
  return sum / predictions.count;
}

import { ConfigError } from '@perceptrons/tensor';
import { type Labels, type Predictions, readPredictions, type Scores } from './predictions';

/**
 * Share of examples whose highest score belongs to the right class. Among equal scores the lowest class index wins, as
 * with `argMax`.
 *
 * @param scores [count, classes] logits or probabilities: a tensor, or a flat array row by row.
 * @param labels [count] class indices.
 * @returns a fraction in [0, 1].
 * @throws ShapeError or DataError for sizes, labels or scores that do not fit.
 */
export async function accuracy(scores: Scores, labels: Labels): Promise<number> {
  return topKAccuracy(scores, labels, { k: 1 });
}

/**
 * Share of examples whose right class is among the `k` highest scores. Ties go to the lower class index.
 *
 * @param k between 1 and the number of classes; default 5.
 * @returns a fraction in [0, 1].
 * @throws ConfigError for a `k` out of range, ShapeError or DataError as in {@link accuracy}.
 */
export async function topKAccuracy(scores: Scores, labels: Labels, { k = 5 }: { k?: number } = {}): Promise<number> {
  const predictions = await readPredictions(scores, labels);
  if (!Number.isInteger(k) || k < 1 || k > predictions.classes) {
    throw new ConfigError({
      code: 'evaluation/k-out-of-range',
      argument: 'k',
      message: `k is ${k}. With ${predictions.classes} classes it must be a whole number from 1 to ${predictions.classes}.`,
    });
  }
  let hits = 0;
  for (let row = 0; row < predictions.count; row++) {
    if (rankOfLabel(predictions, row) < k) hits++;
  }
  return hits / predictions.count;
}

/**
 * For every example 1 where the highest score belongs to the right class, else 0. The input of a bootstrap over
 * examples, and of paired comparisons between models.
 *
 * @returns [count] zeros and ones.
 */
export async function correctness(scores: Scores, labels: Labels): Promise<Uint8Array> {
  const predictions = await readPredictions(scores, labels);
  return Uint8Array.from({ length: predictions.count }, (_, row) => (rankOfLabel(predictions, row) === 0 ? 1 : 0));
}

/** How many classes come before the right one: higher score, or equal score and lower index. */
function rankOfLabel({ scores, labels, classes }: Predictions, row: number): number {
  const start = row * classes;
  const label = labels[row];
  const own = scores[start + label];
  let rank = 0;
  for (let index = 0; index < classes; index++) {
    const other = scores[start + index];
    if (other > own || (other === own && index < label)) rank++;
  }
  return rank;
}

import { type Labels, readPredictions, type Scores } from './predictions';

/** Counts of predictions by true and predicted class, with the rates read from them. */
export interface ConfusionMatrix {
  /** counts[trueClass][predictedClass]. */
  counts: number[][];
  /** Share of each true class that was found; NaN for a class without examples. */
  recall: number[];
  /** Share of each predicted class that was right; NaN for a class that was never predicted. */
  precision: number[];
}

/**
 * Confusion matrix of the highest score (ties: lowest class index). Rows are true classes, columns predicted ones.
 *
 * @param scores [count, classes] logits or probabilities.
 * @param labels [count] class indices.
 * @throws ShapeError or DataError for sizes, labels or scores that do not fit.
 */
export async function confusionMatrix(scores: Scores, labels: Labels): Promise<ConfusionMatrix> {
  const { scores: values, labels: truth, count, classes } = await readPredictions(scores, labels);
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let row = 0; row < count; row++) {
    let best = 0;
    for (let index = 1; index < classes; index++) {
      if (values[row * classes + index] > values[row * classes + best]) best = index;
    }
    counts[truth[row]][best]++;
  }
  const total = (list: number[]) => list.reduce((sum, value) => sum + value, 0);
  return {
    counts,
    recall: counts.map((row, index) => row[index] / total(row)),
    precision: counts.map((row, index) => row[index] / total(counts.map((other) => other[index]))),
  };
}

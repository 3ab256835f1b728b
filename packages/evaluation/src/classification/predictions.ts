// The one place where every metric turns what it was given (tensors or host arrays) into checked host arrays.
import { ConfigError, DataError, ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';

/** Scores of a classifier: a tensor [count, classes], or the same values row by row in one flat array. */
export type Scores = tf.Tensor | Float32Array | Float64Array | readonly number[];

/** Class index of every example: a tensor [count] of whole numbers, or a flat array. */
export type Labels = tf.Tensor | Int32Array | Uint8Array | Float32Array | readonly number[];

/** Checked host copy of scores and labels. */
export interface Predictions {
  /** count x classes values, row by row. */
  scores: ArrayLike<number>;
  /** count whole numbers in [0, classes). */
  labels: ArrayLike<number>;
  count: number;
  classes: number;
}

/** What the scores mean. Logits go through a softmax; probabilities are used as they are. */
export type ScoreKind = 'logits' | 'probabilities';

/** How far a row of probabilities may sum from 1: float32 rounding over a few thousand classes stays well below. */
const PROBABILITY_SUM_TOLERANCE = 1e-3;

/**
 * Reads and checks scores [count, classes] and labels [count].
 *
 * @throws ShapeError if ranks or sizes do not fit together; DataError if there is no example, a score is not a number
 * or a label is not a class.
 */
export async function readPredictions(scores: Scores, labels: Labels): Promise<Predictions> {
  const labelValues = await readLabels(labels);
  const count = labelValues.length;
  if (count === 0) {
    throw new DataError({
      code: 'evaluation/no-examples',
      argument: 'labels',
      message: 'There are 0 labels. A metric needs at least one example.',
    });
  }
  const { values, classes } = await readScores(scores, count);
  for (let index = 0; index < values.length; index++) {
    if (Number.isNaN(values[index])) {
      throw new DataError({
        code: 'evaluation/not-a-number',
        argument: 'scores',
        message: `The score of example ${Math.floor(index / classes)}, class ${index % classes} is NaN. Metrics need numbers; check the loss of the run that made them.`,
      });
    }
  }
  for (let index = 0; index < count; index++) {
    const label = labelValues[index];
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new DataError({
        code: 'evaluation/label-out-of-range',
        argument: 'labels',
        message: `Label ${index} is ${label}. With ${classes} classes a label is a whole number from 0 to ${classes - 1}.`,
      });
    }
  }
  return { scores: values, labels: labelValues, count, classes };
}

async function readLabels(labels: Labels): Promise<ArrayLike<number>> {
  if (!(labels instanceof tf.Tensor)) return labels;
  if (labels.rank !== 1) {
    throw new ShapeError({
      code: 'evaluation/labels-rank',
      argument: 'labels',
      message: `Labels have shape [${labels.shape.join(', ')}]. They are class indices of shape [count]; for one-hot rows pass labels.argMax(-1).`,
    });
  }
  return labels.data();
}

async function readScores(scores: Scores, count: number): Promise<{ values: ArrayLike<number>; classes: number }> {
  if (scores instanceof tf.Tensor) {
    if (scores.rank !== 2 || scores.shape[0] !== count || scores.shape[1] === 0) {
      throw new ShapeError({
        code: 'evaluation/scores-shape',
        argument: 'scores',
        message: `Scores have shape [${scores.shape.join(', ')}]. With ${count} labels they must be [${count}, classes].`,
      });
    }
    return { values: await scores.data(), classes: scores.shape[1] as number };
  }
  if (scores.length === 0 || scores.length % count !== 0) {
    throw new ShapeError({
      code: 'evaluation/scores-shape',
      argument: 'scores',
      message: `There are ${scores.length} scores for ${count} labels. A flat array of scores holds count x classes values, so its length must be a positive multiple of ${count}.`,
    });
  }
  return { values: scores, classes: scores.length / count };
}

/**
 * The class probabilities of one row, in double precision.
 *
 * @throws DataError if `kind` is 'probabilities' and the row is not a distribution.
 */
export function rowProbabilities({ scores, classes }: Predictions, row: number, kind: ScoreKind): Float64Array {
  const start = row * classes;
  const result = new Float64Array(classes);
  if (kind === 'probabilities') {
    let sum = 0;
    for (let index = 0; index < classes; index++) {
      const value = scores[start + index];
      if (value < 0 || value > 1 + PROBABILITY_SUM_TOLERANCE) throw notADistribution(row, `holds ${value}`);
      result[index] = value;
      sum += value;
    }
    if (Math.abs(sum - 1) > PROBABILITY_SUM_TOLERANCE) throw notADistribution(row, `sums to ${sum}`);
    return result;
  }
  const logTotal = logSumExp(scores, start, classes);
  for (let index = 0; index < classes; index++) result[index] = Math.exp(scores[start + index] - logTotal);
  return result;
}

/** log(sum(exp(row))) without overflow. */
export function logSumExp(values: ArrayLike<number>, start: number, length: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < length; index++) largest = Math.max(largest, values[start + index]);
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let index = 0; index < length; index++) sum += Math.exp(values[start + index] - largest);
  return largest + Math.log(sum);
}

/** Refuses a score kind that does not exist. */
export function checkScoreKind(kind: string): asserts kind is ScoreKind {
  if (kind !== 'logits' && kind !== 'probabilities') {
    throw new ConfigError({
      code: 'evaluation/score-kind',
      argument: 'from',
      message: `Scores come "from" "${kind}". Accepted: "logits" (the default) or "probabilities".`,
    });
  }
}

function notADistribution(row: number, problem: string): DataError {
  return new DataError({
    code: 'evaluation/not-probabilities',
    argument: 'scores',
    message: `Row ${row} of the probabilities ${problem}. Each row must lie in [0, 1] and sum to 1; pass { from: 'logits' } for raw scores.`,
  });
}

// Share of the variance of a recorded course that a model explains, as scikit-learn defines it.

/**
 * Mean over columns of 1 - (squared error) / (squared deviation from the mean of the column).
 *
 * A column that is constant in the truth scores 1 where the estimate is equal to it, else 0. The score of any other column
 * has no lower bound: a weight that hardly moves in truth gives very negative values.
 *
 * @param truth [rows, columns]. Rows where it is NaN do not count for that column.
 * @param estimate [rows, columns].
 * @param use [columns], 1 where a column counts. Default: all.
 * @returns NaN where no column counts or no row is left.
 * Source: `r2_score` of scikit-learn with uniform average; weights of Mehta et al. 2024 are compared this way.
 */
export function rSquared(
  truth: ArrayLike<number>,
  estimate: ArrayLike<number>,
  columns: number,
  use?: ArrayLike<number>,
): number {
  let total = 0;
  let counted = 0;
  for (let column = 0; column < columns; column++) {
    if (use !== undefined && !use[column]) continue;
    const score = columnScore(truth, estimate, columns, column);
    if (Number.isNaN(score)) continue;
    total += score;
    counted++;
  }
  return counted === 0 ? Number.NaN : total / counted;
}

function columnScore(truth: ArrayLike<number>, estimate: ArrayLike<number>, columns: number, column: number): number {
  let rows = 0;
  let sum = 0;
  for (let index = column; index < truth.length; index += columns) {
    if (Number.isNaN(truth[index])) continue;
    rows++;
    sum += truth[index];
  }
  if (rows === 0) return Number.NaN;
  const centre = sum / rows;
  let error = 0;
  let spread = 0;
  let constant = true;
  let first = Number.NaN;
  for (let index = column; index < truth.length; index += columns) {
    const value = truth[index];
    if (Number.isNaN(value)) continue;
    if (Number.isNaN(first)) first = value;
    constant &&= value === first;
    error += (value - estimate[index]) ** 2;
    spread += (value - centre) ** 2;
  }
  // The mean of equal numbers may miss them by a rounding error, so that the spread would be tiny instead of 0.
  if (constant) return error === 0 ? 1 : 0;
  return 1 - error / spread;
}

/** Penalty of half this number times the square of each weight but the first: finite weights where classes separate. */
const RIDGE = 1e-3;
const MAX_ITERATIONS = 100;

/**
 * Logistic regression by Newton's method with halved steps. The objective is convex, so the result is the optimum.
 *
 * @param features [rows, columns]; the first column should be the constant 1, it is not penalised.
 * @param targets [rows], 0 or 1.
 * @returns [columns] weights.
 */
export function logisticRegression(
  features: Float64Array,
  targets: ArrayLike<number>,
  columns: number,
): Float64Array<ArrayBufferLike> {
  const rows = targets.length;
  const objective = (weights: Float64Array) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const logit = product(features, row * columns, weights);
      sum += Math.max(logit, 0) - logit * targets[row] + Math.log1p(Math.exp(-Math.abs(logit)));
    }
    for (let column = 1; column < columns; column++) sum += 0.5 * RIDGE * weights[column] ** 2;
    return sum;
  };
  let weights: Float64Array<ArrayBufferLike> = new Float64Array(columns);
  let value = objective(weights);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const gradient = new Float64Array(columns);
    const hessian = new Float64Array(columns * columns);
    for (let column = 0; column < columns; column++) {
      const ridge = column === 0 ? 0 : RIDGE;
      gradient[column] = ridge * weights[column];
      // A trace on the constant keeps the system solvable where every row has the same target.
      hessian[column * columns + column] = ridge + 1e-9;
    }
    for (let row = 0; row < rows; row++) {
      const start = row * columns;
      const p = 1 / (1 + Math.exp(-product(features, start, weights)));
      for (let i = 0; i < columns; i++) {
        gradient[i] += (p - targets[row]) * features[start + i];
        for (let j = 0; j < columns; j++)
          hessian[i * columns + j] += p * (1 - p) * features[start + i] * features[start + j];
      }
    }
    const step = solve(hessian, gradient, columns);
    let share = 1;
    let next = value;
    let candidate = weights;
    for (; share > 1e-6; share /= 2) {
      const scale = share;
      candidate = weights.map((weight, index) => weight - scale * step[index]);
      next = objective(candidate);
      if (next <= value) break;
    }
    const gain = value - next;
    if (!(gain >= 0)) break;
    weights = candidate;
    value = next;
    if (gain < 1e-10 * (1 + value)) break;
  }
  return weights;
}

function product(features: Float64Array, start: number, weights: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index++) sum += features[start + index] * weights[index];
  return sum;
}

/** Solves matrix . result = right by Gaussian elimination with pivots. */
function solve(matrix: Float64Array, right: Float64Array, size: number): Float64Array {
  const a = matrix.slice();
  const b = right.slice();
  for (let k = 0; k < size; k++) {
    let pivot = k;
    for (let i = k + 1; i < size; i++) if (Math.abs(a[i * size + k]) > Math.abs(a[pivot * size + k])) pivot = i;
    if (pivot !== k) {
      for (let j = 0; j < size; j++) [a[k * size + j], a[pivot * size + j]] = [a[pivot * size + j], a[k * size + j]];
      [b[k], b[pivot]] = [b[pivot], b[k]];
    }
    for (let i = k + 1; i < size; i++) {
      const factor = a[i * size + k] / a[k * size + k];
      for (let j = k; j < size; j++) a[i * size + j] -= factor * a[k * size + j];
      b[i] -= factor * b[k];
    }
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let j = i + 1; j < size; j++) b[i] -= a[i * size + j] * b[j];
    b[i] /= a[i * size + i];
  }
  return b;
}

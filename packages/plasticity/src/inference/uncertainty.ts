import { symmetricEigen } from '@perceptrons/evaluation';
import type { NormalEquations, Point, Problem } from './normal-equations';

export interface Uncertainty {
  /** [size, size] by the parameters of the rule: NaN where a parameter was fixed or not selected, Infinity without information. */
  covariance: Float64Array;
  /** [size]. */
  standardErrors: Float64Array;
  /** [size, size], the unpenalised Gauss-Newton information of the mean loss, 0 for fixed parameters. */
  information: Float64Array;
}

/** Eigenvalues of the scaled information below this share of the largest carry no information. */
const FLAT = 1e-12;
/** A parameter with more than this share of its square in flat directions has no standard error. */
const FLAT_SHARE = 1e-6;

/**
 * Covariance of the parameters of a rule, H^-1 V H^-1: H is the information of the loss without its penalty, V the variance
 * of the gradient under the fitted model. With equally long experiments that is the inverse Fisher information.
 *
 * Parameters that are 0 are left out unless `all`; the standard errors of the others hold given that selection, and do
 * not count the pull of the penalty towards 0.
 */
export function uncertaintyOf(
  equations: NormalEquations,
  { free }: Problem,
  { point, size, all }: { point: Point; size: number; all: boolean },
): Uncertainty {
  const chosen: number[] = [];
  point.forEach((value, index) => {
    if (all || value !== 0 || index >= free.length) chosen.push(index);
  });
  const covariance = new Float64Array(size * size).fill(Number.NaN);
  const information = new Float64Array(size * size);
  const standardErrors = new Float64Array(size).fill(Number.NaN);
  for (let row = 0; row < free.length; row++) {
    for (let column = 0; column < free.length; column++) {
      information[free[row] * size + free[column]] = equations.information[row * point.length + column];
    }
  }
  const part = covarianceOf(equations, point.length, chosen);
  chosen.forEach((row, i) => {
    if (row >= free.length) return;
    chosen.forEach((column, j) => {
      if (column < free.length) covariance[free[row] * size + free[column]] = part[i * chosen.length + j];
    });
    standardErrors[free[row]] = Math.sqrt(part[i * chosen.length + i]);
  });
  return { covariance, standardErrors, information };
}

function covarianceOf(equations: NormalEquations, size: number, chosen: readonly number[]): Float64Array {
  const { information, decisionVariance, activityVariance, squaredError, recordings } = equations;
  const count = chosen.length;
  const noise = recordings > 0 ? squaredError / Math.max(1, recordings - count) : 0;
  const at = (matrix: Float64Array, i: number, j: number) => matrix[chosen[i] * size + chosen[j]];
  // Unit diagonal first: powers of small weights differ from the others by many orders of magnitude.
  const scale = chosen.map((_, i) => (at(information, i, i) > 0 ? 1 / Math.sqrt(at(information, i, i)) : 0));
  const scaled = new Float64Array(count * count);
  const variance = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      scaled[i * count + j] = at(information, i, j) * scale[i] * scale[j];
      variance[i * count + j] = (at(decisionVariance, i, j) + noise * at(activityVariance, i, j)) * scale[i] * scale[j];
    }
  }
  const { values, vectors } = symmetricEigen(scaled, count);
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  const inverse = new Float64Array(count * count);
  const flat = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const known = values[k] > FLAT * largest;
    for (let i = 0; i < count; i++) {
      const own = vectors[k * count + i];
      if (!known) flat[i] += own * own;
      for (let j = 0; known && j < count; j++) inverse[i * count + j] += (own * vectors[k * count + j]) / values[k];
    }
  }
  const covariance = multiply(multiply(inverse, variance, count), inverse, count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const unknown = flat[i] > FLAT_SHARE || flat[j] > FLAT_SHARE;
      covariance[i * count + j] = unknown
        ? i === j
          ? Number.POSITIVE_INFINITY
          : Number.NaN
        : covariance[i * count + j] * scale[i] * scale[j];
    }
  }
  return covariance;
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k];
      for (let j = 0; j < size; j++) product[i * size + j] += factor * b[k * size + j];
    }
  }
  return product;
}

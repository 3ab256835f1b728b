// Small dense solvers for the few dozen parameters of a rule, in float64.

/**
 * Cholesky factor L (lower, row-major) of a symmetric matrix [size, size].
 *
 * @returns undefined where the matrix is not positive definite: a pivot of at most `least` times its diagonal entry.
 */
export function cholesky(matrix: Float64Array, size: number, least = 1e-13): Float64Array | undefined {
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column];
      for (let k = 0; k < column; k++) sum -= factor[row * size + k] * factor[column * size + k];
      if (row === column) {
        if (!(sum > least * matrix[row * size + row])) return undefined;
        factor[row * size + row] = Math.sqrt(sum);
      } else {
        factor[row * size + column] = sum / factor[column * size + column];
      }
    }
  }
  return factor;
}

/** Solves L L' x = right side in place. */
export function choleskySolve(factor: Float64Array, size: number, rightSide: Float64Array): Float64Array {
  for (let row = 0; row < size; row++) {
    let sum = rightSide[row];
    for (let k = 0; k < row; k++) sum -= factor[row * size + k] * rightSide[k];
    rightSide[row] = sum / factor[row * size + row];
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = rightSide[row];
    for (let k = row + 1; k < size; k++) sum -= factor[k * size + row] * rightSide[k];
    rightSide[row] = sum / factor[row * size + row];
  }
  return rightSide;
}

/** The rows and columns of a symmetric matrix at some places. */
export function subMatrix(matrix: Float64Array, size: number, places: ArrayLike<number>): Float64Array {
  const count = places.length;
  const part = new Float64Array(count * count);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++)
      part[row * count + column] = matrix[places[row] * size + places[column]];
  }
  return part;
}

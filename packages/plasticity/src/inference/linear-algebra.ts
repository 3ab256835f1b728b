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

/** Eigenvalues [size] and eigenvectors [size, size], one per column, of a symmetric matrix. */
export interface SymmetricEigen {
  values: Float64Array;
  vectors: Float64Array;
}

/** Cyclic Jacobi rotations. Source: Golub and Van Loan, Matrix Computations, section 8.5. */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  const a = Float64Array.from(matrix);
  const vectors = new Float64Array(size * size);
  for (let k = 0; k < size; k++) vectors[k * size + k] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let outside = 0;
    let total = 0;
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const square = a[row * size + column] ** 2;
        total += square;
        if (row !== column) outside += square;
      }
    }
    if (!(outside > 1e-30 * total)) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotate(a, vectors, size, p, q);
    }
  }
  return { values: Float64Array.from({ length: size }, (_, k) => a[k * size + k]), vectors };
}

/** One rotation in the plane of p and q that makes entry [p, q] zero. */
function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const off = a[p * size + q];
  if (off === 0) return;
  const theta = (a[q * size + q] - a[p * size + p]) / (2 * off);
  const tangent = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (let k = 0; k < size; k++) {
    const left = a[k * size + p];
    const right = a[k * size + q];
    a[k * size + p] = cosine * left - sine * right;
    a[k * size + q] = sine * left + cosine * right;
  }
  for (let k = 0; k < size; k++) {
    const left = a[p * size + k];
    const right = a[q * size + k];
    a[p * size + k] = cosine * left - sine * right;
    a[q * size + k] = sine * left + cosine * right;
    const first = vectors[k * size + p];
    const second = vectors[k * size + q];
    vectors[k * size + p] = cosine * first - sine * second;
    vectors[k * size + q] = sine * first + cosine * second;
  }
}

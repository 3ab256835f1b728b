/** Eigenvalues and eigenvectors of a symmetric matrix. */
export interface SymmetricEigen {
  /** [size], largest first. */
  values: Float64Array;
  /** [size, size], row k is the vector of length 1 of value k; its largest entry is positive. */
  vectors: Float64Array;
}

/** Off-diagonal entries below this share of the whole matrix count as 0. */
const TOLERANCE = 1e-15;
/** Sweeps over all pairs; about ten suffice for any size. */
const MAX_SWEEPS = 60;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix in float64, by cyclic Jacobi rotations.
 *
 * @param matrix [size, size]; only its symmetric part counts.
 * Source: Golub and Van Loan, "Matrix Computations", section 8.5.
 */
export function symmetricEigen(matrix: ArrayLike<number>, size: number): SymmetricEigen {
  const a = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) a[i * size + j] = 0.5 * (matrix[i * size + j] + matrix[j * size + i]);
  }
  // Row k holds vector k.
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  const norm = Math.sqrt(a.reduce((sum, value) => sum + value * value, 0));
  for (let sweep = 0; sweep < MAX_SWEEPS && offDiagonal(a, size) > TOLERANCE * norm; sweep++) {
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) rotate(a, v, size, p, q);
    }
  }
  const order = Array.from({ length: size }, (_, index) => index).sort((i, j) => a[j * size + j] - a[i * size + i]);
  const vectors = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    const vector = v.subarray(order[row] * size, (order[row] + 1) * size);
    let largest = 0;
    for (let i = 1; i < size; i++) if (Math.abs(vector[i]) > Math.abs(vector[largest]) + 1e-12) largest = i;
    const sign = vector[largest] < 0 ? -1 : 1;
    for (let i = 0; i < size; i++) vectors[row * size + i] = sign * vector[i];
  }
  return { values: Float64Array.from(order, (index) => a[index * size + index]), vectors };
}

function offDiagonal(a: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) sum += 2 * a[i * size + j] ** 2;
  }
  return Math.sqrt(sum);
}

/** Turns the plane of axes p and q so that a[p, q] becomes 0. */
function rotate(a: Float64Array, v: Float64Array, size: number, p: number, q: number): void {
  const off = a[p * size + q];
  if (off === 0) return;
  const ratio = (a[q * size + q] - a[p * size + p]) / (2 * off);
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (let k = 0; k < size; k++) {
    const kp = a[k * size + p];
    const kq = a[k * size + q];
    a[k * size + p] = cosine * kp - sine * kq;
    a[k * size + q] = sine * kp + cosine * kq;
  }
  for (let k = 0; k < size; k++) {
    const pk = a[p * size + k];
    const qk = a[q * size + k];
    a[p * size + k] = cosine * pk - sine * qk;
    a[q * size + k] = sine * pk + cosine * qk;
    const vp = v[p * size + k];
    const vq = v[q * size + k];
    v[p * size + k] = cosine * vp - sine * vq;
    v[q * size + k] = sine * vp + cosine * vq;
  }
}

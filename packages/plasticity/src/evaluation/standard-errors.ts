import { symmetricEigen } from '@perceptrons/evaluation';

/** Eigenvalues of the matrix with unit diagonal below this share of the largest count as 0. */
const FLAT = 1e-12;
/** A number with more than this share of its square in directions of eigenvalue 0 has no standard error. */
const FLAT_SHARE = 1e-6;

/**
 * Square roots of the diagonal of the inverse of an information matrix; Infinity for numbers about which it says nothing.
 *
 * The matrix is brought to unit diagonal first: the terms of a rule differ in size by many orders of magnitude.
 *
 * @param information [size, size], symmetric, no negative eigenvalue.
 */
export function standardErrors(information: Float64Array, size: number): Float64Array {
  const scale = Float64Array.from({ length: size }, (_, i) => {
    const own = information[i * size + i];
    return own > 0 ? 1 / Math.sqrt(own) : 0;
  });
  const scaled = information.map((value, index) => value * scale[Math.floor(index / size)] * scale[index % size]);
  const { values, vectors } = symmetricEigen(scaled, size);
  return scale.map((unit, i) => {
    if (unit === 0) return Number.POSITIVE_INFINITY;
    let variance = 0;
    let flat = 0;
    for (let k = 0; k < size; k++) {
      const share = vectors[k * size + i] ** 2;
      if (values[k] > FLAT * values[0]) variance += share / values[k];
      else flat += share;
    }
    return flat > FLAT_SHARE ? Number.POSITIVE_INFINITY : unit * Math.sqrt(variance);
  });
}

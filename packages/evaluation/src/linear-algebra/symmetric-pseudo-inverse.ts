import { symmetricEigen } from './symmetric-eigen';

/** Distance of 1 to the next float32. */
const FLOAT32_STEP = 2 ** -23;

/**
 * The Moore-Penrose inverse of a small symmetric matrix, in float64. Directions whose eigenvalue is small against the
 * largest count as absent.
 *
 * @param matrix [size, size] row by row; only its symmetric part counts.
 * @param options.tolerance Eigenvalues of at most this share of the largest, in absolute value, are left out. Default
 * size * 2^-23, the bound that PyTorch uses for float32 matrices.
 * @returns `inverse` [size, size] and `rank`, the number of directions that were kept; zeros and 0 for a matrix of zeros.
 */
export function symmetricPseudoInverse(
  matrix: ArrayLike<number>,
  size: number,
  { tolerance = size * FLOAT32_STEP }: { tolerance?: number } = {},
): { inverse: Float64Array; rank: number } {
  const { values, vectors } = symmetricEigen(matrix, size);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const inverse = new Float64Array(size * size);
  let rank = 0;
  values.forEach((value, k) => {
    if (value === 0 || Math.abs(value) <= tolerance * largest) return;
    rank++;
    for (let i = 0; i < size; i++) {
      const share = vectors[k * size + i] / value;
      for (let j = 0; j < size; j++) inverse[i * size + j] += share * vectors[k * size + j];
    }
  });
  return { inverse, rank };
}

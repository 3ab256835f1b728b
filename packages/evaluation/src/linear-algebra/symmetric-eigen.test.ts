import { random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { symmetricEigen } from './symmetric-eigen';

describe('symmetricEigen', () => {
  it('solves a small matrix in closed form', () => {
    const { values, vectors } = symmetricEigen([2, 1, 1, 2], 2);
    expect(Array.from(values)).toEqual([expect.closeTo(3, 14), expect.closeTo(1, 14)]);
    expect(Math.abs(vectors[0] - vectors[1])).toBeLessThan(1e-14);
    expect(Math.abs(vectors[2] + vectors[3])).toBeLessThan(1e-14);
  });

  it.each([1, 5, 81])('puts a matrix of size %i together again', (size) => {
    const half = random.normalArray(size, size * size);
    const matrix = Float64Array.from({ length: size * size }, (_, index) => {
      const [i, j] = [Math.floor(index / size), index % size];
      return half[i * size + j] + half[j * size + i];
    });
    const { values, vectors } = symmetricEigen(matrix, size);
    let worst = 0;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let sum = 0;
        let product = 0;
        for (let k = 0; k < size; k++) {
          sum += values[k] * vectors[k * size + i] * vectors[k * size + j];
          product += vectors[i * size + k] * vectors[j * size + k];
        }
        worst = Math.max(worst, Math.abs(sum - matrix[i * size + j]), Math.abs(product - (i === j ? 1 : 0)));
      }
    }
    // Rounding of about 30 numbers of size 10 in float64.
    expect(worst).toBeLessThan(1e-12);
    expect(Array.from(values)).toEqual(Array.from(values).sort((a, b) => b - a));
  });

  it('finds the null direction of a singular matrix', () => {
    // Outer product of (1, 2, 2) with itself: eigenvalue 9, twice 0.
    const { values } = symmetricEigen([1, 2, 2, 2, 4, 4, 2, 4, 4], 3);
    expect(values[0]).toBeCloseTo(9, 13);
    expect(Math.abs(values[1]) + Math.abs(values[2])).toBeLessThan(1e-14);
  });
});

import { random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { cholesky, choleskySolve } from '../linear-algebra/cholesky';
import { minimisePenalisedQuadratic } from './penalised-quadratic';

const size = 12;

/** A positive definite matrix from nearly dependent columns. */
function curvatureOf(seed: number): Float64Array {
  const rows = random.normalArray(seed, 40 * size);
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < 40; row++) {
    const shared = rows[row * size];
    const at = (k: number) => 0.1 * rows[row * size + k] + shared;
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) matrix[i * size + j] += at(i) * at(j);
  }
  return matrix;
}

describe('minimisePenalisedQuadratic', () => {
  it('is the soft threshold where the curvature is the identity', () => {
    const curvature = new Float64Array(9);
    for (const k of [0, 4, 8]) curvature[k] = 1;
    const found = minimisePenalisedQuadratic({
      from: new Float64Array(3),
      gradient: Float64Array.of(-3, 0.5, 2),
      curvature,
      l1: Float64Array.of(1, 1, 0),
    });
    expect([...found]).toEqual([2, 0, -2]);
  });

  it.each([1, 2, 3, 4])('meets the conditions of the minimum on nearly dependent terms, draw %i', (seed) => {
    const curvature = curvatureOf(seed);
    const from = Float64Array.from(random.normalArray(seed + 50, size));
    const gradient = Float64Array.from(random.normalArray(seed + 90, size, { stddev: 5 }));
    const l1 = new Float64Array(size).fill(6);
    l1[3] = 0;
    const found = minimisePenalisedQuadratic({ from, gradient, curvature, l1 });
    let zeros = 0;
    for (let i = 0; i < size; i++) {
      let slope = gradient[i];
      for (let j = 0; j < size; j++) slope += curvature[i * size + j] * (found[j] - from[j]);
      if (found[i] === 0) {
        zeros++;
        expect(Math.abs(slope)).toBeLessThanOrEqual(l1[i] + 1e-9);
      } else expect(Math.abs(slope + l1[i] * Math.sign(found[i]))).toBeLessThan(1e-9);
    }
    expect(zeros).toBeGreaterThan(0);
  });
});

describe('cholesky', () => {
  it('solves with the factor of Cholesky and refuses an indefinite matrix', () => {
    const matrix = curvatureOf(7);
    const solution = Float64Array.from(random.normalArray(8, size));
    const right = Float64Array.from(solution, (_, i) => {
      return solution.reduce((sum, value, j) => sum + matrix[i * size + j] * value, 0);
    });
    choleskySolve(cholesky(matrix, size)!, size, right).forEach((value, k) => {
      expect(value).toBeCloseTo(solution[k], 9);
    });
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeUndefined();
  });
});

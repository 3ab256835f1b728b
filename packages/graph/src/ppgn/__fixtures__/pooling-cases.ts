// What the readouts of a graph and their slopes are, by hand.
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { read } from '../../__fixtures__/read';
import { diagOffDiagPooling, type Readout } from '../diag-off-diag-pooling';

const matrix = (values: number[][]) => tf.tensor(values.flat(), [1, values.length, values.length, 1]) as tf.Tensor4D;

const withMask = (pairs: tf.Tensor, mask?: number[]) => (mask ? [pairs, tf.tensor2d([mask])] : pairs);

function pooled(readout: Readout, values: number[][], mask?: number[]): Promise<number[]> {
  return read(() => diagOffDiagPooling({ readout }).apply(withMask(matrix(values), mask)) as tf.Tensor);
}

/** Gradient of the sum of a readout. */
function slopes(readout: Readout, values: number[][], mask?: number[]): Promise<number[]> {
  const layer = diagOffDiagPooling({ readout });
  const gradient = tf.grad((x: tf.Tensor) => (layer.apply(withMask(x, mask)) as tf.Tensor).sum());
  return read(() => gradient(matrix(values)));
}

/** Values, ties, all negative, padded, graphs of one vertex, and slopes of slopes. */
export function itPools(): void {
  const positive = [
    [5, 1],
    [2, -7],
  ];
  const negative = [
    [-3, -1],
    [-2, -4],
  ];
  const padded = [
    [-3, -1, 9],
    [-2, -4, 9],
    [9, 9, 9],
  ];
  const lonely = [
    [9, 9],
    [9, -3],
  ];

  it('takes the largest value of the diagonal and of the rest', async () => {
    expect(await pooled('max', positive)).toEqual([5, 2]);
    expect(await pooled('max', negative)).toEqual([-3, -1]);
  });

  it('sees nothing outside of the mask', async () => {
    expect(await pooled('max', padded, [1, 1, 0])).toEqual([-3, -1]);
  });

  it('splits the gradient equally over equal maxima', async () => {
    const ties = [
      [2, 2],
      [2, 1],
    ];
    const maskedTies = [
      [7, 7, 7],
      [7, 3, 1],
      [7, 1, 3],
    ];
    expect(await slopes('max', ties)).toEqual([1, 0.5, 0.5, 0]);
    expect(await slopes('max', maskedTies, [0, 1, 1])).toEqual([0, 0, 0, 0, 0.5, 0.5, 0, 0.5, 0.5]);
  });

  it('adds up and averages what lies inside of the mask', async () => {
    expect(await pooled('sum', padded, [1, 1, 0])).toEqual([-7, -3]);
    expect(await pooled('mean', padded, [1, 1, 0])).toEqual([-3.5, -1.5]);
  });

  it.each(['max', 'sum', 'mean'] as const)('%s: the second part of a graph with one vertex is 0', async (readout) => {
    expect(await pooled(readout, [[-3]])).toEqual([-3, 0]);
    expect(await pooled(readout, lonely, [0, 1])).toEqual([-3, 0]);
    expect(await pooled(readout, lonely, [0, 0])).toEqual([0, 0]);
    expect(await slopes(readout, lonely, [0, 1])).toEqual([0, 0, 0, 1]);
  });

  it('has the second derivative of a choice', async () => {
    const layer = diagOffDiagPooling();
    const squared = (x: tf.Tensor) => (layer.apply(x) as tf.Tensor).square().sum() as tf.Scalar;
    const second = tf.grad((x: tf.Tensor) => tf.grad(squared)(x).sum());
    // The off-diagonal maximum m has slope m at each of two places: together 2 m, with slope 2 split over both.
    const values = [
      [2, 2],
      [2, 1],
    ];
    expect(await read(() => second(matrix(values)))).toEqual([2, 1, 1, 0]);
  });
}

import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { init, random, restore } from '../index';
import type { KernelActivation } from '../ops/activation-names';
import { activate } from '../testing/scalar-functions';

const rows = 5;
const inner = 70;
const columns = 6;
type Fused = Parameters<typeof tf.fused.matMul>[0];

function at(bias: tf.Tensor, row: number, column: number): number {
  const shape = [1, 1, ...bias.shape].slice(-2);
  const values = bias.dataSync();
  return values[(shape[0] === 1 ? 0 : row) * shape[1] + (shape[1] === 1 ? 0 : column)];
}

/** activation(a b + bias) by plain loops. */
function expected(
  a: tf.Tensor,
  b: tf.Tensor,
  bias: tf.Tensor | undefined,
  end: (x: number, column: number) => number,
): number[] {
  const [left, right] = [a.dataSync(), b.dataSync()];
  return Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    let sum = bias === undefined ? 0 : at(bias, row, column);
    for (let k = 0; k < inner; k++) sum += left[row * inner + k] * right[k * columns + column];
    return end(sum, column);
  });
}

function expectClose(actual: tf.Tensor, values: number[], tolerance = 2e-5): void {
  const data = actual.dataSync();
  expect(data.length).toBe(values.length);
  values.forEach((value, index) => {
    expect(Math.abs(data[index] - value), `element ${index}: ${data[index]}, not ${value}`).toBeLessThanOrEqual(
      tolerance,
    );
  });
}

describe('fused products of TensorFlow.js on wasm', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });
  afterAll(() => restore());

  const biases = [undefined, [columns], [1, columns], [], [1], [rows, 1], [rows, columns]] as const;
  const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu', 'tanh', 'gelu'] as const;

  it.each(biases.map((shape) => [shape]))('take a bias of shape %j with every activation, in every layout', (shape) => {
    const a = random.normal(1, [rows, inner]);
    const b = random.normal(2, [inner, columns]);
    const bias = shape && random.normal(3, [...shape]);
    const slopes = random.normal(4, [columns]);
    const [aTransposed, bTransposed] = [a.transpose(), b.transpose()];
    for (const activation of activations) {
      const values = expected(a, b, bias, (x, column) =>
        activation === 'prelu'
          ? x * (x > 0 ? 1 : slopes.dataSync()[column])
          : activate(x, activation as KernelActivation, activation === 'leakyrelu' ? 0.3 : 0),
      );
      for (const transposeA of [false, true]) {
        for (const transposeB of [false, true]) {
          tf.tidy(() => {
            const call = {
              a: transposeA ? aTransposed : a,
              b: transposeB ? bTransposed : b,
              transposeA,
              transposeB,
              bias,
              activation: activation as Fused['activation'],
              preluActivationWeights: activation === 'prelu' ? slopes : undefined,
              leakyreluAlpha: 0.3,
            };
            const before = tf.memory().numTensors;
            const y = tf.fused.matMul(call);
            expect(y.shape).toEqual([rows, columns]);
            expect(tf.memory().numTensors).toBe(before + 1);
            expectClose(y, values);
          });
        }
      }
    }
    tf.dispose([a, b, slopes, aTransposed, bTransposed, ...(bias ? [bias] : [])]);
  });

  it('take int32, with bias and relu', () => {
    tf.tidy(() => {
      const a = tf.range(-20, rows * inner - 20, 1, 'int32').reshape([rows, inner]);
      const b = tf.range(-300, inner * columns - 300, 1, 'int32').reshape([inner, columns]);
      for (const bias of [undefined, tf.range(0, columns, 1, 'int32'), tf.scalar(7, 'int32')]) {
        const y = tf.fused.matMul({ a, b, bias, activation: 'relu' });
        expect(y.dtype).toBe('int32');
        expectClose(
          y,
          expected(a, b, bias, (x) => Math.max(x, 0)),
          0,
        );
        const t = tf.fused.matMul({ a, b: b.transpose(), transposeB: true, bias });
        expectClose(
          t,
          expected(a, b, bias, (x) => x),
          0,
        );
      }
    });
  });

  it('broadcast batches of int32, count modulo 2^32, and take empty ones', () => {
    tf.tidy(() => {
      const a = tf.tensor([1, 2, 3, 4, 5, 6, 7, 8], [2, 1, 2, 2], 'int32');
      const b = tf.tensor([1, 0, 0, 1, 2, 0, 0, 2, 0, 1, 1, 0], [3, 2, 2], 'int32');
      expect(tf.matMul(a, b).arraySync()).toEqual([
        [
          [
            [1, 2],
            [3, 4],
          ],
          [
            [2, 4],
            [6, 8],
          ],
          [
            [2, 1],
            [4, 3],
          ],
        ],
        [
          [
            [5, 6],
            [7, 8],
          ],
          [
            [10, 12],
            [14, 16],
          ],
          [
            [6, 5],
            [8, 7],
          ],
        ],
      ]);
      const large = tf.tensor2d([2 ** 30, 2 ** 30, 2 ** 30, 2 ** 30], [1, 4], 'int32');
      expect(tf.matMul(large, tf.tensor2d([1, 1, 1, 2], [4, 1], 'int32')).dataSync()[0]).toBe(2 ** 30);
      expect([...tf.matMul(tf.zeros([2, 0], 'int32'), tf.zeros([0, 2], 'int32')).dataSync()]).toEqual([0, 0, 0, 0]);
      expect(tf.matMul(tf.zeros([0, 2, 3], 'int32'), tf.zeros([3, 4], 'int32')).shape).toEqual([0, 2, 4]);
      expect(() => tf.matMul(tf.zeros([2, 2], 'bool'), tf.zeros([2, 2], 'bool'))).toThrow('takes float32 or int32');
    });
  });

  it('take products without inner steps or without batches, with bias and activation', () => {
    tf.tidy(() => {
      const bias = tf.tensor1d([-1, 2]);
      const y = tf.fused.matMul({ a: tf.zeros([3, 0]), b: tf.zeros([0, 2]), bias, activation: 'relu' });
      expect([...y.dataSync()]).toEqual([0, 2, 0, 2, 0, 2]);
      expect(tf.matMul(tf.zeros([0, 2, 3]), tf.zeros([3, 4])).shape).toEqual([0, 2, 4]);
      const [da, db] = tf.grads((p, q) => tf.sum(tf.matMul(p, q)))([tf.zeros([0, 2, 3]), tf.ones([3, 4])]);
      expect(da.shape).toEqual([0, 2, 3]);
      expect([...db.dataSync()]).toEqual(new Array(12).fill(0));
    });
  });
});

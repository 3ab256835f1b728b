// The cells for comparison against their equations in double precision.
import { init } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { layerNormLstm, minGru } from './index';

const [batch, steps, channels, units] = [2, 5, 3, 4];
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const input = () => tf.randomNormal([batch, steps, channels], 0, 1, 'float32', 1);

/** x [.., rows] times a kernel [rows, columns], both as plain numbers. */
function product(x: number[], kernel: ArrayLike<number>, columns: number): number[] {
  return Array.from({ length: columns }, (_, j) =>
    x.reduce((sum, value, i) => sum + value * kernel[i * columns + j], 0),
  );
}

function normalise(x: number[], gamma: ArrayLike<number>, beta: ArrayLike<number>): number[] {
  const mean = x.reduce((a, b) => a + b) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  return x.map((value, i) => ((value - mean) / Math.sqrt(variance + 1e-5)) * gamma[i] + beta[i]);
}

/** Weights away from their first values, so that scales and shifts count too. */
function shake(layer: tf.layers.Layer): Float32Array[] {
  const shaken = layer
    .getWeights()
    .map((weight, k) => tf.add(weight, tf.randomNormal(weight.shape, 0, 0.3, 'float32', k + 1)));
  layer.setWeights(shaken);
  return shaken.map((weight) => weight.dataSync() as Float32Array);
}

function rowsOf(x: tf.Tensor): number[][][] {
  return x.arraySync() as number[][][];
}

describe.each(testBackends())('comparison cells on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend: backend as 'cpu' | 'wasm' });
  });

  it.each([false, true])('minGru follows its equations, backwards %s', (goBackwards) => {
    tf.tidy(() => {
      const x = input();
      const layer = minGru({ units, returnSequences: true, goBackwards, seed: 1 });
      layer.apply(x);
      const [kernel, bias] = shake(layer);
      const y = rowsOf(layer.apply(x) as tf.Tensor);
      rowsOf(x).forEach((sequence, n) => {
        let h = new Array<number>(units).fill(0);
        (goBackwards ? [...sequence].reverse() : sequence).forEach((row, t) => {
          const values = product(row, kernel, 2 * units).map((value, j) => value + bias[j]);
          h = h.map((state, j) => {
            const z = sigmoid(values[j]);
            return (1 - z) * state + z * values[units + j];
          });
          h.forEach((state, j) => {
            expect(Math.abs(y[n][t][j] - state)).toBeLessThan(1e-5);
          });
        });
      });
      layer.dispose();
    });
  });

  it.each(['linear', 'tanh'] as const)('minGru stays finite with gates far out, candidate %s', (activation) => {
    tf.tidy(() => {
      const layer = minGru({ units: 1, returnSequences: true, activation });
      layer.apply(tf.zeros([1, 4, 1]));
      const kernel = tf.tensor2d([[1e4, 1]]);
      layer.setWeights([kernel, tf.zeros([2])]);
      // Open, shut, shut, open: the state is taken, kept, kept, replaced.
      const x = tf.tensor3d([1, -1, -2, 0.5], [1, 4, 1]);
      const state = (value: number) => (activation === 'tanh' ? Math.tanh(value) : value);
      const y = (layer.apply(x) as tf.Tensor).dataSync();
      [state(1), state(1), state(1), state(0.5)].forEach((value, t) => {
        expect(y[t]).toBeCloseTo(value, 5);
      });
      const { grads } = tf.variableGrads(() => tf.sum(layer.apply(x) as tf.Tensor) as tf.Scalar);
      for (const gradient of Object.values(grads)) expect([...gradient.dataSync()].every(Number.isFinite)).toBe(true);
      expect(Object.values(grads)).toHaveLength(2);
      layer.dispose();
    });
  });

  it('layerNormLstm follows the equations of its paper', () => {
    tf.tidy(() => {
      const x = input();
      const layer = layerNormLstm({ units, returnSequences: true, seed: 1 });
      layer.apply(x);
      const [kernel, recurrentKernel, bias, inputGamma, inputBeta, stateGamma, stateBeta, gamma, beta] = shake(layer);
      const y = rowsOf(layer.apply(x) as tf.Tensor);
      rowsOf(x).forEach((sequence, n) => {
        let h = new Array<number>(units).fill(0);
        let c = new Array<number>(units).fill(0);
        sequence.forEach((row, t) => {
          const projected = normalise(product(row, kernel, 4 * units), inputGamma, inputBeta);
          const recurrent = normalise(product(h, recurrentKernel, 4 * units), stateGamma, stateBeta);
          const gate = (g: number, j: number) =>
            projected[g * units + j] + recurrent[g * units + j] + bias[g * units + j];
          c = c.map((value, j) => sigmoid(gate(1, j)) * value + sigmoid(gate(0, j)) * Math.tanh(gate(2, j)));
          const open = normalise(c, gamma, beta);
          h = open.map((value, j) => sigmoid(gate(3, j)) * Math.tanh(value));
          h.forEach((value, j) => {
            expect(Math.abs(y[n][t][j] - value)).toBeLessThan(2e-5);
          });
        });
      });
      layer.dispose();
    });
  });

  it.each([
    ['layerNormLstm', layerNormLstm],
    ['minGru', minGru],
  ] as const)('%s has the gradient of central differences, and returns its last state', async (_name, make) => {
    await expectNoLeak(() => {
      tf.tidy(() => {
        const layer = make({ units, bidirectional: true, returnSequences: true, seed: 1 });
        const x = input();
        layer.apply(x);
        shake(layer);
        const score = (value: tf.Tensor) => tf.sum(tf.square(layer.apply(value) as tf.Tensor)) as tf.Scalar;
        const gradient = tf.grad(score)(x).dataSync() as Float32Array;
        const direction = tf.randomNormal(x.shape, 0, 1, 'float32', 9);
        const along = (by: number) => score(tf.add(x, tf.mul(direction, by))).dataSync()[0];
        // Larger steps see the curvature of the normalisation, smaller ones the rounding.
        const expected = (along(3e-3) - along(-3e-3)) / 6e-3;
        const steps = direction.dataSync();
        const actual = gradient.reduce((sum, value, i) => sum + value * steps[i], 0);
        expect(Math.abs(actual - expected)).toBeLessThan(5e-3 * (1 + Math.abs(expected)));
        const last = make({ units, bidirectional: true, seed: 1 });
        last.apply(x);
        last.setWeights(layer.getWeights());
        const [ahead, back] = tf.split(layer.apply(x) as tf.Tensor, 2, -1);
        const ends = [tf.slice(ahead, [0, 4, 0], [batch, 1, units]), tf.slice(back, [0, 0, 0], [batch, 1, units])];
        const difference = tf.sub(last.apply(x) as tf.Tensor, tf.concat(ends, -1).reshape([batch, 2 * units]));
        expect(tf.max(tf.abs(difference)).dataSync()[0]).toBe(0);
        layer.dispose();
        last.dispose();
      });
    });
  });
});

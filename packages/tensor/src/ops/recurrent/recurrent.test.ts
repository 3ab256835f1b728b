// What the public recurrent functions promise beyond the generated test.
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  bidirectionalLstm,
  bidirectionalSimpleRnn,
  gru,
  gruWithState,
  init,
  type LstmOptions,
  lstm,
  lstmWithState,
  random,
  simpleRnn,
} from '../../index';
import { recurrentReference } from './reference';

function weights(inputs: number, units: number, gates: number, seed = 1) {
  const draw = (part: number, shape: number[]) => random.normal(random.foldIn(seed, part), shape).mul(0.3) as tf.Tensor;
  return {
    kernel: draw(1, [inputs, gates * units]),
    recurrentKernel: draw(2, [units, gates * units]),
    bias: draw(3, [gates * units]),
  };
}

const worst = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];

describe.each(testBackends())('recurrent functions on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it('gives the values worked out by hand', () => {
    // W = U = 1, b = 0, x = 1, 1; computed in float64.
    const one = { kernel: tf.ones([1, 4]), recurrentKernel: tf.ones([1, 4]) };
    const { output, hidden, carry } = lstmWithState(tf.ones([1, 2, 1]), { ...one, returnSequences: true });
    const [first, second] = output.dataSync();
    expect(first).toBeCloseTo(0.3696063529, 6);
    expect(second).toBeCloseTo(0.6505352232, 6);
    expect(hidden.dataSync()[0]).toBe(second);
    expect(carry.dataSync()[0]).toBeCloseTo(1.144446158, 6);
  });

  it('leaves nothing behind, with and without a gradient', async () => {
    const options = weights(3, 5, 4);
    const x = random.normal(1, [2, 4, 3]);
    await expectNoLeak(() => {
      const { output, hidden, carry } = lstmWithState(x, options);
      tf.dispose([output, hidden, carry, lstm(x, options)]);
      tf.dispose(
        tf.grads((...[a, b, c, d]) => lstm(a, { kernel: b, recurrentKernel: c, bias: d }))([
          x,
          ...Object.values(options),
        ]),
      );
    });
    tf.dispose([x, ...Object.values(options)]);
  });

  it('reversed in time is the reversed sequence, reversed', () => {
    tf.tidy(() => {
      const x = random.normal(1, [3, 4, 2]);
      for (const [run, gates] of [
        [lstm, 4],
        [gru, 3],
        [simpleRnn, 1],
      ] as const) {
        const options = { ...weights(2, 3, gates), returnSequences: true };
        const turned = tf.reverse(run(tf.reverse(x, 1), options), 1);
        expect(worst(run(x, { ...options, reverse: true }), turned)).toBeLessThan(1e-6);
      }
    });
  });

  it('goes on from its own states', () => {
    tf.tidy(() => {
      const x = random.normal(1, [2, 6, 3]);
      const [head, tail] = tf.split(x, 2, 1);
      const options = { ...weights(3, 5, 4), returnSequences: true };
      const { hidden, carry } = lstmWithState(head, options);
      const rest = lstm(tail, { ...options, initialState: { hidden, carry } });
      expect(worst(rest, tf.slice(lstm(x, options), [0, 3, 0]))).toBeLessThan(1e-6);
      const gruOptions = { ...weights(3, 5, 3), returnSequences: true };
      const state = gruWithState(head, gruOptions);
      const gruRest = gru(tail, { ...gruOptions, initialState: state });
      expect(worst(gruRest, tf.slice(gru(x, gruOptions), [0, 3, 0]))).toBeLessThan(1e-6);
    });
  });

  it('joins two directions in four ways', () => {
    tf.tidy(() => {
      const x = random.normal(1, [2, 4, 3]);
      const [forward, backward] = [weights(3, 2, 4, 1), weights(3, 2, 4, 2)];
      const ahead = lstm(x, { ...forward, returnSequences: true });
      const back = lstm(x, { ...backward, returnSequences: true, reverse: true });
      const both = { forward, backward, returnSequences: true };
      expect(worst(bidirectionalLstm(x, both), tf.concat([ahead, back], 2))).toBeLessThan(1e-6);
      const merged = { sum: tf.add(ahead, back), mul: tf.mul(ahead, back), ave: tf.div(tf.add(ahead, back), 2) };
      for (const mergeMode of ['sum', 'mul', 'ave'] as const) {
        expect(worst(bidirectionalLstm(x, { ...both, mergeMode }), merged[mergeMode])).toBeLessThan(1e-6);
      }
      const ends = bidirectionalSimpleRnn(x, { forward: weights(3, 2, 1), backward: weights(3, 2, 1) });
      expect(ends.shape).toEqual([2, 4]);
    });
  });

  it('adds two biases, but keeps those of the reset gate apart', () => {
    tf.tidy(() => {
      const x = random.normal(1, [2, 3, 2]);
      const shift = random.normal(2, [9]);
      const { bias, ...kernels } = weights(2, 3, 3);
      const sum = { ...kernels, bias: tf.add(bias, shift) };
      const two = { ...kernels, bias, recurrentBias: shift };
      expect(worst(gru(x, { ...two, resetAfter: false }), gru(x, { ...sum, resetAfter: false }))).toBeLessThan(1e-6);
      expect(worst(gru(x, two), gru(x, sum))).toBeGreaterThan(1e-3);
    });
  });

  it('lets NaN spread along its row only, from its step on', () => {
    tf.tidy(() => {
      const values = new Float32Array(3 * 4 * 2).fill(0.5);
      values[(1 * 4 + 2) * 2] = Number.NaN;
      const y = lstm(tf.tensor3d(values, [3, 4, 2]), { ...weights(2, 5, 4), returnSequences: true });
      y.dataSync().forEach((value, index) => {
        const [row, step] = [Math.floor(index / 20), Math.floor(index / 5) % 4];
        expect(Number.isNaN(value), `row ${row}, step ${step}`).toBe(row === 1 && step >= 2);
      });
    });
  });

  it('stays finite for extreme inputs', () => {
    tf.tidy(() => {
      const x = tf.tensor3d([1e30, -1e30, 1e4, -1e4], [1, 4, 1]);
      const options = { kernel: tf.ones([1, 12]), recurrentKernel: tf.ones([3, 12]), returnSequences: true };
      const values = [...lstm(x, options).dataSync()];
      expect(values.every((value) => Math.abs(value) <= 1)).toBe(true);
      expect([...gru(x, { kernel: tf.ones([1, 9]), recurrentKernel: tf.ones([3, 9]) }).dataSync()]).toEqual([
        expect.closeTo(-1, 5),
        expect.closeTo(-1, 5),
        expect.closeTo(-1, 5),
      ]);
    });
  });

  it('computes wide layers as the composition does', () => {
    tf.tidy(() => {
      const options = weights(2, 261, 4);
      const x = random.normal(1, [2, 2, 2]);
      const attributes = { cell: 'lstm', reverse: false, output: 'last', gate: 'sigmoid', activation: 'tanh' } as const;
      expect(worst(lstm(x, options), recurrentReference({ x, ...options }, attributes))).toBeLessThan(2e-6);
    });
  });

  it('says what does not fit', () => {
    tf.tidy(() => {
      const options = weights(2, 3, 4);
      const x = tf.zeros([2, 4, 2]);
      const bad: Array<[tf.Tensor, Partial<LstmOptions>, string]> = [
        [tf.zeros([2, 4]), {}, 'lstm: x must have shape [batch, time, inputs], got [2,4]'],
        [x, { kernel: tf.zeros([5, 12]) }, 'lstm: kernel must have shape [2,12], got [5,12]'],
        [x, { bias: tf.zeros([3]) }, 'lstm: bias must have shape [12], got [3]'],
        [x, { recurrentKernel: tf.zeros([0, 0]) }, 'at least one unit, got [0,0]'],
        [x, { initialState: { hidden: tf.zeros([2, 4]) } }, 'initialState.hidden must have shape [2,3], got [2,4]'],
        [x, { activation: 'gelu' as never }, 'activation "gelu" is unknown. Choose one of linear, relu, tanh'],
        [tf.zeros([2, 4, 2], 'int32'), {}, 'lstm: x must be float32, got int32'],
      ];
      for (const [input, change, message] of bad) expect(() => lstm(input, { ...options, ...change })).toThrow(message);
      expect(() => bidirectionalLstm(x, { forward: options, backward: options, mergeMode: 'max' as never })).toThrow(
        'mergeMode "max" is unknown. Choose one of concat, sum, mul, ave',
      );
    });
  });
});

import { init } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { linearScan } from './linear-scan';

/** h_t = a_t h_{t-1} + b_t, one step after the other, in double precision. */
function stepByStep(decay: number[], input: number[], reverse: boolean): number[] {
  const states = new Array<number>(input.length);
  let state = 0;
  for (let k = 0; k < input.length; k++) {
    const t = reverse ? input.length - 1 - k : k;
    state = decay[t] * state + input[t];
    states[t] = state;
  }
  return states;
}

const column = (values: number[]) => tf.tensor3d(values, [1, values.length, 1]);

describe.each(testBackends())('linearScan on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend: backend as 'cpu' | 'wasm' });
  });

  it.each([1, 2, 3, 4, 5, 8, 13, 32])('gives the states of the recurrence over %d steps', (steps) => {
    const decay = Array.from({ length: steps }, (_, t) => 0.5 + 0.5 * Math.sin(1.7 * t + 0.3));
    const input = Array.from({ length: steps }, (_, t) => Math.cos(0.9 * t));
    for (const reverse of [false, true]) {
      const states = tf.tidy(() => linearScan(column(decay), column(input), reverse).dataSync());
      stepByStep(decay, input, reverse).forEach((value, t) => {
        expect(Math.abs(states[t] - value)).toBeLessThan(1e-6);
      });
    }
  });

  it('keeps and forgets exactly with decays of 1 and 0', () => {
    const states = tf.tidy(() => linearScan(column([1, 1, 0, 1, 1]), column([1, 2, 4, 8, 16]), false).dataSync());
    expect([...states]).toEqual([1, 3, 4, 12, 28]);
  });

  it('has the gradient of the recurrence', async () => {
    // d sum(h) / d b_t = g_t = 1 + a_{t+1} g_{t+1}, and d sum(h) / d a_t = g_t h_{t-1}.
    const [decay, input] = [
      [0.2, 0.9, 0.4, 0.7, 0.3],
      [1, -2, 3, 0.5, 2],
    ];
    const states = stepByStep(decay, input, false);
    const slopes = stepByStep(
      [...decay.slice(1), 0],
      decay.map(() => 1),
      true,
    );
    await expectNoLeak(() => {
      const [byDecay, byInput] = tf.tidy(() => {
        const gradients = tf.grads((a, b) => tf.sum(linearScan(a, b, false)))([column(decay), column(input)]);
        return gradients.map((gradient) => [...gradient.dataSync()]);
      });
      slopes.forEach((slope, t) => {
        expect(byInput[t]).toBeCloseTo(slope, 5);
        expect(byDecay[t]).toBeCloseTo(t === 0 ? 0 : slope * states[t - 1], 5);
      });
    });
  });
});

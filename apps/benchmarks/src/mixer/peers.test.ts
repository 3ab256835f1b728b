import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { relativeDifference } from '../harness/measure';
import type { MixerCase } from './case';
import { onnxMixer } from './onnx-runtime';
import { oursMixer } from './ours';
import { stockGelu } from './stock-ops';

const task: Omit<MixerCase, 'gelu'> = {
  name: 'tiny',
  shape: {
    imageSize: 8,
    channels: 3,
    patchSize: 4,
    hiddenDim: 12,
    tokensDim: 6,
    channelsDim: 20,
    blocks: 2,
    classes: 5,
  },
  batch: 3,
  mode: 'inference',
};
/** Float32 through two blocks. */
const TOLERANCE = 1e-4;

describe.each(['tanh', 'erf'] as const)('the ONNX file of a Mixer with GELU %s', (gelu) => {
  it('gives the logits of our model in ONNX Runtime Web', async () => {
    const ours = (await (await oursMixer({ ...task, gelu }, 'wasm')).check()).outputs!;
    expect(ours).toHaveLength(15);
    expect(Math.max(...ours.map(Math.abs))).toBeGreaterThan(0.1);
    const onnx = (await (await onnxMixer({ ...task, gelu }, 1)).check()).outputs!;
    expect(relativeDifference(ours, onnx)).toBeLessThan(TOLERANCE);
  });
});

describe('stockGelu', () => {
  it('is one function in three forms, and the exact one in the fourth', () => {
    tf.tidy(() => {
      const x = tf.linspace(-6, 6, 241);
      const [pow, product, sigmoid, erf] = (['pow', 'product', 'sigmoid', 'erf'] as const).map((form) =>
        Array.from(stockGelu(x, form).dataSync()),
      );
      expect(relativeDifference(pow, product)).toBeLessThan(1e-6);
      expect(relativeDifference(pow, sigmoid)).toBeLessThan(1e-6);
      const gap = Math.max(...pow.map((value, index) => Math.abs(value - erf[index])));
      expect(gap).toBeGreaterThan(4e-4); // the two functions differ by 4.73e-4 at most
      expect(gap).toBeLessThan(4.8e-4);
    });
  });
});

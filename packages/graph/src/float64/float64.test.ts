import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { encodePairs } from '../encoding/encode-pairs';
import { namedPair } from '../graphs/named-pairs';
import { ppgn } from '../ppgn/ppgn';
import { evaluateInFloat64 } from './evaluate-in-float64';

const model = (normalization: 'none' | 'graph', readout: 'max' | 'mean' = 'max') =>
  ppgn({
    inputChannels: 2,
    outputUnits: 4,
    blockWidths: [16, 16],
    normalization,
    readout,
    productScaling: 'sqrt-n',
    seed: 3,
  });

describe('evaluateInFloat64', () => {
  it.each(['none', 'graph'] as const)('gives what the model gives, normalization %s', async (normalization) => {
    const { a } = namedPair('decalin-bicyclopentyl');
    const { values, mask, shape } = encodePairs([a], {});
    const network = model(normalization, normalization === 'graph' ? 'mean' : 'max');
    const pairs = tf.tensor4d(values, shape);
    const vertices = tf.tensor2d(mask, [1, shape[1]]);
    const float32 = network.predict([pairs, vertices]) as tf.Tensor;
    const [exact] = await evaluateInFloat64(network, [
      { side: shape[1], channels: 2, data: Float64Array.from(values) },
    ]);
    const largest = Math.max(...exact.map(Math.abs));
    float32.dataSync().forEach((value, at) => {
      expect(Math.abs(value - exact[at]) / largest).toBeLessThan(2e-5);
    });
    network.dispose();
    tf.dispose([pairs, vertices, float32]);
  });

  it('refuses pairs of other channels than the model has, and lists that do not fit', async () => {
    const network = model('none');
    for (const [channels, length] of [
      [3, 12],
      [2, 7],
    ]) {
      const pairs = [{ side: 2, channels, data: new Float64Array(length) }];
      await expect(evaluateInFloat64(network, pairs)).rejects.toThrow(
        `graph 0 has ${length} numbers for side 2 and ${channels} channels. Pass side x side x channels of them; the model takes 2`,
      );
    }
    network.dispose();
  });
});

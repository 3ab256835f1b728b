import { init } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { cycleGraph } from '../graphs/generators';
import { namedPair } from '../graphs/named-pairs';
import { gin } from '../message-passing/gin';
import { ppgn } from '../ppgn/ppgn';
import { encodeWithLoops } from './graph-encoding';
import { measureSeparation } from './measure-separation';

describe.each(testBackends())('measureSeparation on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it('sees what GIN and PPGN tell apart', async () => {
    await expectNoLeak(async () => {
      const weak = gin({ inputChannels: 2, outputUnits: 4, widths: [16, 16], seed: 1 });
      const strong = ppgn({ inputChannels: 2, outputUnits: 4, blockWidths: [16, 16], normalization: 'batch', seed: 1 });
      const [easy, hard] = [namedPair('path-star'), namedPair('triangles-hexagon')];
      expect(await measureSeparation(weak, easy.a, easy.b, { key: 1 })).toMatchObject({ separated: true });
      const equal = await measureSeparation(weak, hard.a, hard.b, { key: 1 });
      expect(equal.separated).toBe(false);
      expect(equal.gap).toBeLessThan(1e-5);
      const options = { key: 1, batchStatistics: true };
      const apart = await measureSeparation(strong, hard.a, hard.b, options);
      expect(apart).toMatchObject({ separated: true });
      expect(apart.relabelingGap).toBeLessThan(1e-4);
      expect(
        await measureSeparation(strong, hard.a, hard.b, { key: 2, batchStatistics: true, threshold: 10 }),
      ).toMatchObject({
        separated: false,
      });
      weak.dispose();
      strong.dispose();
    });
  });
});

describe('measureSeparation', () => {
  beforeAll(async () => {
    await init({ backend: 'cpu' });
  });

  it('takes graphs of different sizes, models without a mask, and encodings of any kind', async () => {
    const masked = gin({ inputChannels: 2, outputUnits: 2, widths: [8], seed: 1 });
    const sizes = await measureSeparation(masked, cycleGraph(4), cycleGraph(7), { key: 0 });
    expect(sizes.separated).toBe(true);
    const { a: ofFour, b: ofSeven } = sizes.outputs;
    const largest = Math.max(...[...ofFour, ...ofSeven].map(Math.abs));
    const gaps = Array.from(ofFour, (value, unit) => Math.abs(value - ofSeven[unit]) / largest);
    expect(Math.max(...gaps)).toBeCloseTo(sizes.gap, 2);
    const plain = gin({ inputChannels: 1, outputUnits: 2, widths: [16, 16], masked: false, seed: 1 });
    const { a, b } = namedPair('path-star');
    const found = await measureSeparation(plain, a, b, { key: 0, encode: encodeWithLoops, relabelings: 3 });
    expect(found.separated).toBe(true);
    masked.dispose();
    plain.dispose();
  });

  it('repeats exactly', async () => {
    const model = gin({ inputChannels: 2, outputUnits: 2, widths: [8], seed: 1 });
    const { a, b } = namedPair('decalin-bicyclopentyl');
    const measure = () => measureSeparation(model, a, b, { key: 3 });
    expect(await measure()).toEqual(await measure());
    model.dispose();
  });

  it('says NaN where numbers overflow', async () => {
    const input = tf.input({ shape: [null, null, 2] });
    const grown = tf.layers.globalAveragePooling2d({}).apply(input) as tf.SymbolicTensor;
    const model = tf.model({
      inputs: input,
      outputs: tf.layers.activation({ activation: 'linear' }).apply(grown) as tf.SymbolicTensor,
    });
    const { a, b } = namedPair('path-star');
    const encode = () => ({
      pairs: tf.fill([4, 4, 4, 2], Number.POSITIVE_INFINITY) as tf.Tensor4D,
      mask: tf.ones<tf.Rank.R2>([4, 4]),
    });
    expect(await measureSeparation(model, a, b, { key: 0, encode })).toEqual({
      gap: Number.NaN,
      relabelingGap: Number.NaN,
      separated: false,
      outputs: { a: Float32Array.of(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY), b: expect.any(Float32Array) },
    });
    model.dispose();
  });
});

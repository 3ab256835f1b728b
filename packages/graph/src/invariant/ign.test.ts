import { init, io } from '@perceptrons/tensor';
import { expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodePairs } from '../encoding/encode-pairs';
import type { GraphData } from '../graph-data';
import { namedPairs } from '../graphs/named-pairs';
import { exactIgn } from './__fixtures__/exact-layers';
import { exportIgnWeights, ign, loadIgnWeights } from './index';

const known = { 'path-star': true } as Record<string, boolean>;

/** Largest difference of two embeddings as a share of their largest entry. */
function gapOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [first, second] = [Array.from(a), Array.from(b)];
  const scale = Math.max(...[...first, ...second].map(Math.abs));
  return Math.max(...first.map((value, i) => Math.abs(value - second[i]))) / scale;
}

beforeAll(async () => {
  await init({ backend: 'cpu' });
});

describe('a random 2-IGN', () => {
  it('parts no named pair that 1-WL does not part, to the last digits of float64', async () => {
    const model = ign({ inputChannels: 2, outputUnits: 4, widths: [8, 8], hiddenUnits: [16], seed: 5 });
    const weights = await io.modelWeights(model);
    const embed = (graph: GraphData) => {
      const { values } = encodePairs([graph]);
      return exactIgn(weights, { order: 2, n: graph.nodeCount, channels: 2, data: Float64Array.from(values) });
    };
    for (const { name, a, b } of namedPairs) {
      const gap = gapOf(embed(a), embed(b));
      if (known[name]) expect(gap, name).toBeGreaterThan(1e-3);
      else expect(gap, name).toBeLessThan(1e-12);
      // The model itself is float32: what is equal differs by the rounding of sums.
      const { values, mask, shape } = encodePairs([a, b]);
      const scores = tf.tidy(() =>
        (model.predict([tf.tensor4d(values, shape), tf.tensor2d(mask, [2, shape[1]])]) as tf.Tensor2D).arraySync(),
      );
      expect(gapOf(scores[0], Array.from(embed(a))), name).toBeLessThan(1e-5);
      if (known[name]) expect(gapOf(scores[0], scores[1]), name).toBeGreaterThan(1e-3);
      else expect(gapOf(scores[0], scores[1]), name).toBeLessThan(1e-5);
    }
    model.dispose();
  });
});

describe('ign', () => {
  it('has the layers and sizes of the published network', () => {
    const model = ign({ inputChannels: 8, outputUnits: 2 });
    const sizes = [
      [8, 16],
      [16, 32],
      [32, 256],
    ].map(([d, s]) => 15 * d * s + 2 * s);
    const dense = 512 * 512 + 512 + 512 * 256 + 256 + 256 * 2 + 2;
    expect(model.countParams()).toBe(sizes.reduce((sum, each) => sum + each, 0) + dense);
    expect(model.inputs.map(({ shape }) => shape)).toEqual([
      [null, null, null, 8],
      [null, null],
    ]);
    expect(model.outputs[0].shape).toEqual([null, 2]);
    model.dispose();
  });

  it('repeats exactly for a seed and changes with it', async () => {
    const weights = async (seed: number) => {
      const model = ign({ inputChannels: 2, outputUnits: 1, widths: [3], hiddenUnits: [4], seed });
      const all = await io.modelWeights(model);
      model.dispose();
      return [...all.values()].flatMap(({ data }) => Array.from(data));
    };
    expect(await weights(3)).toEqual(await weights(3));
    expect(await weights(3)).not.toEqual(await weights(4));
  });

  it('exchanges weights with the reference code', async () => {
    await expectNoLeak(async () => {
      const config = { inputChannels: 2, outputUnits: 3, widths: [4, 5], hiddenUnits: [6] };
      const [source, target] = [ign({ ...config, seed: 1 }), ign({ ...config, seed: 2 })];
      tf.tidy(() => {
        source.weights[1].write(tf.tensor1d([1, 2, 3, 4]));
      });
      const exported = await exportIgnWeights(source);
      const shapes = Object.fromEntries([...exported].map(([name, { shape }]) => [name, shape]));
      expect(shapes).toEqual({
        'equi0/coeffs': [2, 4, 15],
        'equi0/diag_bias': [1, 4, 1, 1],
        'equi0/all_bias': [1, 4, 1, 1],
        'equi1/coeffs': [4, 5, 15],
        'equi1/diag_bias': [1, 5, 1, 1],
        'equi1/all_bias': [1, 5, 1, 1],
        'fully1/weights': [10, 6],
        'fully1/biases': [6],
        'fully2/weights': [6, 3],
        'fully2/biases': [3],
      });
      const file = io.readNpz(io.writeNpz(exported));
      const renamed = new Map([...(await file)].map(([name, weight]) => [`${name}:0`, weight]));
      renamed.set('global_step:0', { dtype: 'int32', shape: [], data: Int32Array.of(7) });
      expect(loadIgnWeights(target, renamed)).toBe(10);
      expect(await io.modelWeights(target)).toEqual(await io.modelWeights(source));
      renamed.delete('equi1/coeffs:0');
      expect(() => loadIgnWeights(target, renamed)).toThrow('equi1/coeffs');
      source.dispose();
      target.dispose();
    });
  });

  it.each<[string, () => unknown, string]>([
    ['no widths', () => ign({ inputChannels: 1, outputUnits: 1, widths: [] }), 'widths is []'],
    ['channels that are no count', () => ign({ inputChannels: 0, outputUnits: 1 }), 'inputChannels is 0'],
    ['half a class', () => ign({ inputChannels: 1, outputUnits: 0.5 }), 'outputUnits is 0.5'],
    ['an unknown normalisation', () => ign({ inputChannels: 1, outputUnits: 1, normalization: 'x' as 'inf' }), '"x"'],
  ])('refuses %s', (_, run, message) => {
    expect(run).toThrow(message);
  });
});

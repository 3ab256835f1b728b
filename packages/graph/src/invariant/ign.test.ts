import { init, io } from '@perceptrons/tensor';
import { expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportIgnWeights, ign, loadIgnWeights } from './index';

beforeAll(async () => {
  await init({ backend: 'cpu' });
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

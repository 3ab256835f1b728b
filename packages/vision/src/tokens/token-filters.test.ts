import { init } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { families, goldenModel } from '../__fixtures__/golden-model';
import { flatMlp } from '../baselines/flat-mlp';
import { variablesByName } from '../weights/model-weights';
import { tokenFilters } from './token-filters';

describe.each(testBackends())('tokenFilters on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it('shows each hidden unit of a block as an image over the patches', async () => {
    const model = goldenModel('mixer');
    const filters = tokenFilters(model, 1);
    expect(filters.shape).toEqual([4, 2, 3]);
    const kernel = variablesByName(model).get('block1_tokens/fc1/kernel')!.read();
    // Unit 3 at row 1, column 2 is token 5.
    expect(filters.arraySync()[3][1][2]).toBe((kernel.arraySync() as number[][])[5][3]);
    await expectNoLeak(() => tokenFilters(model, 0).dispose());
  });

  it.each(families)('%s: has filters of the grid', (family) => {
    const units = { mixer: 4, gMixer: 8, resMlp: 6, gMlp: 6 }[family];
    expect(tf.tidy(() => tokenFilters(goldenModel(family), 0).shape)).toEqual([units, 2, 3]);
  });

  it('refuses other blocks and other models', () => {
    const model = goldenModel('mixer');
    expect(() => tokenFilters(model, 2)).toThrow('block is 2. mixer has 2 blocks; pass a number from 0 to 1');
    expect(() => tokenFilters(model, -1)).toThrow('block is -1');
    expect(() => tokenFilters(flatMlp(), 0)).toThrow('The model "flatMlp" is not one of this package');
  });
});

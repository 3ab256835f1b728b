import { readFile } from 'node:fs/promises';
import { init, io } from '@perceptrons/tensor';
import { expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { adjacencyAndIdentity, type Edges } from '../__fixtures__/golden-model';
import reference from '../__fixtures__/reference.json';
import { ppgn } from '../ppgn';
import type { PpgnConfig } from '../ppgn-config';
import { exportPpgnWeights } from './export-ppgn-weights';
import { loadPpgnWeights } from './load-ppgn-weights';

const config: PpgnConfig = { inputChannels: 2, outputUnits: 3, blockWidths: [3, 4] };
const checkpoint = () => readFile(new URL('../__fixtures__/best.tar', import.meta.url));

function scores(model: tf.LayersModel): number[] {
  const graphs = reference.batch.map(
    (name) => reference.graphs[name as keyof typeof reference.graphs] as unknown as Edges,
  );
  return tf.tidy(() => Array.from((model.predict(adjacencyAndIdentity(graphs)) as tf.Tensor).dataSync()));
}

function expectReference(model: tf.LayersModel) {
  const found = scores(model);
  const largest = Math.max(...reference.checkpoint.scores.map(Math.abs));
  reference.checkpoint.scores.forEach((score, i) => {
    expect(Math.abs(found[i] - score) / largest).toBeLessThan(1e-5);
  });
}

beforeAll(async () => {
  await init({ backend: 'cpu' });
});

describe('loadPpgnWeights', () => {
  it('reads a checkpoint of the PyTorch port', async () => {
    const model = ppgn(config);
    const bytes = await checkpoint();
    await expectNoLeak(() => loadPpgnWeights(model, bytes));
    expectReference(model);
    expect(await loadPpgnWeights(model, bytes)).toEqual({ format: 'torch', loaded: 24 });
  });

  it.each(['torch', 'tf'] as const)(
    '%s: exports what it loads, bit by bit, through safetensors and npz',
    async (format) => {
      const model = ppgn({ ...config, seed: 9, preset: format });
      const exported = await exportPpgnWeights(model, { format });
      for (const bytes of [await io.writeSafetensors(exported), await io.writeNpz(exported)]) {
        const copy = ppgn({ ...config, preset: format });
        expect(await loadPpgnWeights(copy, bytes)).toMatchObject({ format });
        expect(await exportPpgnWeights(copy, { format })).toEqual(exported);
        expect(scores(copy)).toEqual(scores(model));
      }
    },
  );

  it('has the names and shapes of both codes', async () => {
    const shapes = async (suffix: 'new' | 'old', format: 'torch' | 'tf') => {
      const model = ppgn({ ...config, suffix, preset: format });
      return Object.fromEntries(
        [...(await exportPpgnWeights(model, { format }))].map(([name, { shape }]) => [name, shape]),
      );
    };
    expect(await shapes('new', 'torch')).toMatchObject({
      'reg_blocks.0.mlp1.convs.0.weight': [3, 2, 1, 1],
      'reg_blocks.1.mlp2.convs.1.weight': [4, 4, 1, 1],
      'reg_blocks.1.skip.conv.weight': [4, 7, 1, 1],
      'reg_blocks.1.skip.conv.bias': [4],
      'fc_layers.1.fc.weight': [3, 8],
    });
    expect(await shapes('old', 'torch')).toMatchObject({
      'fc_layers.0.fc.weight': [512, 8],
      'fc_layers.1.fc.weight': [256, 512],
      'fc_layers.2.fc.bias': [3],
    });
    expect(await shapes('new', 'tf')).toMatchObject({
      'b0_mlp1_conv1/weights': [1, 1, 2, 3],
      'b1_mlp2_conv2/biases': [4],
      'b1/weights': [1, 1, 7, 4],
      'fully0/weights': [6, 3],
    });
    expect(await shapes('old', 'tf')).toMatchObject({ 'fully1/weights': [8, 512], 'fully3/biases': [3] });
  });

  it('takes names with prefixes and output numbers, and normalised models', async () => {
    const model = ppgn({ ...config, normalization: 'batch', seed: 1 });
    const exported = await exportPpgnWeights(model);
    expect(exported.get('reg_blocks.0.norm.running_var')!.shape).toEqual([3]);
    const parallel = new Map([...exported].map(([name, weight]) => [`module.${name}`, weight]));
    expect(await loadPpgnWeights(ppgn({ ...config, normalization: 'batch' }), parallel)).toMatchObject({ loaded: 32 });
    const variables = await exportPpgnWeights(ppgn({ ...config, preset: 'tf' }), { format: 'tf' });
    const numbered = new Map([...variables].map(([name, weight]) => [`${name}:0`, weight]));
    expect(await loadPpgnWeights(ppgn({ ...config, preset: 'tf' }), numbered)).toMatchObject({ format: 'tf' });
    await expect(exportPpgnWeights(model, { format: 'tf', anySkipActivation: true })).rejects.toMatchObject({
      code: 'graph/no-published-name',
    });
  });

  it('lists everything that does not fit in one error, and leaves the model as it was', async () => {
    const model = ppgn(config);
    const before = scores(model);
    const weights = await exportPpgnWeights(ppgn({ ...config, blockWidths: [3, 5], mlpDepth: 1 }));
    const error = await loadPpgnWeights(model, weights).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: 'tensor/weights-differ' });
    for (const part of ['block0/mlp1/fc2/kernel', 'block1/skip/kernel: [8,5]', 'block1_scores/kernel']) {
      expect((error as Error).message).toContain(part);
    }
    const more = new Map([
      ...(await exportPpgnWeights(model)),
      ['surplus', { dtype: 'float32' as const, shape: [1], data: new Float32Array(1) }],
    ]);
    await expect(loadPpgnWeights(model, more)).rejects.toThrow(/unexpected.*surplus/s);
    expect(scores(model)).toEqual(before);
  });

  it('refuses weights of the code with the other skip, unless told otherwise', async () => {
    const relu = ppgn({ ...config, preset: 'tf' });
    await expect(loadPpgnWeights(relu, await checkpoint())).rejects.toMatchObject({
      code: 'graph/skip-activation',
      message: expect.stringContaining("preset: 'torch'"),
    });
    expect(await loadPpgnWeights(relu, await checkpoint(), { anySkipActivation: true })).toMatchObject({ loaded: 24 });
    await expect(exportPpgnWeights(relu)).rejects.toMatchObject({ code: 'graph/skip-activation' });
  });

  it('names what else it was given', async () => {
    await expect(loadPpgnWeights(ppgn(config), new Uint8Array([1, 2, 3]))).rejects.toMatchObject({
      code: 'tensor/weight-format',
      message: expect.stringContaining('The 3 bytes starting with 01 02 03'),
    });
    const plain = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })], name: 'plain' });
    await expect(loadPpgnWeights(plain, await checkpoint())).rejects.toMatchObject({ code: 'graph/not-a-ppgn' });
  });
});

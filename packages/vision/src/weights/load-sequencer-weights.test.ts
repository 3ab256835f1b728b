import { readFile } from 'node:fs/promises';
import { DataError, init, io } from '@perceptrons/tensor';
import { expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildFamily, goldenImages } from '../__fixtures__/golden-model';
import { filledSequencer, filledTensors, type GoldenVariant, variantConfig } from '../__fixtures__/golden-sequencer';
import type { Sequencer2dConfig } from '../config/sequencer-config';
import { buildSequencer } from '../model/build-sequencer';
import logits from './__fixtures__/sequencer-logits.json';
import { exportSequencerWeights } from './export-sequencer-weights';
import { loadSequencerWeights } from './load-sequencer-weights';

// float32 against float64 through two blocks.
const tolerance = 1e-5;

const fixture = (name: string) => readFile(new URL(`__fixtures__/${name}`, import.meta.url));
const build = (variant: GoldenVariant, overrides: Partial<Sequencer2dConfig> = {}) =>
  buildSequencer(variantConfig(variant, overrides));

function predict(model: tf.LayersModel): number[] {
  return tf.tidy(() => Array.from((model.predict(goldenImages()) as tf.Tensor).dataSync()));
}

function expectClose(actual: number[], expected: number[]) {
  expect(actual.length).toBe(expected.length);
  expect(Math.max(...actual.map((value, i) => Math.abs(value - expected[i])))).toBeLessThan(tolerance);
}

const files = ['cat', 'gru', 'rnn-tanh', 'stacked'] as const;

describe('weight files of recurrent models', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });

  it.each(files)('%s: a timm file gives the logits of timm', async (variant) => {
    const model = build(variant);
    const bytes = await fixture(`sequencer-${variant}.timm.safetensors`);
    await expectNoLeak(() => loadSequencerWeights(model, bytes));
    expectClose(predict(model), logits[variant]);
  });

  it.each(['cat', 'rnn-tanh', 'stacked'] as const)('%s: the file fits a model with one bias', async (variant) => {
    const model = build(variant, { biasMode: 'single' });
    await loadSequencerWeights(model, await fixture(`sequencer-${variant}.timm.safetensors`));
    expectClose(predict(model), logits[variant]);
  });
});

describe('loadSequencerWeights', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });

  it('reads the file of the authors, where the state lies under "model"', async () => {
    const model = build('cat');
    const report = await loadSequencerWeights(model, await fixture('sequencer-cat.original.pth'));
    expect(report).toMatchObject({ format: 'original', skipped: [], missing: [] });
    expect(report.loaded).toHaveLength(model.weights.length);
    expectClose(predict(model), logits.cat);
  });

  it('reads a V-Sequencer with its position embedding, at its own image size alone', async () => {
    const bytes = await fixture('v-sequencer.original.safetensors');
    const positions = { positions: true } as object;
    const model = build('vSequencer', positions);
    expect(await loadSequencerWeights(model, bytes)).toMatchObject({ format: 'original' });
    expectClose(predict(model), logits.vSequencer);
    const larger = build('vSequencer', { ...positions, imageSize: 16 });
    await expect(loadSequencerWeights(larger, bytes)).rejects.toThrow(
      'positions/embedding: [1,4,6,8] from absolute_pos_embed, the model has [1,8,8,8]',
    );
  });

  it('takes maps of tensors, with the prefixes of training checkpoints', async () => {
    const model = build('cat', { imageSize: null });
    const nested = new Map([...filledTensors('cat')].map(([name, weight]) => [`model.module.${name}`, weight]));
    nested.set('optimizer.step', { dtype: 'int32', shape: [], data: new Int32Array(1) });
    expect(await loadSequencerWeights(model, nested)).toMatchObject({ format: 'timm' });
    expect(predict(model)).toEqual(predict(await filledSequencer('cat')));
  });

  it('refuses the two biases of a GRU in a model that has one', async () => {
    const model = build('gru', { biasMode: 'single' });
    const failure = loadSequencerWeights(model, await fixture('sequencer-gru.timm.safetensors'));
    await expect(failure).rejects.toMatchObject({ code: 'vision/gru-single-bias' });
    await expect(failure).rejects.toThrow("Build the model with biasMode: 'torch'");
    // Without a second bias there is nothing to fold.
    const exported = await exportSequencerWeights(model);
    const other = build('gru', { biasMode: 'single', seed: 4 });
    await loadSequencerWeights(other, exported);
    const [left, right] = [model, other].map((each) => each.getLayer('stage0_block0').getWeights()[2].dataSync());
    expect(right).toEqual(left);
  });

  it('keeps a head of another size when asked, and says what it left out', async () => {
    const bytes = await fixture('sequencer-cat.timm.safetensors');
    const model = build('cat', { numClasses: 7 });
    const report = await loadSequencerWeights(model, bytes, { skipHead: true });
    expect(report.skipped.sort()).toEqual(['head.fc.bias', 'head.fc.weight']);
    expect(report.missing).toEqual(['head/kernel', 'head/bias']);
    const headless = await loadSequencerWeights(build('cat', { numClasses: 0 }), bytes);
    expect(headless).toMatchObject({ missing: [], skipped: report.skipped });
  });

  it('names everything that does not fit, at once, and changes nothing', async () => {
    const model = build('cat', { numClasses: 7 });
    const before = predict(model);
    const weights = filledTensors('cat');
    weights.delete('stages.0.blocks.0.rnn_tokens.rnn_v.bias_hh_l0_reverse');
    weights.set('extra.weight', { dtype: 'float32', shape: [1], data: new Float32Array(1) });
    weights.set('norm.weight', { dtype: 'int32', shape: [12], data: new Int32Array(12) });
    const failure = await loadSequencerWeights(model, weights).catch((error: unknown) => error as DataError);
    expect(failure).toBeInstanceOf(DataError);
    const { code, message } = failure as DataError;
    expect(code).toBe('vision/weights-differ');
    expect(message).toContain(
      'missing (1): stages.0.blocks.0.rnn_tokens.rnn_v.bias_hh_l0_reverse (for stage0_block0/rnn/recurrentBias)',
    );
    expect(message).toContain('unexpected (1): extra.weight');
    expect(message).toContain('head/kernel: [5,12] from head.fc.weight, the model has [7,12]');
    expect(message).toContain('norm/gamma: dtype int32');
    expect(message).toContain('mis-shaped (3)');
    expect(message).toContain('skipHead: true');
    expect(predict(model)).toEqual(before);
  });

  it('says that the cell differs', async () => {
    const failure = loadSequencerWeights(build('gru'), filledTensors('cat'));
    await expect(failure).rejects.toThrow('from stages.0.blocks.0.rnn_tokens.rnn_v.weight_ih_l0, the model has [6,8]');
  });

  it('refuses other files, other models and other formats', async () => {
    const model = build('cat');
    await expect(loadSequencerWeights(model, new Uint8Array([1, 2, 3]))).rejects.toMatchObject({
      code: 'tensor/weight-format',
    });
    await expect(loadSequencerWeights(model, new ArrayBuffer(0))).rejects.toThrow('The 0 bytes starting with nothing');
    const cut = (await fixture('sequencer-cat.original.pth')).subarray(0, 96);
    await expect(loadSequencerWeights(model, cut)).rejects.toBeInstanceOf(DataError);
    await expect(loadSequencerWeights(buildFamily('mixer'), new Map())).rejects.toMatchObject({
      code: 'vision/not-a-sequencer',
    });
    await expect(loadSequencerWeights(model, new Map(), { format: 'flax' as 'timm' })).rejects.toThrow(
      'format is "flax"',
    );
  });
});

describe('exportSequencerWeights', () => {
  it.each(files)('%s: gives back the file bit by bit', async (variant) => {
    await init({ backend: 'wasm' });
    const bytes = await fixture(`sequencer-${variant}.timm.safetensors`);
    const model = build(variant);
    await loadSequencerWeights(model, bytes);
    const file = io.readSafetensors(bytes);
    const exported = await exportSequencerWeights(model);
    const again = io.readSafetensors(io.writeSafetensors(exported));
    expect([...exported.keys()].sort()).toEqual([...file.keys()].sort());
    for (const [name, { shape, data }] of file) {
      for (const copy of [exported, again]) {
        expect(copy.get(name)!.shape).toEqual(shape);
        expect(new Uint32Array(copy.get(name)!.data.buffer)).toEqual(new Uint32Array(data.buffer));
      }
    }
  });

  it.each(['layerNormLstm', 'minGru'] as const)('%s: cells without published weights keep theirs', async (cell) => {
    const [left, right] = [1, 2].map((seed) => build('cat', { cell, seed }));
    await loadSequencerWeights(right, await exportSequencerWeights(left));
    for (const [i, weight] of left.getWeights().entries()) {
      expect(right.getWeights()[i].dataSync(), left.weights[i].originalName).toEqual(weight.dataSync());
    }
  });
});

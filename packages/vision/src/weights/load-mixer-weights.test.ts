import { readFile } from 'node:fs/promises';
import { DataError, init, io } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildFamily, families, goldenImages } from '../__fixtures__/golden-model';
import logits from './__fixtures__/logits.json';
import { exportMixerWeights } from './export-mixer-weights';
import { loadMixerWeights } from './load-mixer-weights';
import { variablesByName } from './model-weights';

// float32 against float64 through two blocks.
const tolerance = 1e-5;

const fixture = (name: string) => readFile(new URL(`__fixtures__/${name}`, import.meta.url));

function predict(model: tf.LayersModel): number[] {
  return tf.tidy(() => Array.from((model.predict(goldenImages()) as tf.Tensor).dataSync()));
}

function expectClose(actual: number[], expected: number[]) {
  expect(actual.length).toBe(expected.length);
  expect(Math.max(...actual.map((value, i) => Math.abs(value - expected[i])))).toBeLessThan(tolerance);
}

describe.each(testBackends())('weight files on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it.each(families)('%s: a timm file gives the logits of timm', async (family) => {
    const model = buildFamily(family);
    const bytes = await fixture(`${family}.timm.safetensors`);
    await expectNoLeak(() => loadMixerWeights(model, bytes));
    expectClose(predict(model), logits[`${family}.timm`]);
  });

  it.each(['mixer.flax', 'mixer.pre-linen', 'mixer.big-vision', 'mixer.scenic'])(
    '%s: an npz file gives the logits of Flax',
    async (name) => {
      const model = buildFamily('mixer');
      const report = await loadMixerWeights(model, await fixture(`${name}.npz`));
      expect(report).toMatchObject({ format: 'flax-npz', gelu: 'tanh', skipped: [], missing: [] });
      expect(report.loaded).toHaveLength(30);
      expectClose(predict(model), logits['mixer.flax']);
    },
  );
});

describe('loadMixerWeights', () => {
  beforeAll(async () => {
    await init({ backend: 'cpu' });
  });

  it('reads the first ResMLP release like the present one', async () => {
    const model = buildFamily('resMlp');
    await loadMixerWeights(model, await fixture('resMlp.original.safetensors'));
    expectClose(predict(model), logits['resMlp.timm']);
  });

  it('lets the caller choose the GELU', async () => {
    const model = buildFamily('mixer');
    const bytes = await fixture('mixer.timm.safetensors');
    expect(await loadMixerWeights(model, bytes, { gelu: 'tanh' })).toMatchObject({ gelu: 'tanh' });
    expectClose(predict(model), logits['mixer.timm tanh']);
    expect(await loadMixerWeights(model, bytes, { gelu: 'keep' })).toMatchObject({ gelu: 'tanh' });
    expect(await loadMixerWeights(model, bytes)).toMatchObject({ gelu: 'erf' });
    expectClose(predict(model), logits['mixer.timm']);
  });

  it('takes an ArrayBuffer and a map of tensors, in either spelling', async () => {
    const bytes = await fixture('mixer.timm.safetensors');
    const exact = new Uint8Array(bytes).buffer;
    const model = buildFamily('mixer');
    await loadMixerWeights(model, exact, { format: 'timm-safetensors' });
    expectClose(predict(model), logits['mixer.timm']);
    const training = [...(await io.readNpz(await fixture('mixer.flax.npz')))];
    const nested = new Map(training.map(([name, weight]) => [`opt/target/${name}`, weight]));
    nested.set('opt/state/step', { dtype: 'int32', shape: [], data: new Int32Array(1) });
    await loadMixerWeights(model, nested);
    expectClose(predict(model), logits['mixer.flax']);
  });

  it('numbers blocks beyond the ninth in their own order', async () => {
    const model = buildFamily('mixer', { numBlocks: 11 });
    const other = buildFamily('mixer', { numBlocks: 11, seed: 5 });
    const flax = new Map<string, io.WeightArray>();
    for (const [name, weight] of await io.modelWeights(model)) {
      const isKernel = name === 'stem/kernel';
      const spelled = name
        .replace(/^block(\d+)_/, 'MixerBlock_$1/')
        .replace('norm1/', 'LayerNorm_0/')
        .replace('norm2/', 'LayerNorm_1/')
        .replace('tokens/fc1', 'token_mixing/Dense_0')
        .replace('tokens/fc2', 'token_mixing/Dense_1')
        .replace('channels/fc1', 'channel_mixing/Dense_0')
        .replace('channels/fc2', 'channel_mixing/Dense_1')
        .replace(/^norm\//, 'pre_head_layer_norm/')
        .replace('gamma', 'scale')
        .replace('beta', 'bias');
      flax.set(spelled, isKernel ? ({ ...weight, shape: [4, 4, 3, 8] } as io.WeightArray) : weight);
    }
    await loadMixerWeights(other, flax);
    const [left, right] = [model, other].map((each) => variablesByName(each).get('block10_tokens/fc1/kernel')!.read());
    expect(right.dataSync()).toEqual(left.dataSync());
  });

  it('keeps a head of another size when asked, and says what it left out', async () => {
    const model = buildFamily('mixer', { numClasses: 7 });
    const report = await loadMixerWeights(model, await fixture('mixer.timm.safetensors'), { skipHead: true });
    expect(report.skipped.sort()).toEqual(['head.bias', 'head.weight']);
    expect(report.missing).toEqual(['head/kernel', 'head/bias']);
    expect(report.loaded).toHaveLength(28);
  });

  it('leaves the head of the file when the model has none', async () => {
    const model = buildFamily('mixer', { numClasses: 0 });
    const report = await loadMixerWeights(model, await fixture('mixer.flax.npz'));
    expect(report.skipped.sort()).toEqual(['head/bias', 'head/kernel']);
    expect(report.missing).toEqual([]);
  });

  it('names everything that does not fit, at once, and changes nothing', async () => {
    const model = buildFamily('mixer', { numClasses: 7 });
    const before = predict(model);
    const weights = io.readSafetensors(await fixture('mixer.timm.safetensors'));
    weights.delete('norm.bias');
    weights.set('extra.weight', { dtype: 'float32', shape: [1], data: new Float32Array(1) });
    weights.set('norm.weight', { dtype: 'int32', shape: [8], data: new Int32Array(8) });
    const failure = await loadMixerWeights(model, weights).catch((error: unknown) => error as DataError);
    expect(failure).toBeInstanceOf(DataError);
    const { code, message } = failure as DataError;
    expect(code).toBe('vision/weights-differ');
    expect(message).toContain('missing (1): norm.bias (for norm/beta)');
    expect(message).toContain('unexpected (1): extra.weight');
    expect(message).toContain('head/kernel: [8,5] from head.weight, the model has [8,7]');
    expect(message).toContain('norm/gamma: dtype int32');
    expect(message).toContain('mis-shaped (3)');
    expect(message).toContain('skipHead: true');
    expect(predict(model)).toEqual(before);
  });

  it('shows both shapes when the image size differs', async () => {
    const model = buildFamily('mixer', { imageSize: [8, 16] });
    await expect(loadMixerWeights(model, await fixture('mixer.flax.npz'))).rejects.toThrow(
      /block0_tokens\/fc1\/kernel: \[6,4\] from MixerBlock_0\/token_mixing\/Dense_0\/kernel, the model has \[8,4\]/,
    );
  });

  it('reads a checkpoint of PyTorch like safetensors', async () => {
    const model = buildFamily('mixer');
    const report = await loadMixerWeights(model, await fixture('mixer.timm.pth'));
    expect(report).toMatchObject({ format: 'timm-safetensors', gelu: 'erf', skipped: [], missing: [] });
    expectClose(predict(model), logits['mixer.timm']);
  });

  it('refuses other files, other models and other families', async () => {
    const model = buildFamily('mixer');
    await expect(loadMixerWeights(model, new Uint8Array([1, 2, 3]))).rejects.toMatchObject({
      code: 'tensor/weight-format',
    });
    await expect(loadMixerWeights(model, new Uint8Array(0))).rejects.toThrow('The 0 bytes starting with nothing');
    const other = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    await expect(loadMixerWeights(other, new Map())).rejects.toMatchObject({ code: 'vision/not-a-mixer' });
    const flax = await fixture('mixer.flax.npz');
    await expect(loadMixerWeights(buildFamily('gMlp'), flax)).rejects.toMatchObject({ code: 'vision/flax-family' });
    await expect(loadMixerWeights(model, flax, { gelu: 'exact' as 'erf' })).rejects.toThrow('gelu is "exact"');
  });
});

describe('exportMixerWeights', () => {
  it.each(families)('%s: gives back the file bit by bit', async (family) => {
    await init({ backend: 'cpu' });
    const bytes = await fixture(`${family}.timm.safetensors`);
    const model = buildFamily(family);
    await loadMixerWeights(model, bytes);
    const file = io.readSafetensors(bytes);
    const exported = await exportMixerWeights(model);
    const again = io.readSafetensors(io.writeSafetensors(exported));
    expect([...exported.keys()].sort()).toEqual([...file.keys()].sort());
    for (const [name, { shape, data }] of file) {
      for (const copy of [exported, again]) {
        expect(copy.get(name)!.shape).toEqual(shape);
        expect(new Uint32Array(copy.get(name)!.data.buffer)).toEqual(new Uint32Array(data.buffer));
      }
    }
  });
});

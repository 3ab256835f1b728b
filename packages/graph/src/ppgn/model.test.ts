// Building, saving, training, and what bad input gets to hear.
import { init, PerceptronsError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { adjacencyAndIdentity, type Edges, hexagon, paw, twoTriangles } from './__fixtures__/golden-model';
import { channelProduct } from './channel-product';
import { diagOffDiagPooling } from './diag-off-diag-pooling';
import { pairMlp } from './pair-mlp';
import { ppgn } from './ppgn';
import type { PpgnConfig } from './ppgn-config';

beforeAll(async () => {
  await init({ backend: 'wasm' });
});

const sizes: PpgnConfig = { inputChannels: 2, outputUnits: 2, blockWidths: [4, 4], hiddenUnits: [5] };

function scores(model: tf.LayersModel, graphs: Edges[]): number[] {
  return tf.tidy(() => {
    const [pairs, mask] = adjacencyAndIdentity(graphs);
    return Array.from((model.predict(model.inputs.length === 2 ? [pairs, mask] : pairs) as tf.Tensor).dataSync());
  });
}

async function reloaded(model: tf.LayersModel): Promise<tf.LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = { ...artifacts, modelTopology: JSON.parse(JSON.stringify(artifacts.modelTopology)) };
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return tf.loadLayersModel(tf.io.fromMemory(saved!));
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (PerceptronsError.isInstance(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing was thrown';
}

describe('a saved and loaded model', () => {
  it.each<[string, Partial<PpgnConfig>]>([
    ['defaults', {}],
    ['no mask', { masked: false }],
    ['preset tf, old suffix', { preset: 'tf', suffix: 'old' }],
    ['preset brec', { preset: 'brec', inputChannels: 2, outputUnits: 3, blockWidths: [4, 4] }],
    ['sum, sqrt-n, graph norm', { readout: 'sum', productScaling: 'sqrt-n', normalization: 'graph' }],
    [
      'mean, n, batch norm, residual, checkpoint',
      { checkpoint: true, readout: 'mean', productScaling: 'n', normalization: 'batch', residual: true },
    ],
    ['outputs of vertices', { output: 'node' }],
    ['outputs of pairs', { output: 'edge', suffix: 'old' }],
    ['one block, three maps, he', { blockWidths: [4], mlpDepth: 3, kernelInitializer: 'heNormal' }],
  ])('%s: has the same scores and configuration', async (_, options) => {
    const model = ppgn({ ...sizes, ...options, seed: 3 });
    const copy = await reloaded(model);
    const graphs = [hexagon, twoTriangles];
    expect(scores(copy, graphs)).toEqual(scores(model, graphs));
    const configs = (of: tf.LayersModel) => of.layers.map((layer) => layer.getConfig());
    expect(configs(copy)).toEqual(configs(model));
  });
});

describe('ppgn', () => {
  it('starts from its seed, with different weights in both MLPs and in every block', () => {
    const kernels = (seed: number) =>
      ppgn({ ...sizes, seed })
        .weights.filter(({ originalName }) => originalName.endsWith('kernel'))
        .map((weight) => weight.read().dataSync().join());
    expect(kernels(1)).toEqual(kernels(1));
    expect(new Set([...kernels(1), ...kernels(2)]).size).toBe(2 * kernels(1).length);
  });

  it('starts with Glorot uniform kernels and biases of 0', () => {
    const model = ppgn({ ...sizes, blockWidths: [64] });
    const weight = (name: string) =>
      model.weights
        .find(({ originalName }) => originalName === name)!
        .read()
        .dataSync();
    const bound = Math.sqrt(6 / (66 + 64));
    const kernel = Array.from(weight('block0/skip/kernel'), Math.abs);
    expect(Math.max(...kernel)).toBeLessThanOrEqual(bound);
    expect(Math.max(...kernel)).toBeGreaterThan(0.98 * bound);
    expect(weight('block0/skip/bias').every((value) => value === 0)).toBe(true);
  });

  it('fits: hexagon against two triangles in a few steps, the same with every run', async () => {
    const run = async () => {
      const model = ppgn({ ...sizes, blockWidths: [16], seed: 2 });
      model.compile({ optimizer: tf.train.adam(0.02), loss: tf.losses.softmaxCrossEntropy as never });
      const inputs = adjacencyAndIdentity([hexagon, twoTriangles]);
      const targets = tf.tensor2d([
        [1, 0],
        [0, 1],
      ]);
      const { history } = await model.fit(inputs, targets, { epochs: 40, batchSize: 2, shuffle: false });
      return history.loss as number[];
    };
    const losses = await run();
    expect(losses[losses.length - 1]).toBeLessThan(0.1);
    expect(await run()).toEqual(losses);
  });

  it('normalises as with running statistics of the last batch when BREC does', () => {
    const model = ppgn({ preset: 'brec', inputChannels: 2, blockWidths: [4] });
    const inputs = adjacencyAndIdentity([paw, hexagon, twoTriangles], { size: 8, fill: Number.NaN });
    const trained = model.apply(inputs, { training: true }) as tf.Tensor;
    const rows = trained.arraySync() as number[][];
    for (let unit = 0; unit < 16; unit++) expect(rows[0][unit] + rows[1][unit] + rows[2][unit]).toBeCloseTo(0, 4);
    const block = tf.model({ inputs: model.inputs, outputs: model.getLayer('block0').output as tf.SymbolicTensor });
    const y = (block.predict(inputs) as tf.Tensor).arraySync() as number[][][][];
    const valid = [paw, hexagon, twoTriangles].flatMap(({ n }, b) =>
      y[b].slice(0, n).flatMap((row) => row.slice(0, n).map((pair) => pair[0])),
    );
    const mean = valid.reduce((a, b) => a + b) / valid.length;
    const variance = valid.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (valid.length - 1);
    const moving = model
      .getLayer('block0_norm')
      .getWeights()
      .map((weight) => weight.dataSync()[0]);
    expect(moving[0]).toBeCloseTo(mean, 5);
    expect(moving[1]).toBeCloseTo(variance, 5);
  });
});

describe('bad input', () => {
  it('names the option, its value and the choices', () => {
    expect(messageOf(() => ppgn({ outputUnits: 2 }))).toMatch(/^graph\/not-a-count: ppgn: inputChannels is undefined/);
    expect(messageOf(() => ppgn({ ...sizes, blockWidths: [] }))).toMatch(/blockWidths is \[\].*at least 1/);
    expect(messageOf(() => ppgn({ ...sizes, blockWidths: [4, 0.5] }))).toMatch(/blockWidths.* is 0.5/);
    expect(messageOf(() => ppgn({ ...sizes, suffix: 'newest' as 'new' }))).toMatch(/"newest".*"new", "old"/);
    expect(messageOf(() => ppgn({ ...sizes, preset: 'keras' as 'tf' }))).toMatch(/"keras".*"tf", "torch", "brec"/);
  });

  it.each<[code: string, part: string, ...shapes: number[][]]>([
    ['graph/pair-square', '[1, 4, 5, 2]', [1, 4, 5, 2], [1, 4]],
    ['graph/mask-shape', '[1, 5]', [1, 4, 4, 2], [1, 5]],
    ['graph/pair-rank', 'rank 3', [4, 4, 2], [1, 4]],
    ['graph/pair-channels', 'inputChannels: 3', [1, 4, 4, 3], [1, 4]],
    ['graph/model-inputs', 'masked: false', [1, 4, 4, 2]],
  ])('%s: a model says what came and what to do', async (code, part, ...shapes) => {
    const model = ppgn(sizes);
    const inputs = shapes.map((shape) => tf.zeros(shape));
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const targets = tf.zeros([1, 2]);
    for (const message of [
      messageOf(() => model.predict(inputs)),
      messageOf(() => model.evaluate(inputs, targets)),
      await model.fit(inputs, targets).then(
        () => 'fitted',
        (error: PerceptronsError) => `${error.code}: ${error.message}`,
      ),
    ]) {
      expect(message).toContain(code);
      expect(message).toContain(part);
    }
  });

  it('says how much a batch takes that no tensor can hold', () => {
    const model = ppgn({ ...sizes, blockWidths: [512], mlpDepth: 1 });
    const inputs = [tf.zeros([1, 1025, 1025, 2]), tf.zeros([1, 1025])];
    expect(messageOf(() => model.predict(inputs))).toMatch(
      /too-large.*1025 vertices at width 512 takes 2151680000 bytes/,
    );
    expect(messageOf(() => model.apply(inputs, { training: true }))).toMatch(/too-large/);
  });

  it('reports other ranks, channels and counts of tensors at the layers', () => {
    expect(messageOf(() => pairMlp({ units: 2 }).apply(tf.zeros([2, 3, 3])))).toMatch(/pair-rank.*\[2, 3, 3\], rank 3/);
    const mlp = pairMlp({ units: 2 });
    mlp.build([null, null, null, 3]);
    expect(messageOf(() => mlp.call(tf.zeros([1, 2, 2, 4])))).toMatch(/pair-channels.* 4 channels.* for 3/);
    expect(messageOf(() => channelProduct().call(tf.zeros([1, 2, 2, 1])))).toMatch(/product-inputs.*got 1 tensors/);
    const three = [tf.zeros([1, 2, 2, 1]), tf.zeros([1, 2]), tf.zeros([1, 2])];
    expect(messageOf(() => diagOffDiagPooling().call(three))).toMatch(/pair-inputs.*got 3 tensors/);
  });
});

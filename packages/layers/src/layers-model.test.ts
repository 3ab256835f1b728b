// What holds for every layer: shapes known beforehand, exact repetition from a seed, saving and loading, training by
// fit, and no tensor left behind.
import { init } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  affine,
  bidirectionalRnn,
  classToken,
  dense,
  dropout,
  globalAveragePool,
  gru,
  initializers,
  layerNormalization,
  layerNormLstm,
  layerScale,
  lstm,
  minGru,
  mlpBlock,
  multiHeadAttention,
  patchEmbedding,
  positionEmbedding,
  rnn2d,
  sequencerBlock,
  simpleRnn,
  spatialGatingUnit,
  stochasticDepth,
  tokenDense,
  vanillaSequencerBlock,
} from './index';

type Made = tf.layers.Layer;

const cases: Array<{ what: string; shape: number[]; output: number[]; weights: number; make: () => Made }> = [
  { what: 'dense', shape: [6, 8], output: [6, 5], weights: 2, make: () => dense({ units: 5, activation: 'gelu_new' }) },
  { what: 'dense without bias', shape: [8], output: [5], weights: 1, make: () => dense({ units: 5, useBias: false }) },
  { what: 'tokenDense', shape: [6, 8], output: [5, 8], weights: 2, make: () => tokenDense({ units: 5 }) },
  {
    what: 'mlpBlock on channels',
    shape: [6, 8],
    output: [6, 8],
    weights: 4,
    make: () => mlpBlock({ hiddenUnits: 12 }),
  },
  {
    what: 'mlpBlock on tokens',
    shape: [6, 8],
    output: [6, 8],
    weights: 4,
    make: () => mlpBlock({ hiddenUnits: 4, axis: -2, activation: 'gelu_new', kernelInitializer: 'xavierUniform' }),
  },
  {
    what: 'gated mlpBlock',
    shape: [6, 8],
    output: [7, 8],
    weights: 4,
    make: () => mlpBlock({ hiddenUnits: 10, axis: -2, kind: 'glu', outputUnits: 7, dropout: 0.1 }),
  },
  { what: 'layerNormalization', shape: [6, 8], output: [6, 8], weights: 2, make: () => layerNormalization() },
  {
    what: 'patchEmbedding',
    shape: [8, 12, 3],
    output: [6, 5],
    weights: 4,
    make: () => patchEmbedding({ patchSize: 4, embedDim: 5, norm: true }),
  },
  {
    what: 'patchEmbedding to a padded grid',
    shape: [7, 9, 3],
    output: [2, 5, 5],
    weights: 2,
    make: () => patchEmbedding({ patchSize: [4, 2], embedDim: 5, flatten: false, onMismatch: 'pad' }),
  },
  { what: 'dropout', shape: [6, 8], output: [6, 8], weights: 0, make: () => dropout({ rate: 0.5 }) },
  { what: 'stochasticDepth', shape: [6, 8], output: [6, 8], weights: 0, make: () => stochasticDepth({ rate: 0.5 }) },
  { what: 'globalAveragePool', shape: [6, 8], output: [8], weights: 0, make: () => globalAveragePool() },
  { what: 'affine', shape: [6, 8], output: [6, 8], weights: 2, make: () => affine() },
  { what: 'layerScale', shape: [6, 8], output: [6, 8], weights: 1, make: () => layerScale({ init: 1e-5 }) },
  { what: 'spatialGatingUnit', shape: [6, 8], output: [6, 4], weights: 4, make: () => spatialGatingUnit() },
  {
    what: 'multiHeadAttention',
    shape: [6, 8],
    output: [6, 8],
    weights: 4,
    make: () => multiHeadAttention({ numHeads: 2 }),
  },
  { what: 'positionEmbedding', shape: [6, 8], output: [6, 8], weights: 1, make: () => positionEmbedding() },
  {
    what: 'classToken',
    shape: [6, 8],
    output: [7, 8],
    weights: 1,
    make: () => classToken({ initializer: initializers.uniform({ min: -1, max: 1 }) }),
  },
  { what: 'lstm', shape: [6, 8], output: [5], weights: 3, make: () => lstm({ units: 5 }) },
  {
    what: 'bidirectional lstm with two biases',
    shape: [6, 8],
    output: [6, 10],
    weights: 8,
    make: () =>
      lstm({ units: 5, bidirectional: true, returnSequences: true, biases: 'two', recurrentActivation: 'hardSigmoid' }),
  },
  { what: 'gru', shape: [6, 8], output: [6, 5], weights: 4, make: () => gru({ units: 5, returnSequences: true }) },
  {
    what: 'gru with the reset gate before the product',
    shape: [6, 8],
    output: [6, 5],
    weights: 3,
    make: () => gru({ units: 5, resetAfter: false, goBackwards: true, returnSequences: true }),
  },
  {
    what: 'bidirectional simpleRnn, summed',
    shape: [6, 8],
    output: [5],
    weights: 4,
    make: () =>
      simpleRnn({ units: 5, bidirectional: true, mergeMode: 'sum', activation: 'relu', useBias: false, seed: 3 }),
  },
  {
    what: 'bidirectional layerNormLstm',
    shape: [4, 8],
    output: [6],
    weights: 18,
    make: () => layerNormLstm({ units: 3, bidirectional: true }),
  },
  {
    what: 'minGru',
    shape: [6, 8],
    output: [6, 5],
    weights: 2,
    make: () => minGru({ units: 5, returnSequences: true }),
  },
  {
    what: 'bidirectionalRnn',
    shape: [6, 8],
    output: [6, 10],
    weights: 6,
    make: () => bidirectionalRnn({ units: 5, recurrentActivation: 'hardSigmoid' }),
  },
  {
    what: 'deep bidirectionalRnn of gru',
    shape: [6, 8],
    output: [5],
    weights: 16,
    make: () =>
      bidirectionalRnn({
        units: 5,
        cell: 'gru',
        numLayers: 2,
        biasMode: 'torch',
        mergeMode: 'ave',
        returnSequences: false,
        biasInitializer: 'zeros',
      }),
  },
  { what: 'rnn2d', shape: [3, 4, 8], output: [3, 4, 8], weights: 5, make: () => rnn2d({ units: 3 }) },
  {
    what: 'deep rnn2d of gru in one direction',
    shape: [3, 4, 8],
    output: [3, 4, 8],
    weights: 10,
    make: () =>
      rnn2d({ units: 3, cell: 'gru', union: 'add', bidirectional: false, numLayers: 2, biasMode: 'torch', seed: 3 }),
  },
  {
    what: 'rnn2d of minGru without projection',
    shape: [3, 4, 8],
    output: [3, 4, 8],
    weights: 2,
    make: () => rnn2d({ units: 2, cell: 'minGru', project: false }),
  },
  {
    what: 'sequencerBlock',
    shape: [2, 3, 8],
    output: [2, 3, 8],
    weights: 13,
    make: () => sequencerBlock({ units: 2, mlpRatio: 0.5, dropout: 0.1, stochasticDepth: 0.1, seed: 1 }),
  },
  {
    what: 'vanillaSequencerBlock of rnn',
    shape: [2, 3, 8],
    output: [2, 3, 8],
    weights: 11,
    make: () =>
      vanillaSequencerBlock({
        units: 4,
        cell: 'rnn',
        activation: 'relu',
        mlpRatio: 0.5,
        layerNormEpsilon: 1e-5,
        seed: 1,
      }),
  },
];

/** Saves to memory and loads again, through the JSON text that a file would hold. */
async function saveAndLoad(model: tf.LayersModel): Promise<tf.LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const modelTopology = JSON.parse(JSON.stringify(saved?.modelTopology));
  return tf.loadLayersModel(tf.io.fromMemory({ ...(saved as tf.io.ModelArtifacts), modelTopology }));
}

const input = (shape: number[], seed = 1) => tf.randomNormal([3, ...shape], 0, 1, 'float32', seed);

describe.each(testBackends())('every layer on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend: backend as 'cpu' | 'wasm' | 'webgpu' });
  });

  describe.each(cases)('$what', ({ shape, output, weights, make }) => {
    it('announces the shape that it returns, and its weights', async () => {
      await expectNoLeak(() => {
        const symbol = tf.input({ shape });
        const layer = make();
        const model = tf.model({ inputs: symbol, outputs: layer.apply(symbol) as tf.SymbolicTensor });
        expect(model.outputs[0].shape).toEqual([null, ...output]);
        expect(layer.getWeights()).toHaveLength(weights);
        tf.tidy(() => {
          expect((model.predict(input(shape)) as tf.Tensor).shape).toEqual([3, ...output]);
        });
        model.dispose();
      });
    });

    it('gives the same predictions and config after saving and loading', async () => {
      await expectNoLeak(async () => {
        const symbol = tf.input({ shape });
        const layer = make();
        const model = tf.model({ inputs: symbol, outputs: layer.apply(symbol) as tf.SymbolicTensor });
        const loaded = await saveAndLoad(model);
        const again = loaded.layers[loaded.layers.length - 1];
        expect(again.getConfig()).toEqual(layer.getConfig());
        expect(again.constructor).toBe(layer.constructor);
        tf.tidy(() => {
          const x = input(shape);
          const expected = (model.predict(x) as tf.Tensor).dataSync();
          expect((loaded.predict(x) as tf.Tensor).dataSync()).toEqual(expected);
        });
        loaded.dispose();
        model.dispose();
      });
    });

    it('starts from the same weights when its config is used again', async () => {
      await expectNoLeak(() => {
        const layer = make();
        const layerClass = layer.constructor as unknown as new (config: tf.serialization.ConfigDict) => Made;
        const twin = new layerClass(layer.getConfig());
        tf.tidy(() => {
          const x = input(shape);
          expect((twin.apply(x) as tf.Tensor).dataSync()).toEqual((layer.apply(x) as tf.Tensor).dataSync());
        });
        layer.dispose();
        twin.dispose();
      });
    });

    it('trains in model.fit without leaving tensors behind', async () => {
      const symbol = tf.input({ shape });
      const body = make().apply(symbol) as tf.SymbolicTensor;
      const flat = tf.layers
        .reshape({ targetShape: [output.reduce((a, b) => a * b)] })
        .apply(body) as tf.SymbolicTensor;
      const model = tf.model({ inputs: symbol, outputs: dense({ units: 2 }).apply(flat) as tf.SymbolicTensor });
      model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
      const x = input(shape);
      const y = tf.randomNormal([3, 2], 0, 1, 'float32', 2);
      const options = { epochs: 2, batchSize: 3, shuffle: false, verbose: 0 as const };
      await model.fit(x, y, options);
      const before = tf.memory().numTensors;
      const { history } = await model.fit(x, y, { ...options, epochs: 6 });
      expect(history.loss.every((loss) => Number.isFinite(loss as number))).toBe(true);
      expect(tf.memory().numTensors).toBe(before);
      model.dispose();
      tf.dispose([x, y]);
    });
  });

  it('leaves the stock LayerNormalization alone', async () => {
    const symbol = tf.input({ shape: [4] });
    const stock = tf.layers.layerNormalization().apply(symbol) as tf.SymbolicTensor;
    const ours = layerNormalization().apply(stock) as tf.SymbolicTensor;
    const model = tf.model({ inputs: symbol, outputs: ours });
    const loaded = await saveAndLoad(model);
    expect(loaded.layers[1].getClassName()).toBe('LayerNormalization');
    expect(loaded.layers[2].getClassName()).toBe('PerceptronsLayerNormalization');
    expect(loaded.layers[1].getConfig()).toMatchObject({ epsilon: 1e-3 });
    expect(loaded.layers[2].getConfig()).toMatchObject({ epsilon: 1e-6 });
    model.dispose();
    loaded.dispose();
  });
});

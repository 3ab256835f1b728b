import { init, random } from '@perceptrons/tensor';
import { describeWebgpu, expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, it, vi } from 'vitest';
import {
  AdamW,
  dense,
  globalAveragePool,
  layerNormalization,
  mlpBlock,
  multiHeadAttention,
  patchEmbedding,
  positionEmbedding,
  spatialGatingUnit,
  stochasticDepth,
  train,
} from '../index';
import type { Batch } from './train-options';

/** Losses of a few steps: the device rounds exp, sqrt and division differently. */
const tolerance = 1e-4;

const steps = 6;

function smallModel(): tf.LayersModel {
  const input = tf.input({ shape: [8, 8, 1] });
  const layers = [
    patchEmbedding({ patchSize: 4, embedDim: 8, seed: 1 }),
    positionEmbedding({ seed: 2 }),
    layerNormalization(),
    mlpBlock({ hiddenUnits: 6, axis: -2, activation: 'gelu_new', dropout: 0.1, seed: 3, name: 'mix' }),
    stochasticDepth({ rate: 0.2, seed: 4, name: 'depth' }),
    multiHeadAttention({ numHeads: 2, seed: 5 }),
    spatialGatingUnit({ seed: 6 }),
    globalAveragePool(),
    dense({ units: 3, seed: 7 }),
  ];
  const output = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs: output });
}

function data(): tf.data.Dataset<Batch> {
  function* batches() {
    for (let i = 0; i < steps; i++) {
      const key = random.foldIn(3, i);
      yield {
        xs: random.normal(key, [6, 8, 8, 1]),
        ys: tf.tidy(() => tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2], 'int32'), 3).toFloat()),
      };
    }
  }
  return Object.assign(tf.data.generator(batches as never), { size: steps }) as unknown as tf.data.Dataset<Batch>;
}

async function losses(backend: 'cpu' | 'webgpu'): Promise<number[]> {
  await init({ backend });
  const model = smallModel();
  const optimizer = new AdamW({ learningRate: 0.01 });
  const readSync = vi.spyOn(tf.backend(), 'readSync');
  const { stepLosses, history, ema } = await train({
    model,
    data,
    epochs: 2,
    optimizer,
    clipNorm: 1,
    ema: true,
    validation: { data },
  });
  if (backend === 'webgpu') expect(readSync).not.toHaveBeenCalled();
  expect(history[1].validationLoss).toBeGreaterThan(0);
  for (const owner of [ema!, model, optimizer]) owner.dispose();
  return stepLosses;
}

describeWebgpu('train on webgpu', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('follows the curve of the cpu, and never waits for a read', async () => {
    const expected = await losses('cpu');
    await expectNoLeak(async () => {
      const received = await losses('webgpu');
      expect(received).toHaveLength(2 * steps);
      received.forEach((loss, i) => {
        expect(Math.abs(loss - expected[i])).toBeLessThan(tolerance);
      });
    });
  });
});

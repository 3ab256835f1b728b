// Cost of the loop around a step: a model so small that its arithmetic hardly counts, 50 steps per run, WASM backend.
import { init } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { bench, describe } from 'vitest';
import { dense } from '../dense';
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy';
import { AdamW } from '../optimizers/adam-w';
import { train } from './train';
import type { Batch } from './train-options';
import { trainingStep } from './training-step';

const steps = 50;
const batchSize = 32;
const pixels = Float32Array.from({ length: steps * batchSize * 32 }, (_, i) => Math.sin(i));
const targets = Float32Array.from({ length: steps * batchSize * 10 }, (_, i) =>
  Number(i % 10 === Math.floor(i / 10) % 10),
);

function batch(i: number): Batch {
  return {
    xs: tf.tensor2d(pixels.subarray(i * batchSize * 32, (i + 1) * batchSize * 32), [batchSize, 32]),
    ys: tf.tensor2d(targets.subarray(i * batchSize * 10, (i + 1) * batchSize * 10), [batchSize, 10]),
  };
}

function data(): tf.data.Dataset<Batch> {
  function* batches() {
    for (let i = 0; i < steps; i++) yield batch(i);
  }
  return Object.assign(tf.data.generator(batches as never), { size: steps }) as unknown as tf.data.Dataset<Batch>;
}

function toyModel(): tf.LayersModel {
  const input = tf.input({ shape: [32] });
  const hidden = dense({ units: 32, activation: 'relu', seed: 1 }).apply(input) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: dense({ units: 10, seed: 2 }).apply(hidden) as tf.SymbolicTensor });
}

const loss = (labels: tf.Tensor, logits: tf.Tensor) => softmaxCrossEntropy(labels, logits);

// Benchmarks have no hooks, so the preparation stands here.
await init({ backend: 'wasm' });
const [model, stock, fitted] = [toyModel(), toyModel(), toyModel()];
const optimizer = new AdamW();
stock.compile({ optimizer: tf.train.adam(1e-3), loss });
fitted.compile({ optimizer: new AdamW(), loss });
const step = trainingStep({ model, optimizer, loss, accuracy: false });
const xs = tf.tensor2d(pixels, [steps * batchSize, 32]);
const ys = tf.tensor2d(targets, [steps * batchSize, 10]);

describe(`${steps} steps of a 32-32-10 model, batch ${batchSize}, wasm`, () => {
  bench('the bare step', () => {
    for (let i = 0; i < steps; i++) {
      const { xs: x, ys: y } = batch(i);
      tf.dispose([step({ xs: x, ys: y }).loss, x, y]);
    }
  });

  bench('train', async () => {
    await train({ model, data, epochs: 1, optimizer, accuracy: false });
  });

  bench('train with accuracy, clipping and an event per step', async () => {
    await train({ model, data, epochs: 1, optimizer, clipNorm: 1, onStep: () => undefined });
  });

  bench('model.fit with AdamW', async () => {
    await fitted.fit(xs, ys, { batchSize, epochs: 1, verbose: 0, shuffle: false });
  });

  bench('model.fit with tf.train.adam', async () => {
    await stock.fit(xs, ys, { batchSize, epochs: 1, verbose: 0, shuffle: false });
  });
});

// A text classifier of stock layers: the WASM backend after init follows the cpu backend step for step.
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { init, random, restore } from '../index';

const [words, length, batch, classes, trainingSteps] = [12, 5, 8, 2, 100];

/** Sentences of random words; the class says whether one of the first four words occurs. */
function sentences(step: number): { x: tf.Tensor2D; y: tf.Tensor2D } {
  const drawn = random.randint(random.foldIn(5, step), [batch, length], { max: words });
  const rows = [...drawn.dataSync()];
  drawn.dispose();
  const labels = Array.from({ length: batch }, (_, row) => {
    const sentence = rows.slice(row * length, (row + 1) * length);
    return sentence.some((word) => word < 4) ? [1, 0] : [0, 1];
  });
  return { x: tf.tensor2d(rows, [batch, length]), y: tf.tensor2d(labels, [batch, classes]) };
}

/** Loss of every step, from the same first weights. */
async function lossCurve(backend: 'cpu' | 'wasm', recurrent: () => tf.layers.Layer): Promise<number[]> {
  await init({ backend });
  const model = tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: words, outputDim: 4, inputLength: length }),
      recurrent(),
      tf.layers.dense({ units: classes, activation: 'softmax' }),
    ],
  });
  tf.tidy(() => {
    model.setWeights(
      model.getWeights().map(({ shape }, index) => random.normal(random.foldIn(1, index), shape).mul(0.4)),
    );
  });
  model.compile({ optimizer: tf.train.adam(0.02), loss: 'categoricalCrossentropy' });
  const losses: number[] = [];
  for (let step = 0; step < trainingSteps; step++) {
    const { x, y } = sentences(step);
    losses.push((await model.trainOnBatch(x, y)) as number);
    tf.dispose([x, y]);
  }
  model.dispose();
  return losses;
}

describe('a text classifier of stock layers', () => {
  afterAll(() => restore());

  it.each([
    ['lstm', () => tf.layers.lstm({ units: 5 })],
    [
      'bidirectional gru',
      () =>
        tf.layers.bidirectional({
          layer: tf.layers.gru({ units: 3 }) as tf.RNN,
          mergeMode: 'concat',
        }),
    ],
  ] as const)('with %s trains on wasm as on cpu', async (_name, recurrent) => {
    const expected = await lossCurve('cpu', recurrent);
    const actual = await lossCurve('wasm', recurrent);
    const worst = Math.max(...expected.map((loss, step) => Math.abs(loss - actual[step])));
    expect(worst).toBeLessThan(1e-3);
    const mean = (losses: number[]) => losses.reduce((sum, loss) => sum + loss) / losses.length;
    expect(mean(actual.slice(-10))).toBeLessThan(0.8 * mean(actual.slice(0, 10)));
  });
});

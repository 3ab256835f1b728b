// One rnn2d of each cell on WASM: [8, 16, 16, 64], 16 units, both axes from both ends.
import { init } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { bench, describe } from 'vitest';
import type { RecurrentCellName } from './recurrent/cell-choice';
import { rnn2d } from './rnn2d';

const cells: RecurrentCellName[] = ['lstm', 'gru', 'rnn', 'layerNormLstm', 'minGru'];

// Benchmarks have no hooks, so the preparation stands here.
await init({ backend: 'wasm' });
const x = tf.randomNormal([8, 16, 16, 64], 0, 1, 'float32', 1);
const layers = cells.map((cell) => {
  const layer = rnn2d({ units: 16, cell, seed: 1 });
  tf.dispose(layer.apply(x) as tf.Tensor);
  return { cell, layer };
});

describe('rnn2d forward', () => {
  for (const { cell, layer } of layers) {
    bench(cell, () => {
      tf.dispose(layer.apply(x) as tf.Tensor);
    });
  }
});

describe('rnn2d forward and gradient by the weights', () => {
  for (const { cell, layer } of layers) {
    bench(cell, () => {
      const { value, grads } = tf.variableGrads(() => tf.sum(layer.apply(x) as tf.Tensor) as tf.Scalar);
      tf.dispose([value, ...Object.values(grads)]);
    });
  }
});

import * as tf from '@tensorflow/tfjs';
import { benchPair } from '../../testing/bench-op';
import { gelu } from './index';
import { geluReference } from './reference';

const x = tf.randomNormal([600_000], 0, 1, 'float32', 1);

for (const approximate of [false, true]) {
  benchPair(`600k values, approximate ${approximate}`, {
    ours: () => gelu(x, { approximate }),
    stock: () => tf.tidy(() => geluReference({ x }, { approximate })),
  });
}

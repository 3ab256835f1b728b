import { AdamW, softmaxCrossEntropy } from '@perceptrons/layers';
import { init, random } from '@perceptrons/tensor';
import { countDispatches, describeWebgpu } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { itHasGoldenEncodings } from '../encoding/__fixtures__/golden-encodings';
import { exactVariants, itHasExactBits } from './__fixtures__/exact-suite';
import { itHasGoldenScores, itPoolsLargest } from './__fixtures__/golden-suite';
import { ppgn } from './ppgn';
import { ppgnBlock } from './ppgn-block';

describeWebgpu('PPGN on webgpu', () => {
  beforeAll(async () => {
    await init({ backend: 'webgpu' });
  });

  // Sums of a device run in an order of its own.
  itHasGoldenScores(5e-6);

  itHasGoldenEncodings(5e-6);

  itPoolsLargest();

  it('starts 8 programs for a block, forward, where stock ops start 19', () => {
    const block = ppgnBlock({ units: 3, seed: 1 });
    tf.tidy(() => {
      const pairs = random.normal(1, [1, 4, 4, 2]);
      block.apply(pairs);
      expect(countDispatches(() => block.apply(pairs))).toBe(8);
    });
    block.dispose();
  });

  it('starts 135 programs for a training step of three blocks, the update included, where stock ops start 773', () => {
    const model = ppgn({ inputChannels: 2, outputUnits: 2, blockWidths: [3, 3, 3], masked: false, seed: 1 });
    const optimizer = new AdamW({ weightDecay: 0 });
    tf.tidy(() => {
      const pairs = random.normal(1, [1, 4, 4, 2]);
      const targets = tf.tensor2d([1, 0], [1, 2]);
      const step = () =>
        optimizer.minimize(() => softmaxCrossEntropy(targets, model.apply(pairs, { training: true }) as tf.Tensor));
      step();
      expect(countDispatches(step)).toBe(135);
    });
    optimizer.dispose();
    model.dispose();
  });

  // Exact products and normalisation; exact readouts are made of the same ops.
  itHasExactBits(...exactVariants[0]);
});

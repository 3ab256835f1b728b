// How many programs a PPGN hands to a graphics card.
import { AdamW, softmaxCrossEntropy } from '@perceptrons/layers';
import { random } from '@perceptrons/tensor';
import { countDispatches } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { ppgn } from '../ppgn';
import { ppgnBlock } from '../ppgn-block';

/** On WebGPU. */
export function itStartsFewPrograms(): void {
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
}

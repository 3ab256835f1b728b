import { init } from '@perceptrons/tensor';
import { expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { setTrainingStep } from './mask-keys';
import { tokenShuffle } from './token-shuffle';

/** Two samples of a 3x4 grid with two channels; sample 1 holds the tokens of sample 0 plus 100. */
function grid(): tf.Tensor4D {
  const tokens = tf.range(0, 24).reshape([1, 3, 4, 2]);
  return tf.concat([tokens, tokens.add(100)]) as tf.Tensor4D;
}

function firstChannel(x: tf.Tensor, sample: number): number[] {
  return Array.from(x.slice([sample, 0, 0, 0], [1, 3, 4, 1]).dataSync());
}

describe('tokenShuffle', () => {
  beforeAll(async () => {
    await init({ backend: 'cpu' });
  });

  it('permutes whole tokens, alike in all samples, in training alone', async () => {
    const layer = tokenShuffle({ seed: 3 });
    await expectNoLeak(() =>
      tf.tidy(() => {
        const x = grid();
        const y = layer.apply(x, { training: true }) as tf.Tensor;
        const order = firstChannel(y, 0);
        expect(order).not.toEqual(firstChannel(x, 0));
        expect([...order].sort((left, right) => left - right)).toEqual(firstChannel(x, 0));
        expect(firstChannel(y, 1)).toEqual(order.map((value) => value + 100));
        const [evens, odds] = tf.split(y, 2, 3);
        expect(Array.from(odds.sub(evens).dataSync())).toEqual(new Array(24).fill(1));
        expect(Array.from((layer.apply(x) as tf.Tensor).dataSync())).toEqual(Array.from(x.dataSync()));
      }),
    );
  });

  it('draws another order in each step, and repeats them from the seed and the step', () => {
    const x = grid();
    const layer = tokenShuffle({ name: 'shuffle', seed: 3 });
    const input = tf.input({ shape: [3, 4, 2] });
    const model = tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
    const orderOf = (step: number) => {
      setTrainingStep(model, step);
      return tf.tidy(() => firstChannel(model.apply(x, { training: true }) as tf.Tensor, 0));
    };
    const first = orderOf(0);
    expect(orderOf(1)).not.toEqual(first);
    expect(orderOf(0)).toEqual(first);
  });

  it('keeps its seed in its config, and refuses other ranks', () => {
    expect(tokenShuffle({ seed: 5 }).getConfig()).toMatchObject({ seed: 5 });
    expect(() => tokenShuffle().apply(tf.zeros([2, 3]))).toThrow('rank 2. It must have rank 3 or 4');
  });
});

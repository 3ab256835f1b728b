import { init } from '@perceptrons/tensor';
import { expect, it } from 'vitest';
import { ablationArms, allArms } from './ablation-models';

it('has arms of equal size', async () => {
  await init({ backend: 'cpu' });
  const counts = ablationArms(allArms).map(({ id, build }) => {
    const model = build({ seed: 1 });
    const count = model.countParams();
    model.dispose();
    return [id, count];
  });
  // By hand: stem, last norm and head have 1,634; each of three blocks has norms and MLP of 19,264 and its recurrence, which
  // for the LSTM along both axes is 4 * 4 * 14 * (56 + 14 + 2) with two biases, and a product of 56 * 56 + 56.
  expect(Object.fromEntries(counts)).toEqual({
    cat: 117386,
    add: 117194,
    vertical: 117218,
    horizontal: 117218,
    forward: 117794,
    gru: 116918,
    rnn: 117806,
    'layer-norm-lstm': 119738,
    'min-gru': 116714,
    vanilla: 117218,
  });
});

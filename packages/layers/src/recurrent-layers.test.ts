// The recurrent layers against the stock layers and PyTorch with the same weights, and in training.
import { readFileSync } from 'node:fs';
import { init, io } from '@perceptrons/tensor';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { dense, gru, lstm, simpleRnn } from './index';

const [batch, steps, channels, units] = [3, 5, 4, 6];

// Made by tooling/reference/tensor/recurrent.py.
const torch = io.readSafetensors(
  readFileSync(new URL('../../tensor/src/ops/recurrent/__fixtures__/torch.safetensors', import.meta.url)),
);

function tensorOf(name: string): tf.Tensor {
  const { data, shape } = torch.get(name)!;
  return tf.tensor(data as Float32Array, shape);
}

const worst = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];

const shared = [
  {},
  { returnSequences: true },
  { goBackwards: true },
  { goBackwards: true, returnSequences: true, useBias: false },
] as const;

type Options = (typeof shared)[number];

const pairs: Array<[string, (options: Options) => tf.layers.Layer, (options: Options) => tf.layers.Layer]> = [
  [
    'lstm',
    (options) => lstm({ ...options, units, recurrentActivation: 'hardSigmoid' }),
    (options) => tf.layers.lstm({ ...options, units }),
  ],
  [
    'gru',
    (options) => gru({ ...options, units, resetAfter: false }),
    (options) => tf.layers.gru({ ...options, units, recurrentActivation: 'sigmoid' }),
  ],
  ['simpleRnn', (options) => simpleRnn({ ...options, units }), (options) => tf.layers.simpleRNN({ ...options, units })],
];

describe.each(testBackends())('recurrent layers on %s', (backend) => {
  beforeAll(async () => {
    // The stock layers run their own code.
    await init({ backend, patchStock: false });
  });

  it.each(pairs)('%s gives what the stock layer gives', (_name, ours, stock) => {
    for (const options of shared) {
      tf.tidy(() => {
        const x = tf.randomNormal([batch, steps, channels], 0, 1, 'float32', 1);
        const [a, b] = [ours(options), stock(options)];
        const value = a.apply(x) as tf.Tensor;
        b.apply(x);
        b.setWeights(a.getWeights());
        expect(worst(value, b.apply(x) as tf.Tensor)).toBeLessThan(1e-6);
        a.dispose();
        b.dispose();
      });
    }
  });

  it.each([
    ['lstm', 'lstm', () => lstm({ units: 5, bidirectional: true, biases: 'two', returnSequences: true, name: 'rnn' })],
    ['gru', 'gruReset', () => gru({ units: 5, bidirectional: true, returnSequences: true, name: 'rnn' })],
  ] as const)('load the weights of a bidirectional %s of PyTorch', (name, transform, make) => {
    const x = tensorOf(`${name}.x`);
    const symbol = tf.input({ shape: x.shape.slice(1) });
    const model = tf.model({ inputs: symbol, outputs: make().apply(symbol) as tf.SymbolicTensor });
    const rules = (['', '_reverse'] as const).flatMap((suffix) =>
      Object.entries({
        weight_ih: 'kernel',
        weight_hh: 'recurrentKernel',
        bias_ih: 'bias',
        bias_hh: 'recurrentBias',
      }).map(([from, to]) => ({
        from: `${name}.${from}_l0${suffix}`,
        to: `rnn/${suffix === '' ? 'forward' : 'backward'}/${to}`,
        transform,
      })),
    );
    const weights = new Map(rules.map(({ from }) => [from, torch.get(from)!]));
    expect(io.loadWeights(model, weights, { rules })).toBe(8);
    const [output, expected] = [model.predict(x) as tf.Tensor, tensorOf(`${name}.output`)];
    expect(worst(output, expected)).toBeLessThan(1e-6);
    tf.dispose([x, output, expected]);
    model.dispose();
  });

  it('train in tf.sequential', async () => {
    const model = tf.sequential({
      layers: [
        gru({ units: 4, returnSequences: true, bidirectional: true, seed: 1, inputShape: [steps, channels] }),
        lstm({ units: 3, seed: 2 }),
        dense({ units: 1, seed: 3 }),
      ],
    });
    model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });
    const x = tf.randomNormal([16, steps, channels], 0, 1, 'float32', 1);
    const y = tf.tidy(() => tf.mean(tf.slice(x, [0, 0, 0], [16, 2, 1]), 1) as tf.Tensor);
    const { history } = await model.fit(x, y, { epochs: 30, batchSize: 16, shuffle: false, verbose: 0 });
    const losses = history.loss as number[];
    expect(losses[losses.length - 1]).toBeLessThan(0.3 * losses[0]);
    model.dispose();
    tf.dispose([x, y]);
  });
});

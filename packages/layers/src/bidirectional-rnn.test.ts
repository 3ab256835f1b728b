// Reference values, the stock wrapper with the same weights, symmetries, depth, and first values.
import { init, lstmWithState } from '@perceptrons/tensor';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BidirectionalRnnArgs, bidirectionalRnn } from './index';
import { filledDirection, folded } from './recurrent/__fixtures__/torch-fill';

const input = (shape: number[], seed = 1) => tf.randomNormal(shape, 0, 1, 'float32', seed);
const worst = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];

/** Applies a new layer with these weights (its first ones by default). */
function run(args: BidirectionalRnnArgs, x: tf.Tensor, weights?: tf.Tensor[]): tf.Tensor {
  const layer = bidirectionalRnn(args);
  const first = layer.apply(x) as tf.Tensor;
  if (weights) layer.setWeights(weights);
  const y = weights ? (layer.apply(x) as tf.Tensor) : first;
  layer.dispose();
  return y;
}

function firstWeights(args: BidirectionalRnnArgs, channels: number): Map<string, Float32Array> {
  const layer = bidirectionalRnn({ ...args, name: 'rnn' });
  tf.dispose(layer.apply(tf.zeros([1, 1, channels])) as tf.Tensor);
  const values = new Map(
    layer.weights.map((weight) => [weight.originalName.slice(4), weight.read().dataSync() as Float32Array]),
  );
  layer.dispose();
  return values;
}

// Computed by PyTorch in double precision, x [1, 3, 2] = sin(0.01 i^2 + 0.1 i + 0.5); rows: forward units, backward units.
const reference = {
  lstm: [
    [0.0659968877, 0.094245959, 0.00866458666, 0.181959268],
    [0.0639264275, 0.158145996, 0.0381162364, 0.167762531],
    [0.0510404858, 0.204120044, 0.0542988783, 0.118354928],
  ],
  gru: [
    [0.100455267, 0.259052538, -0.0583937033, 0.313921594],
    [0.0661431143, 0.412621684, 0.00715695571, 0.260340657],
    [0.0188111013, 0.511812327, 0.0531912589, 0.165845404],
  ],
  rnn: [
    [-0.0261764468, -0.369663305, 0.458729832, 0.365555483],
    [-0.0259538687, -0.166062047, 0.398019663, 0.416476012],
    [0.119119022, -0.154142825, 0.150155764, 0.484620027],
  ],
} as const;
function referenceInput(): tf.Tensor {
  const values = Array.from({ length: 6 }, (_, i) => Math.sin(0.01 * i * i + 0.1 * i + 0.5));
  return tf.tensor3d(values, [1, 3, 2]);
}

const cells = ['lstm', 'gru', 'rnn'] as const;
const every = [...cells, 'layerNormLstm', 'minGru'] as const;

describe.each(testBackends())('bidirectionalRnn on %s', (backend) => {
  beforeAll(async () => {
    // The stock layers run their own code.
    await init({ backend: backend as 'cpu' | 'wasm', patchStock: false });
  });

  it('gives the states of a scalar lstm', () => {
    tf.tidy(() => {
      const ones = [tf.tensor2d([[1, 1, 1, 1]]), tf.tensor2d([[1, 1, 1, 1]]), tf.zeros([4])];
      const [first, second] = [0.3696063529, 0.6505352232];
      const y = run({ units: 1 }, tf.ones([1, 2, 1]), [...ones, ...ones]);
      expect(worst(y, tf.tensor3d([first, second, second, first], [1, 2, 2]))).toBeLessThan(1e-6);
    });
  });

  it.each(cells)('gives the reference values of PyTorch: %s', (cell) => {
    tf.tidy(() => {
      const x = referenceInput();
      const directions = [filledDirection(cell, 0, 2, 2), filledDirection(cell, 4, 2, 2)];
      const expected = tf.tensor3d([reference[cell].map((row) => [...row])]);
      expect(worst(run({ units: 2, cell, biasMode: 'torch' }, x, directions.flat()), expected)).toBeLessThan(1e-5);
      if (cell === 'gru') return;
      // The sum of both biases in the place of the two.
      expect(worst(run({ units: 2, cell }, x, directions.flatMap(folded)), expected)).toBeLessThan(1e-5);
    });
  });

  it('ends with the carries of the reference', () => {
    tf.tidy(() => {
      const [kernel, state] = [tf.ones([1, 4]), tf.ones([1, 4])];
      const carry = (x: tf.Tensor, weights: tf.Tensor[], reverse = false): tf.Tensor => {
        const [own, recurrentKernel, bias, recurrentBias] = weights;
        return lstmWithState(x, { kernel: own, recurrentKernel, bias, recurrentBias, reverse }).carry;
      };
      expect(carry(tf.ones([1, 1, 1]), [kernel, state]).dataSync()[0]).toBeCloseTo(0.5567699411, 6);
      expect(carry(tf.ones([1, 2, 1]), [kernel, state]).dataSync()[0]).toBeCloseTo(1.144446158, 6);
      const x = referenceInput();
      const ahead = carry(x, filledDirection('lstm', 0, 2, 2));
      const back = carry(x, filledDirection('lstm', 4, 2, 2), true);
      expect(worst(ahead, tf.tensor2d([[0.139599274, 0.571295863]]))).toBeLessThan(1e-6);
      expect(worst(back, tf.tensor2d([[0.0147202006, 0.407144747]]))).toBeLessThan(1e-6);
    });
  });

  const stock = [
    ['lstm', { recurrentActivation: 'hardSigmoid' }, tf.layers.lstm],
    ['gru', { recurrentActivation: 'hardSigmoid', resetAfter: false }, tf.layers.gru],
    ['rnn', {}, tf.layers.simpleRNN],
  ] as const;
  it.each(stock)('takes the weights of the stock wrapper and gives its values: %s', (cell, options, make) => {
    for (const mergeMode of ['concat', 'sum', 'mul', 'ave'] as const) {
      for (const returnSequences of mergeMode === 'concat' ? [true, false] : [true]) {
        tf.tidy(() => {
          const layer = make({ units: 5, returnSequences, recurrentActivation: 'hardSigmoid' } as never);
          const wrapper = tf.layers.bidirectional({ layer: layer as tf.RNN, mergeMode });
          const x = input([2, 4, 3]);
          const expected = wrapper.apply(x) as tf.Tensor;
          const ours = run({ units: 5, cell, mergeMode, returnSequences, ...options }, x, wrapper.getWeights());
          expect(ours.shape).toEqual(expected.shape);
          expect(worst(ours, expected)).toBeLessThan(1e-6);
          wrapper.dispose();
        });
      }
    }
  });

  it.each(every)('reads a reversed sequence backwards when its directions change places: %s', (cell) => {
    tf.tidy(() => {
      const x = input([2, 5, 3]);
      const layer = bidirectionalRnn({ units: 4, cell, seed: 2 });
      const y = layer.apply(x) as tf.Tensor;
      const weights = layer.getWeights();
      const half = weights.length / 2;
      const swapped = run({ units: 4, cell }, tf.reverse(x, 1), [...weights.slice(half), ...weights.slice(0, half)]);
      const [backward, forward] = tf.split(tf.reverse(swapped, 1), 2, -1);
      expect(worst(y, tf.concat([forward, backward], -1))).toBeLessThan(1e-6);
      layer.dispose();
    });
  });

  it.each(every)('puts layers on top of each other: %s', (cell) => {
    tf.tidy(() => {
      const x = input([2, 5, 3]);
      const deep = bidirectionalRnn({
        units: 4,
        cell,
        numLayers: 2,
        mergeMode: 'sum',
        returnSequences: false,
        seed: 2,
      });
      const y = deep.apply(x) as tf.Tensor;
      const weights = deep.getWeights();
      const half = weights.length / 2;
      const states = run({ units: 4, cell }, x, weights.slice(0, half));
      const last = run({ units: 4, cell, mergeMode: 'sum', returnSequences: false }, states, weights.slice(half));
      expect(worst(y, last)).toBe(0);
      deep.dispose();
    });
  });

  it('gives each of two biases the whole gradient of the one, so that their sum moves twice as far', () => {
    tf.tidy(() => {
      const x = input([2, 4, 3]);
      const gradients = (biasMode: 'single' | 'torch'): tf.Tensor[] => {
        const layer = bidirectionalRnn({ units: 3, biasMode, seed: 4 });
        const score = () => tf.sum(tf.square(layer.apply(x) as tf.Tensor)) as tf.Scalar;
        tf.dispose(score());
        const { grads } = tf.variableGrads(
          score,
          layer.trainableWeights.map((weight) => weight.read() as tf.Variable),
        );
        layer.dispose();
        return Object.values(grads).filter(({ rank }) => rank === 1);
      };
      const [one, two] = [gradients('single'), gradients('torch')];
      expect([one.length, two.length]).toEqual([2, 4]);
      two.forEach((gradient, index) => {
        expect(worst(gradient, one[Math.floor(index / 2)])).toBeLessThan(1e-5);
      });
    });
  });

  it('takes sequences of any length', () => {
    const symbol = tf.input({ shape: [null, 3] });
    const layer = bidirectionalRnn({ units: 4, seed: 1 });
    const model = tf.model({ inputs: symbol, outputs: layer.apply(symbol) as tf.SymbolicTensor });
    expect(model.outputs[0].shape).toEqual([null, null, 8]);
    for (const steps of [1, 2, 7]) {
      tf.tidy(() => {
        const x = input([2, steps, 3]);
        const y = model.predict(x) as tf.Tensor;
        expect(y.shape).toEqual([2, steps, 8]);
        expect(worst(y, run({ units: 4 }, x, layer.getWeights()))).toBe(0);
      });
    }
    model.dispose();
  });
});

describe('first values of bidirectionalRnn', () => {
  beforeAll(async () => {
    await init({ backend: 'cpu' });
  });

  it('are uniform within one over the root of the units', () => {
    const limit = 1 / Math.sqrt(16);
    for (const values of firstWeights({ units: 16, biasMode: 'torch', seed: 3 }, 24).values()) {
      const largest = Math.max(...values.map(Math.abs));
      expect(largest).toBeLessThanOrEqual(limit);
      expect(largest).toBeGreaterThan(0.9 * limit);
      const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
      expect(variance / (limit * limit)).toBeGreaterThan(0.2);
      expect(variance / (limit * limit)).toBeLessThan(0.47);
    }
  });

  it('add up the two biases of torch when there is one, so that both modes start as the same function', () => {
    const two = firstWeights({ units: 4, biasMode: 'torch', seed: 3 }, 5);
    const one = firstWeights({ units: 4, seed: 3 }, 5);
    for (const direction of ['forward', 'backward']) {
      expect(one.get(`${direction}/kernel`)).toEqual(two.get(`${direction}/kernel`));
      const recurrent = two.get(`${direction}/recurrentBias`)!;
      expect(one.get(`${direction}/bias`)).toEqual(
        two.get(`${direction}/bias`)!.map((value, i) => value + recurrent[i]),
      );
    }
  });

  it('differ between directions and layers, also with a seed inside the initializer', () => {
    const seeded = tf.initializers.glorotUniform({ seed: 7 });
    for (const args of [{}, { kernelInitializer: seeded }, { kernelInitializer: 'lecunNormal' as const }]) {
      const values = firstWeights({ units: 3, numLayers: 2, seed: 3, ...args }, 6);
      const kernels = [...values].filter(([name]) => name.endsWith('/kernel')).map(([, kernel]) => [...kernel]);
      expect(kernels).toHaveLength(4);
      for (const [i, kernel] of kernels.entries()) {
        for (const other of kernels.slice(i + 1)) expect(kernel).not.toEqual(other);
      }
      expect(firstWeights({ units: 3, numLayers: 2, seed: 3, ...args }, 6)).toEqual(values);
    }
  });
});

// rnn2d against sequences read one by one, its symmetries, what each pixel sees, sizes that are not known, first values.
import { init } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { bidirectionalRnn, gru, layerNormLstm, lstm, minGru, type Rnn2dArgs, rnn2d, simpleRnn } from './index';

const [batch, height, width, channels, units] = [2, 3, 5, 4, 3];
const image = (shape = [batch, height, width, channels], seed = 1) => tf.randomNormal(shape, 0, 1, 'float32', seed);
const worst = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];
const turned = (x: tf.Tensor): tf.Tensor => tf.transpose(x, [0, 2, 1, 3]);

const cells = ['lstm', 'gru', 'rnn', 'layerNormLstm', 'minGru'] as const;
const single = {
  lstm,
  gru: (args: { units: number }) => gru({ ...args, biases: 'one' }),
  rnn: simpleRnn,
  layerNormLstm,
  minGru,
};

/** Applies a layer once, with these weights if there are any. */
function applied(layer: tf.layers.Layer, x: tf.Tensor, weights?: tf.Tensor[]): tf.Tensor {
  const first = layer.apply(x) as tf.Tensor;
  if (weights) layer.setWeights(weights);
  const y = weights ? (layer.apply(x) as tf.Tensor) : first;
  layer.dispose();
  return y;
}

/** A layer, its output and its weights by name. */
function made(args: Rnn2dArgs, x: tf.Tensor): { y: tf.Tensor; weights: Map<string, tf.Tensor> } {
  const layer = rnn2d({ seed: 5, ...args, name: 'grid' });
  const y = layer.apply(x) as tf.Tensor;
  const weights = new Map(layer.weights.map((weight) => [weight.originalName.slice(5), weight.read().clone()]));
  layer.dispose();
  return { y, weights };
}

/** Chain number `chain` out of packed weights, as the weights of a layer for one direction. */
function chain(weights: Map<string, tf.Tensor>, index: number, chains: number, prefix = ''): tf.Tensor[] {
  const own = [...weights].filter(([name]) =>
    prefix ? name.startsWith(prefix) : !name.startsWith('layer1/') && !name.startsWith('project/'),
  );
  return own.map(([name, value]) => {
    const parts = tf.split(value, chains, name.endsWith('recurrentKernel') ? 0 : value.rank - 1);
    return name.endsWith('recurrentKernel') ? (tf.squeeze(parts[index], [0]) as tf.Tensor) : parts[index];
  });
}

/** Both directions over sequences that are the rows of `x` ([batch, lines, steps, channels]). */
function readRows(x: tf.Tensor, args: Rnn2dArgs, weights: tf.Tensor[][]): tf.Tensor {
  const [n, lines, steps, inputs] = x.shape as [number, number, number, number];
  const rows = tf.reshape(x, [n * lines, steps, inputs]);
  const layer =
    weights.length === 2
      ? bidirectionalRnn({ units: args.units, cell: args.cell })
      : single[args.cell ?? 'lstm']({ units: args.units, returnSequences: true } as { units: number });
  const states = applied(layer, rows, weights.flat());
  return tf.reshape(states, [n, lines, steps, states.shape[2] as number]);
}

/** What the layer should return before the projection, put together from sequences. */
function bySequences(x: tf.Tensor, args: Rnn2dArgs, weights: Map<string, tf.Tensor>): tf.Tensor {
  const directions = (args.bidirectional ?? true) ? 2 : 1;
  const axes = args.union === 'vertical' || args.union === 'horizontal' ? [args.union] : ['vertical', 'horizontal'];
  const parts = axes.map((axis, index) => {
    let states = axis === 'vertical' ? turned(x) : x;
    for (const prefix of args.numLayers === 2 ? ['', 'layer1/'] : ['']) {
      const own = Array.from({ length: directions }, (_, direction) =>
        chain(weights, index * directions + direction, axes.length * directions, prefix),
      );
      states = readRows(states, args, own);
    }
    return axis === 'vertical' ? turned(states) : states;
  });
  if (parts.length === 1) return parts[0];
  return args.union === 'add' ? tf.add(parts[0], parts[1]) : tf.concat(parts, -1);
}

function projected(states: tf.Tensor, weights: Map<string, tf.Tensor>): tf.Tensor {
  const kernel = weights.get('project/kernel')!;
  const rows = tf.matMul(tf.reshape(states, [-1, kernel.shape[0]]), kernel as tf.Tensor2D);
  return tf.reshape(tf.add(rows, weights.get('project/bias')!), [
    ...states.shape.slice(0, 3),
    kernel.shape[1] as number,
  ]);
}

/** The same tensor with its parts along an axis in another order. */
function reordered(tensor: tf.Tensor, axis: number, order: number[]): tf.Tensor {
  const parts = tf.split(tensor, order.length, axis);
  return tf.concat(
    order.map((index) => parts[index]),
    axis,
  );
}

/** Weights with the chains, and the rows of the projection, in another order. */
function rearranged(weights: Map<string, tf.Tensor>, order: number[]): tf.Tensor[] {
  return [...weights].map(([name, value]) => {
    if (name === 'project/bias') return value;
    const first = name === 'project/kernel' || name.endsWith('recurrentKernel');
    return reordered(value, first ? 0 : value.rank - 1, order);
  });
}

describe.each(testBackends())('rnn2d on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend: backend as 'cpu' | 'wasm' });
  });

  // Every cell goes through the first ones; how chains are put together does not depend on the cell.
  const shared: Array<Partial<Rnn2dArgs>> = [{}, { numLayers: 2, union: 'add', bidirectional: false }];
  const further: Array<Partial<Rnn2dArgs>> = [
    { union: 'add' },
    { union: 'vertical' },
    { union: 'horizontal' },
    { bidirectional: false },
    { bidirectional: false, union: 'horizontal' },
    { numLayers: 2 },
    { numLayers: 2, union: 'vertical' },
  ];
  it.each(cells)('reads columns and rows as sequences: %s', (cell) => {
    for (const args of cell === 'lstm' || cell === 'minGru' ? [...shared, ...further] : shared) {
      tf.tidy(() => {
        const x = image();
        const { y, weights } = made({ units, cell, ...args }, x);
        const expected = projected(bySequences(x, { units, cell, ...args }, weights), weights);
        expect(y.shape).toEqual([batch, height, width, channels]);
        expect(worst(y, expected)).toBeLessThan(1e-5);
      });
    }
  });

  it('returns the states themselves without a projection', () => {
    tf.tidy(() => {
      const x = image();
      const args = { units: 2, union: 'add', project: false } as const;
      const { y, weights } = made(args, x);
      expect([...weights.keys()]).toEqual(['kernel', 'recurrentKernel', 'bias']);
      expect(worst(y, bySequences(x, args, weights))).toBeLessThan(1e-6);
    });
  });

  it.each(cells)('gives the transposed image when its axes change places: %s', (cell) => {
    tf.tidy(() => {
      const x = image();
      const { y, weights } = made({ units, cell }, x);
      const swapped = applied(rnn2d({ units, cell }), turned(x), rearranged(weights, [2, 3, 0, 1]));
      expect(worst(turned(swapped), y)).toBeLessThan(1e-6);
    });
  });

  it.each(cells)('gives the mirrored image when its horizontal directions change places: %s', (cell) => {
    tf.tidy(() => {
      const x = image();
      const { y, weights } = made({ units, cell }, x);
      const swapped = applied(rnn2d({ units, cell }), tf.reverse(x, 2), rearranged(weights, [0, 1, 3, 2]));
      expect(worst(tf.reverse(swapped, 2), y)).toBeLessThan(1e-6);
    });
  });

  it('folds the two biases of torch into one', () => {
    for (const cell of ['lstm', 'rnn'] as const) {
      tf.tidy(() => {
        const x = image();
        const two = made({ units, cell, biasMode: 'torch' }, x);
        const one = made({ units, cell }, x);
        // The default first values are folded already: both modes start as the same function.
        expect(worst(one.y, two.y)).toBeLessThan(1e-6);
        const sum = tf.add(two.weights.get('bias')!, two.weights.get('recurrentBias')!);
        expect(worst(one.weights.get('bias')!, sum)).toBeLessThan(1e-7);
      });
    }
  });

  const [row, column] = [1, 3];
  /** Where the gradient of one output pixel by the image is not 0: 1 or 0 per pixel. */
  function seen(layers: tf.layers.Layer[]): number[][] {
    return tf.tidy(() => {
      const x = image([1, height, width, channels]);
      const output = (value: tf.Tensor): tf.Scalar => {
        const y = layers.reduce((each, layer) => layer.apply(each) as tf.Tensor, value);
        return tf.sum(tf.slice(y, [0, row, column, 0], [1, 1, 1, channels]));
      };
      const used = tf.notEqual(tf.max(tf.abs(tf.grad(output)(x)), -1), 0);
      return tf.reshape(used, [height, width]).toInt().arraySync() as number[][];
    });
  }
  const pixels = (rule: (r: number, c: number) => boolean): number[][] =>
    Array.from({ length: height }, (_, r) => Array.from({ length: width }, (__, c) => Number(rule(r, c))));

  it.each(cells)('lets a pixel see its row and its column, and exactly nothing else: %s', async (cell) => {
    await expectNoLeak(() => {
      const layer = rnn2d({ units, cell, seed: 1 });
      expect(seen([layer])).toEqual(pixels((r, c) => r === row || c === column));
      layer.dispose();
    });
  });

  it('lets a pixel see what comes before it in one direction, the same cross with two layers, and all with two of rnn2d', () => {
    const forward = rnn2d({ units, seed: 1, bidirectional: false });
    const deep = rnn2d({ units, seed: 1, numLayers: 2 });
    expect(seen([forward])).toEqual(pixels((r, c) => (c === column && r <= row) || (r === row && c <= column)));
    expect(seen([deep])).toEqual(pixels((r, c) => r === row || c === column));
    expect(seen([forward, deep])).toEqual(pixels((r, c) => r <= row || c <= column));
    expect(seen([deep, deep])).toEqual(pixels(() => true));
    for (const layer of [forward, deep]) layer.dispose();
  });

  it('takes images of any size with the same weights', () => {
    const symbol = tf.input({ shape: [null, null, channels] });
    const layer = rnn2d({ units, seed: 1 });
    const model = tf.model({ inputs: symbol, outputs: layer.apply(symbol) as tf.SymbolicTensor });
    expect(model.outputs[0].shape).toEqual([null, null, null, channels]);
    const sizes = [
      [3, 5],
      [5, 3],
      [1, 1],
      [1, 6],
      [7, 1],
    ];
    for (const [rows, columns] of sizes) {
      tf.tidy(() => {
        const x = image([1, rows, columns, channels]);
        const y = model.predict(x) as tf.Tensor;
        expect(worst(y, applied(rnn2d({ units }), x, layer.getWeights()))).toBe(0);
      });
    }
    model.dispose();
  });
});

describe('weights of rnn2d', () => {
  beforeAll(async () => {
    await init({ backend: 'cpu' });
  });

  const [D, C] = [3, 12];
  const values = (args: Partial<Rnn2dArgs> = {}): Map<string, Float32Array> => {
    const layer = rnn2d({ units: D, seed: 3, name: 'grid', ...args });
    tf.dispose(layer.apply(tf.zeros([1, 1, 1, C])) as tf.Tensor);
    const all = new Map(
      layer.weights.map((weight) => [weight.originalName.slice(5), weight.read().dataSync() as Float32Array]),
    );
    layer.dispose();
    return all;
  };

  it('are as many as published', () => {
    const gates = { lstm: 4, gru: 3, rnn: 1 };
    for (const cell of ['lstm', 'gru', 'rnn'] as const) {
      const count = [...values({ cell, biasMode: 'torch' }).values()].reduce((sum, { length }) => sum + length, 0);
      expect(count).toBe(4 * gates[cell] * D * (C + D + 2) + 4 * D * C + C);
    }
  });

  /** The draws of the four chains of the first kernel [C, chains * width]. */
  const kernels = (args: Partial<Rnn2dArgs>, gates: number): number[][] => {
    const kernel = values(args).get('kernel')!;
    const chainWidth = gates * D;
    return Array.from({ length: 4 }, (_, index) => [
      ...kernel.filter((__, i) => Math.floor((i % (4 * chainWidth)) / chainWidth) === index),
    ]);
  };

  it('start from another draw in each direction along each axis, also with a seed inside the initializer', () => {
    const initializer = tf.initializers.orthogonal({ seed: 7 });
    for (const args of [{}, { kernelInitializer: initializer, recurrentInitializer: initializer }]) {
      const draws = kernels(args, 4);
      for (const [i, draw] of draws.entries()) {
        for (const other of draws.slice(i + 1)) expect(draw).not.toEqual(other);
      }
      expect(kernels(args, 4)).toEqual(draws);
    }
    expect(kernels({ seed: 4 }, 4)).not.toEqual(kernels({}, 4));
  });

  it('start uniform within one over the root of the units, the projection as Xavier has it', () => {
    const all = values({ biasMode: 'torch' });
    const limit = 1 / Math.sqrt(D);
    for (const [name, value] of all) {
      const largest = Math.max(...value.map(Math.abs));
      if (name === 'project/bias') expect(largest).toBe(0);
      else expect(largest).toBeLessThanOrEqual(name === 'project/kernel' ? Math.sqrt(6 / (4 * D + C)) : limit);
      if (name !== 'project/bias') expect(largest).toBeGreaterThan(0.8 * limit);
    }
    // The forget gate has no extra 1: its mean is near 0.
    const bias = all.get('bias')!;
    expect(Math.abs(bias.reduce((a, b) => a + b, 0) / bias.length)).toBeLessThan(0.25);
  });
});

describe('kernels of rnn2d', () => {
  it('are one recurrence over all chains and one product for the fused cells', async () => {
    await init({ backend: 'wasm' });
    for (const cell of ['lstm', 'gru', 'rnn'] as const) {
      const layer = rnn2d({ units, cell });
      const x = image();
      tf.dispose(layer.apply(x) as tf.Tensor);
      const { kernels } = await tf.profile(() => {
        const y = layer.apply(x) as tf.Tensor;
        y.dispose();
        return y;
      });
      expect(kernels.map(({ name }) => name)).toEqual(['PerceptronsRecurrent2d', 'PerceptronsDense']);
      layer.dispose();
      x.dispose();
    }
  });
});

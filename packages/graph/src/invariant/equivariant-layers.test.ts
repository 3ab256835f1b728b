import { init, random } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { exactLinear } from './__fixtures__/exact-layers';
import {
  equivariant1to0,
  equivariant1to1,
  equivariant1to2,
  equivariant2to0,
  equivariant2to1,
  equivariant2to2,
} from './index';

// Sums of at most 36 terms of order 1 in float32.
const tolerance = 2e-5;

const layers = [
  { what: '2to2', input: 2, output: 2, make: equivariant2to2 },
  { what: '2to1', input: 2, output: 1, make: equivariant2to1 },
  { what: '1to2', input: 1, output: 2, make: equivariant1to2 },
  { what: '1to1', input: 1, output: 1, make: equivariant1to1 },
  { what: '2to0', input: 2, output: 0, make: equivariant2to0 },
  { what: '1to0', input: 1, output: 0, make: equivariant1to0 },
] as const;
const [channels, units, padded] = [3, 2, 6];
const sizes = [4, 1, 6];

/** A batch of graphs of several sizes, with `padding` where a graph has no vertex. */
function batch(order: 1 | 2, padding: number): { x: tf.Tensor; mask: tf.Tensor2D; graphs: Float64Array[] } {
  const rows = padded ** order;
  const values = new Float32Array(sizes.length * rows * channels).fill(padding);
  const graphs = sizes.map((n, graph) => {
    const numbers = random.normalArray(graph, n ** order * channels);
    numbers.forEach((value, at) => {
      const place = Math.floor(at / channels);
      const row = order === 2 ? Math.floor(place / n) * padded + (place % n) : place;
      values[(graph * rows + row) * channels + (at % channels)] = value;
    });
    return Float64Array.from(numbers);
  });
  const mask = sizes.flatMap((n) => Array.from({ length: padded }, (_, vertex) => (vertex < n ? 1 : 0)));
  const shape = [sizes.length, ...Array<number>(order).fill(padded), channels];
  return { x: tf.tensor(values, shape), mask: tf.tensor2d(mask, [sizes.length, padded]), graphs };
}

/** Biases that are not zero, so that they count. */
function fillBiases(layer: tf.layers.Layer): void {
  for (const weight of layer.weights) {
    if (weight.name.includes('bias'))
      tf.tidy(() => {
        weight.write(tf.tensor1d([0.3, -0.7]));
      });
  }
}

function weightOf(layer: tf.layers.Layer, name: string): Float32Array | undefined {
  return layer.weights
    .find(({ originalName }) => originalName.endsWith(name))
    ?.read()
    .dataSync<'float32'>();
}

describe.each(testBackends())('equivariant layers on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  describe.each(layers)('$what', ({ input, output, make }) => {
    it.each(['inf', 'none'] as const)(
      'gives the definition for every graph of a padded batch, %s',
      async (normalization) => {
        await expectNoLeak(() => {
          const layer = make({ units, normalization, seed: 3 });
          const { x, mask, graphs } = batch(input, 5);
          tf.tidy(() => {
            layer.apply([x, mask]);
            fillBiases(layer);
            const y = layer.apply([x, mask]) as tf.Tensor;
            expect(y.shape).toEqual([sizes.length, ...Array<number>(output).fill(padded), units]);
            const values = y.dataSync<'float32'>();
            const rows = padded ** output;
            const weights = {
              coeffs: weightOf(layer, 'coeffs')!,
              allBias: weightOf(layer, output === 2 ? 'all_bias' : '/bias')!,
              diagonalBias: weightOf(layer, 'diag_bias'),
            };
            graphs.forEach((data, graph) => {
              const n = sizes[graph];
              const exact = exactLinear({ order: input, n, channels, data }, weights, {
                outputOrder: output,
                units,
                normalization,
              });
              const expected = new Float64Array(rows * units);
              exact.data.forEach((value, at) => {
                const place = Math.floor(at / units);
                const row = output === 2 ? Math.floor(place / n) * padded + (place % n) : place;
                expected[row * units + (at % units)] = value;
              });
              const worst = expected.reduce(
                (most, value, at) =>
                  Math.max(most, Math.abs(value - values[graph * rows * units + at]) / (1 + Math.abs(value))),
                0,
              );
              expect(worst).toBeLessThan(tolerance);
            });
          });
          tf.dispose([x, mask]);
          layer.dispose();
        });
      },
    );

    it('passes gradients back that do not know the padding', async () => {
      await expectNoLeak(() => {
        const layer = make({ units, seed: 3 });
        tf.tidy(() => {
          const { x, mask, graphs } = batch(input, 5);
          layer.apply([x, mask]);
          const gradient = tf.grad((values: tf.Tensor) => {
            const y = layer.apply([values, mask]) as tf.Tensor;
            return tf.sum(tf.mul(y, tf.cos(tf.range(0, y.size)).reshape(y.shape)));
          })(x);
          // The map is linear: its derivative along one entry is what it makes of the unit there.
          const graph = 2;
          const n = sizes[graph];
          const weights = { coeffs: weightOf(layer, 'coeffs')! };
          const derivatives = gradient.dataSync<'float32'>();
          const rows = { in: padded ** input, out: padded ** output };
          for (const place of [0, 7 % n ** input, n ** input - 1]) {
            const data = new Float64Array(graphs[graph].length);
            data[place * channels + 1] = 1;
            const options = { outputOrder: output, units, normalization: 'inf' } as const;
            const change = exactLinear({ order: input, n, channels, data }, weights, options);
            const expected = change.data.reduce(
              (sum, value, at) => sum + value * Math.cos(graph * rows.out * units + at),
              0,
            );
            const found = derivatives[(graph * rows.in + place) * channels + 1];
            expect(Math.abs(found - expected)).toBeLessThan(tolerance);
          }
          const insideOnly = tf.sum(tf.abs(tf.mul(gradient, tf.sub(1, factors(mask, input)))));
          expect(insideOnly.dataSync()[0]).toBe(0);
        });
        layer.dispose();
      });
    });
  });

  it('commutes with renumbering the vertices', () => {
    tf.tidy(() => {
      const order = tf.tensor1d([3, 1, 4, 0, 5, 2], 'int32');
      const x = random.normal(9, [2, 6, 6, channels]);
      const renumbered = (values: tf.Tensor): tf.Tensor => tf.gather(tf.gather(values, order, 1), order, 2);
      const layer = equivariant2to2({ units: 4, seed: 1 });
      const gap = tf.sub(layer.apply(renumbered(x)) as tf.Tensor, renumbered(layer.apply(x) as tf.Tensor));
      expect(tf.max(tf.abs(gap)).dataSync()[0]).toBeLessThan(1e-5);
      layer.dispose();
    });
  });
});

/** 1 inside of the mask, for every channel. */
function factors(mask: tf.Tensor, order: 1 | 2): tf.Tensor {
  const vertices = tf.expandDims(mask, 2);
  return order === 1 ? vertices : tf.expandDims(tf.matMul(vertices, vertices, false, true), 3);
}

describe('equivariant layers', () => {
  beforeAll(async () => {
    await init({ backend: 'cpu' });
  });

  it('start with normal coefficients of variance 2 / (channels + units) and zero biases', () => {
    const layer = equivariant2to2({ units: 40, seed: 1 });
    layer.apply(tf.input({ shape: [null, null, 24] }));
    const numbers = layer.weights[0].read().dataSync<'float32'>();
    const variance = numbers.reduce((sum: number, value: number) => sum + value * value, 0) / numbers.length;
    // 14400 numbers: a share of sqrt(2 / 14400) = 0.012 of the variance is one standard deviation.
    expect(Math.abs(variance * 32 - 1)).toBeLessThan(0.05);
    expect(layer.weights.map(({ shape }) => shape)).toEqual([[24, 40, 15], [40], [40]]);
    expect(
      layer.weights.slice(1).every((weight) =>
        weight
          .read()
          .dataSync()
          .every((value) => value === 0),
      ),
    ).toBe(true);
    layer.dispose();
  });

  it.each<[string, () => unknown, string]>([
    ['a width that is no count', () => equivariant2to2({ units: 0 }), 'units is 0. It must be a whole number'],
    [
      'an unknown normalisation',
      () => equivariant2to1({ units: 1, normalization: 'l2' as 'inf' }),
      'normalization is "l2". It must be one of "inf", "none"',
    ],
    [
      'pairs that are not square',
      () => tf.tidy(() => equivariant2to2({ units: 1 }).apply(tf.zeros([1, 3, 4, 2])) as tf.Tensor),
      '[1, 3, 4, 2]',
    ],
    [
      'a mask of another size',
      () => tf.tidy(() => equivariant1to1({ units: 1 }).apply([tf.zeros([2, 3, 1]), tf.zeros([2, 4])]) as tf.Tensor),
      'the mask has shape [2, 4] and the features [2, 3, 1]. The mask must be [2, 3]',
    ],
    [
      'vertices where pairs belong',
      () => tf.tidy(() => equivariant2to0({ units: 1 }).apply(tf.zeros([2, 3, 1])) as tf.Tensor),
      '[2, 3, 1], rank 3',
    ],
    [
      'pairs where vertices belong',
      () => tf.tidy(() => equivariant1to2({ units: 1 }).apply(tf.zeros([2, 3, 3, 1])) as tf.Tensor),
      'the features have shape [2, 3, 3, 1], rank 4. They must be [batch, n, channels]',
    ],
    [
      'channels that are not known',
      () => equivariant1to0({ units: 1 }).build([null, null, null]),
      'The number of channels must be known',
    ],
    [
      'other channels than at first',
      () => {
        const layer = equivariant1to1({ units: 1 });
        layer.build([null, null, 2]);
        return tf.tidy(() => layer.call(tf.zeros([1, 3, 3])));
      },
      'with 3 channels. The layer was built for 2',
    ],
  ])('refuse %s', (_, run, message) => {
    expect(run).toThrow(message);
  });
});

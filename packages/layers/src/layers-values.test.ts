// Values and gradients of each layer against its formula in float64, and the behaviour of the random masks.
import { init } from '@perceptrons/tensor';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  affine,
  classToken,
  dense,
  dropout,
  globalAveragePool,
  layerNormalization,
  layerScale,
  mlpBlock,
  multiHeadAttention,
  patchEmbedding,
  positionEmbedding,
  setTrainingStep,
  spatialGatingUnit,
  stochasticDepth,
  tokenDense,
} from './index';

/** float32 products of a few dozen terms against float64. */
const valueTolerance = 2e-5;

/** The same for slopes of a sum over the whole output, relative to the largest slope. */
const gradientTolerance = 2e-4;

type Matrix = number[][];

const filled = (count: number, phase: number) =>
  Array.from({ length: count }, (_, i) => 0.6 * Math.sin(0.9 * i * i + 0.7 * i + phase));

const rows = (values: number[], width: number): Matrix =>
  Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
const transposed = (m: Matrix): Matrix => m[0].map((_, j) => m.map((row) => row[j]));
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, value, i) => sum + value * b[i][j], 0)));
const plus = (m: Matrix, row: number[]): Matrix => m.map((values) => values.map((value, j) => value + row[j]));
const zip = (a: Matrix, b: Matrix, f: (x: number, y: number) => number): Matrix =>
  a.map((row, i) => row.map((value, j) => f(value, b[i][j])));

/** Error function, by the series that converges everywhere: 2 / sqrt(pi) sum (-1)^n x^(2n+1) / (n! (2n+1)). */
function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 60; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
const gelu = (x: number) => 0.5 * x * (1 + erf(x / Math.SQRT2));
const geluNew = (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
const silu = (x: number) => x / (1 + Math.exp(-x));

function normalised(m: Matrix, gamma: number[], beta: number[], epsilon: number): Matrix {
  return m.map((row) => {
    const mean = row.reduce((a, b) => a + b) / row.length;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
    return row.map((value, j) => ((value - mean) / Math.sqrt(variance + epsilon)) * gamma[j] + beta[j]);
  });
}

function attention(x: Matrix, [qkv, qkvBias, out, outBias]: number[][], heads: number): Matrix {
  const channels = x[0].length;
  const width = channels / heads;
  const all = plus(product(x, rows(qkv, 3 * channels)), qkvBias);
  const mixed = x.map(() => [] as number[]);
  for (let head = 0; head < heads; head++) {
    const part = (which: number) => all.map((row) => row.slice(which * channels + head * width).slice(0, width));
    const weights = product(part(0), transposed(part(1))).map((row) => {
      const powers = row.map((score) => Math.exp(score / Math.sqrt(width)));
      const total = powers.reduce((a, b) => a + b);
      return powers.map((power) => power / total);
    });
    product(weights, part(2)).forEach((row, i) => {
      mixed[i].push(...row);
    });
  }
  return plus(product(mixed, rows(out, channels)), outBias);
}

/** Cuts one image [height, width, channels] into rows of pixels, in the order of an HWIO kernel. */
function patches(image: number[], height: number, width: number, channels: number, p: number, q: number): Matrix {
  const found: Matrix = [];
  for (let r = 0; r < height; r += p) {
    for (let c = 0; c < width; c += q) {
      const patch: number[] = [];
      for (let i = r; i < r + p; i++) {
        for (let j = c; j < c + q; j++) {
          for (let k = 0; k < channels; k++) patch.push(image[(i * width + j) * channels + k]);
        }
      }
      found.push(patch);
    }
  }
  return found;
}

interface ValueCase {
  what: string;
  make: () => tf.layers.Layer;
  /** Shape of one sample. */
  shape: number[];
  /** The layer on one sample, from flat weights in the order of `getWeights`. */
  formula: (x: number[], weights: number[][]) => number[] | Matrix;
}

const tokens = 5;
const channels = 6;
const matrix = (x: number[]) => rows(x, channels);

const cases: ValueCase[] = [
  {
    what: 'dense with gelu',
    make: () => dense({ units: 4, activation: 'gelu' }),
    shape: [tokens, channels],
    formula: (x, [k, b]) => plus(product(matrix(x), rows(k, 4)), b).map((row) => row.map(gelu)),
  },
  {
    what: 'tokenDense with gelu_new',
    make: () => tokenDense({ units: 3, activation: 'gelu_new' }),
    shape: [tokens, channels],
    formula: (x, [k, b]) =>
      transposed(plus(product(transposed(matrix(x)), rows(k, 3)), b).map((row) => row.map(geluNew))),
  },
  {
    what: 'mlpBlock over channels',
    make: () => mlpBlock({ hiddenUnits: 7 }),
    shape: [tokens, channels],
    formula: (x, [k1, b1, k2, b2]) =>
      plus(
        product(
          plus(product(matrix(x), rows(k1, 7)), b1).map((row) => row.map(gelu)),
          rows(k2, channels),
        ),
        b2,
      ),
  },
  {
    what: 'mlpBlock over tokens',
    make: () => mlpBlock({ hiddenUnits: 4, axis: -2 }),
    shape: [tokens, channels],
    formula: (x, [k1, b1, k2, b2]) => {
      const hidden = plus(product(transposed(matrix(x)), rows(k1, 4)), b1).map((row) => row.map(gelu));
      return transposed(plus(product(hidden, rows(k2, tokens)), b2));
    },
  },
  {
    what: 'gated mlpBlock over tokens',
    make: () => mlpBlock({ hiddenUnits: 8, axis: -2, kind: 'glu' }),
    shape: [tokens, channels],
    formula: (x, [k1, b1, k2, b2]) => {
      const packed = plus(product(transposed(matrix(x)), rows(k1, 8)), b1);
      const hidden = packed.map((row) => row.slice(0, 4).map((value, j) => value * silu(row[4 + j])));
      return transposed(plus(product(hidden, rows(k2, tokens)), b2));
    },
  },
  {
    what: 'layerNormalization',
    make: () => layerNormalization({ epsilon: 1e-2 }),
    shape: [tokens, channels],
    formula: (x, [gamma, beta]) => normalised(matrix(x), gamma, beta, 1e-2),
  },
  {
    what: 'spatialGatingUnit',
    make: () => spatialGatingUnit(),
    shape: [tokens, channels],
    formula: (x, [gamma, beta, k, b]) => {
      const u = matrix(x).map((row) => row.slice(0, 3));
      const v = normalised(
        matrix(x).map((row) => row.slice(3)),
        gamma,
        beta,
        1e-5,
      );
      const mixed = transposed(plus(product(transposed(v), rows(k, tokens)), b));
      return zip(u, mixed, (a, g) => a * g);
    },
  },
  {
    what: 'multiHeadAttention',
    make: () => multiHeadAttention({ numHeads: 3 }),
    shape: [tokens, channels],
    formula: (x, weights) => attention(matrix(x), weights, 3),
  },
  {
    what: 'affine',
    make: () => affine(),
    shape: [tokens, channels],
    formula: (x, [alpha, beta]) =>
      plus(
        matrix(x).map((row) => row.map((value, j) => value * alpha[j])),
        beta,
      ),
  },
  {
    what: 'layerScale',
    make: () => layerScale(),
    shape: [tokens, channels],
    formula: (x, [gamma]) => matrix(x).map((row) => row.map((value, j) => value * gamma[j])),
  },
  {
    what: 'positionEmbedding',
    make: () => positionEmbedding(),
    shape: [tokens, channels],
    formula: (x, [embedding]) => x.map((value, i) => value + embedding[i]),
  },
  {
    what: 'classToken',
    make: () => classToken(),
    shape: [tokens, channels],
    formula: (x, [token]) => [...token, ...x],
  },
  {
    what: 'globalAveragePool',
    make: () => globalAveragePool(),
    shape: [tokens, channels],
    formula: (x) => transposed(matrix(x)).map((column) => column.reduce((a, b) => a + b) / tokens),
  },
  {
    what: 'patchEmbedding',
    make: () => patchEmbedding({ patchSize: [2, 3], embedDim: 4, norm: true }),
    shape: [4, 9, 2],
    formula: (x, [k, b, gamma, beta]) =>
      normalised(plus(product(patches(x, 4, 9, 2, 2, 3), rows(k, 4)), b), gamma, beta, 1e-6),
  },
];

/** Builds the layer, replaces its weights by the fill, and returns the fill. */
function prepared({ make, shape }: ValueCase): { layer: tf.layers.Layer; weights: number[][]; shapes: number[][] } {
  const layer = make();
  tf.tidy(() => void layer.apply(tf.zeros([1, ...shape])));
  const shapes = layer.getWeights().map((weight) => weight.shape);
  const weights = shapes.map((weightShape, k) =>
    filled(
      weightShape.reduce((a, b) => a * b, 1),
      1.3 * k + 0.4,
    ),
  );
  tf.tidy(() => layer.setWeights(weights.map((values, k) => tf.tensor(values, shapes[k]))));
  return { layer, weights, shapes };
}

describe.each(testBackends())('layer values on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend: backend as 'cpu' | 'wasm' | 'webgpu' });
  });

  describe.each(cases)('$what', (valueCase) => {
    const { shape, formula } = valueCase;
    const size = shape.reduce((a, b) => a * b, 1);
    const samples = [filled(size, 0.1), filled(size, 2.2)];

    it('follows its formula', () => {
      const { layer, weights } = prepared(valueCase);
      const y = tf.tidy(() => (layer.apply(tf.tensor(samples.flat(), [2, ...shape])) as tf.Tensor).dataSync());
      const expected = samples.flatMap((sample) => formula(sample, weights).flat());
      expect(y).toHaveLength(expected.length);
      expected.forEach((value, i) => {
        expect(Math.abs(y[i] - value)).toBeLessThan(valueTolerance);
      });
      layer.dispose();
    });

    it('has the gradients of its formula, for the input and every weight', () => {
      const { layer, weights, shapes } = prepared(valueCase);
      // The sum of the outputs with uneven factors, so that no direction cancels.
      const factor = (i: number) => Math.cos(0.37 * i);
      const objective = (x: number[], w: number[][]) =>
        formula(x, w)
          .flat()
          .reduce((sum, value, i) => sum + value * factor(i), 0);
      const h = 1e-5;
      const slopes = (at: number[], f: (values: number[]) => number) =>
        at.map((_, i) => {
          const moved = (by: number) => f(at.map((value, j) => (j === i ? value + by : value)));
          return (moved(h) - moved(-h)) / (2 * h);
        });
      const expected = [
        slopes(samples[0], (x) => objective(x, weights)),
        ...weights.map((values, k) => slopes(values, (w) => objective(samples[0], weights.with(k, w)))),
      ];
      const x = tf.variable(tf.tensor(samples[0], [1, ...shape]));
      const variables = [x, ...layer.trainableWeights.map((weight) => weight.read() as tf.Variable)];
      const { value, grads } = tf.variableGrads(() => {
        const y = layer.apply(x) as tf.Tensor;
        const factors = tf.tensor(
          Array.from({ length: y.size }, (_, i) => factor(i)),
          y.shape,
        );
        return y.mul(factors).sum() as tf.Scalar;
      }, variables);
      expect(variables).toHaveLength(shapes.length + 1);
      variables.forEach((variable, k) => {
        const gradient = grads[variable.name].dataSync();
        const largest = Math.max(1, ...expected[k].map(Math.abs));
        expected[k].forEach((slope, i) => {
          expect(Math.abs(gradient[i] - slope) / largest).toBeLessThan(gradientTolerance);
        });
      });
      tf.dispose([value, grads, x]);
      layer.dispose();
    });
  });

  it('patchEmbedding equals the convolution with the reshaped kernel', () => {
    const layer = patchEmbedding({ patchSize: 4, embedDim: 5, flatten: false, seed: 3 });
    tf.tidy(() => {
      const x = tf.randomNormal([2, 8, 12, 3], 0, 1, 'float32', 1) as tf.Tensor4D;
      const y = layer.apply(x) as tf.Tensor;
      const kernel = layer.getWeights()[0].reshape([4, 4, 3, 5]) as tf.Tensor4D;
      const expected = tf.conv2d(x, kernel, 4, 'valid').dataSync();
      y.dataSync().forEach((value, i) => {
        expect(Math.abs(value - expected[i])).toBeLessThan(valueTolerance);
      });
    });
    layer.dispose();
  });

  it('patchEmbedding pads with zeros or cuts at the bottom and the right', () => {
    tf.tidy(() => {
      const x = tf.randomNormal([1, 5, 7, 2], 0, 1, 'float32', 1) as tf.Tensor4D;
      const settings = { patchSize: 2, embedDim: 3, seed: 3 };
      const whole = patchEmbedding(settings);
      const pairs: Array<['pad' | 'floor', tf.Tensor]> = [
        [
          'pad',
          x.pad([
            [0, 0],
            [0, 1],
            [0, 1],
            [0, 0],
          ]),
        ],
        ['floor', x.slice([0, 0, 0, 0], [1, 4, 6, 2])],
      ];
      for (const [onMismatch, fitted] of pairs) {
        const y = patchEmbedding({ ...settings, onMismatch }).apply(x) as tf.Tensor;
        expect(y.dataSync()).toEqual((whole.apply(fitted) as tf.Tensor).dataSync());
      }
    });
  });

  it('patchEmbedding takes integer pixels', () => {
    tf.tidy(() => {
      const layer = patchEmbedding({ patchSize: 2, embedDim: 3, seed: 3 });
      const pixels = tf.range(0, 16, 1, 'int32').reshape([1, 4, 4, 1]);
      expect((layer.apply(pixels) as tf.Tensor).dataSync()).toEqual(
        (layer.apply(pixels.toFloat()) as tf.Tensor).dataSync(),
      );
    });
  });

  it('the gated block starts with gates near silu(1)', () => {
    const layer = mlpBlock({ hiddenUnits: 8, kind: 'glu', seed: 1 });
    tf.tidy(() => void layer.apply(tf.zeros([1, 3, 6])));
    const [kernel, bias] = layer.getWeights().map((weight) => weight.arraySync()) as unknown as [Matrix, number[]];
    expect(bias).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect(Math.max(...kernel.flatMap((row) => row.slice(4).map(Math.abs)))).toBeLessThan(1e-5);
    expect(Math.max(...kernel.flatMap((row) => row.slice(0, 4).map(Math.abs)))).toBeGreaterThan(0.1);
    layer.dispose();
  });

  it('the spatial gating unit starts close to the identity on the first half', () => {
    tf.tidy(() => {
      const x = tf.randomNormal([2, 4, 6], 0, 1, 'float32', 1);
      const y = spatialGatingUnit({ seed: 1 }).apply(x) as tf.Tensor;
      const first = x.slice([0, 0, 0], [2, 4, 3]).dataSync();
      y.dataSync().forEach((value, i) => {
        expect(Math.abs(value - first[i])).toBeLessThan(1e-4);
      });
    });
  });

  describe('random masks', () => {
    const ones = () => tf.ones([64, 3, 5]);
    const call = (layer: tf.layers.Layer) =>
      tf.tidy(() => (layer.apply(ones(), { training: true }) as tf.Tensor).dataSync());

    it('stochasticDepth drops whole samples and keeps the mean', () => {
      const layer = stochasticDepth({ rate: 0.4, seed: 1 });
      let kept = 0;
      const steps = 40;
      for (let step = 0; step < steps; step++) {
        const y = call(layer);
        for (let b = 0; b < 64; b++) {
          const sample = Array.from(y.slice(b * 15, (b + 1) * 15));
          expect(new Set(sample).size).toBe(1);
          if (sample[0] !== 0) {
            expect(sample[0]).toBeCloseTo(1 / 0.6, 6);
            kept++;
          }
        }
      }
      const count = 64 * steps;
      // Five standard deviations of a binomial share.
      expect(Math.abs(kept / count - 0.6)).toBeLessThan(5 * Math.sqrt((0.6 * 0.4) / count));
    });

    it('stochasticDepth without scaling keeps samples as they are', () => {
      expect(new Set(call(stochasticDepth({ rate: 0.5, scaleByKeep: false, seed: 1 })))).toEqual(new Set([0, 1]));
    });

    it('rate 1 drops everything, rate 0 and inference nothing', () => {
      expect(call(stochasticDepth({ rate: 1 })).every((value) => value === 0)).toBe(true);
      expect(call(stochasticDepth({ rate: 0 })).every((value) => value === 1)).toBe(true);
      const silent = [stochasticDepth({ rate: 0.9 }), dropout({ rate: 0.9 })];
      for (const layer of silent) {
        const y = tf.tidy(() => (layer.apply(ones()) as tf.Tensor).dataSync());
        expect(y.every((value) => value === 1)).toBe(true);
      }
    });

    it('dropout scales what it keeps', () => {
      const y = call(dropout({ rate: 0.25, seed: 1 }));
      const kept = y.filter((value) => value !== 0);
      expect(kept.every((value) => Math.abs(value - 4 / 3) < 1e-6)).toBe(true);
      expect(Math.abs(kept.length / y.length - 0.75)).toBeLessThan(5 * Math.sqrt((0.75 * 0.25) / y.length));
    });

    it('differ from call to call, repeat from the seed, and differ between seeds', () => {
      for (const make of [dropout, stochasticDepth]) {
        const [one, same, other] = [
          make({ rate: 0.5, seed: 7 }),
          make({ rate: 0.5, seed: 7 }),
          make({ rate: 0.5, seed: 8 }),
        ];
        const first = call(one);
        const second = call(one);
        expect(second).not.toEqual(first);
        expect([call(same), call(same)]).toEqual([first, second]);
        expect(call(other)).not.toEqual(first);
      }
    });

    it('layers without a seed differ by their names', () => {
      const [one, two] = [dropout({ rate: 0.5, name: 'one' }), dropout({ rate: 0.5, name: 'two' })];
      expect(call(one)).not.toEqual(call(two));
    });

    it('follow the step that setTrainingStep sets, also in nested models', () => {
      const inner = tf.sequential({ layers: [dropout({ rate: 0.5, seed: 1, inputShape: [8] })] });
      const input = tf.input({ shape: [8] });
      const dropped = inner.apply(input) as tf.SymbolicTensor;
      const mixed = mlpBlock({ hiddenUnits: 4, dropout: 0.5, seed: 2 }).apply(dropped) as tf.SymbolicTensor;
      const model = tf.model({ inputs: input, outputs: mixed });
      const at = (step: number) => {
        setTrainingStep(model, step);
        return tf.tidy(() => (model.apply(tf.ones([4, 8]), { training: true }) as tf.Tensor).dataSync());
      };
      const [first, second] = [at(11), at(12)];
      expect(second).not.toEqual(first);
      expect(at(11)).toEqual(first);
      model.dispose();
    });
  });
});

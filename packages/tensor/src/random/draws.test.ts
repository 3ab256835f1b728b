import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, ShapeError } from '../errors/perceptrons-error';
import * as random from './index';
import { cosineOfTurn, logOfSteps } from './normal';
import { normalProbability, normalQuantile } from './normal-distribution';

const count = 100_000;
// Kolmogorov-Smirnov: the largest gap between the empirical and the true distribution function exceeds
// 1.95 / sqrt(count) with probability 0.001; the draws are fixed, so this either holds for ever or never.
const ksBound = 1.95 / Math.sqrt(count);

function largestGap(values: ArrayLike<number>, distribution: (x: number) => number): number {
  const sorted = Float64Array.from(values).sort();
  let gap = 0;
  sorted.forEach((value, i) => {
    const probability = distribution(value);
    gap = Math.max(gap, Math.abs(probability - i / sorted.length), Math.abs(probability - (i + 1) / sorted.length));
  });
  return gap;
}

function moments(values: ArrayLike<number>) {
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  return { mean, variance: list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / list.length };
}

describe('uniformArray', () => {
  it('has mean 1/2 within 1.5e-3 over a million draws', () => {
    expect(Math.abs(moments(random.uniformArray(42, 1_000_000)).mean - 0.5)).toBeLessThan(1.5e-3);
  });

  it('is uniform', () => {
    const draws = random.uniformArray(random.key(1), count);
    expect(largestGap(draws, (x) => x)).toBeLessThan(ksBound);
    expect(Math.abs(moments(draws).variance - 1 / 12)).toBeLessThan(1e-3);
    expect(draws.every((value) => value >= 0 && value < 1)).toBe(true);
  });

  it('equals the float with the top 23 bits as fraction, minus one', () => {
    const words = random.bitsArray(9, 1000);
    const floats = new Float32Array(new Uint32Array(words.map((word) => (word >>> 9) | 0x3f800000)).buffer);
    expect([...random.uniformArray(9, 1000)]).toEqual([...floats].map((value) => value - 1));
  });

  it('never reaches the upper bound, even where float32 is coarse', () => {
    const draws = random.uniformArray(2, 50_000, { min: 2 ** 24, max: 2 ** 24 + 4 });
    expect(Math.max(...draws)).toBe(2 ** 24 + 2);
    expect(Math.min(...draws)).toBe(2 ** 24);
    expect(Math.max(...random.uniformArray(2, 50_000, { min: -1, max: 0 }))).toBeLessThan(0);
  });
});

describe('normalArray', () => {
  it('is normal', () => {
    const draws = random.normalArray(random.key(1), count);
    expect(largestGap(draws, normalProbability)).toBeLessThan(ksBound);
    const { mean, variance } = moments(draws);
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
  });

  it('has uncorrelated neighbours', () => {
    const draws = random.normalArray(4, count);
    let sum = 0;
    for (let i = 1; i < count; i++) sum += draws[i] * draws[i - 1];
    expect(Math.abs(sum / count)).toBeLessThan(0.012);
  });

  it('scales and shifts', () => {
    const plain = random.normalArray(4, 100);
    const moved = random.normalArray(4, 100, { mean: 3, stddev: 0.5 });
    moved.forEach((value, i) => {
      expect(value).toBeCloseTo(3 + 0.5 * plain[i], 6);
    });
    expect([...random.normalArray(4, 3, { mean: 2, stddev: 0 })]).toEqual([2, 2, 2]);
  });

  it('uses a logarithm and a cosine that are right to 1e-11', () => {
    const steps = [1, 2, 3, 5, 11863283, 5931641, 5931642, 0x400000, 0x7fffff, 0x800000];
    for (let i = 0; i < 2000; i++) steps.push(1 + ((i * 4194301) % 0x800000));
    for (const step of steps.filter((each) => each <= 0x800000)) {
      expect(Math.abs(logOfSteps(step) - Math.log(step * 2 ** -23))).toBeLessThan(1e-11);
      const turn = step - 1;
      expect(Math.abs(cosineOfTurn(turn) - Math.cos(2 * Math.PI * turn * 2 ** -23))).toBeLessThan(1e-11);
    }
  });
});

describe('truncatedNormalArray', () => {
  it('is normal between the bounds', () => {
    const draws = random.truncatedNormalArray(random.key(3), count);
    const low = normalProbability(-2);
    const width = normalProbability(2) - low;
    expect(largestGap(draws, (x) => (normalProbability(x) - low) / width)).toBeLessThan(ksBound);
    expect(draws.every((value) => Math.abs(value) <= 2)).toBe(true);
    // Standard deviation of the standard normal cut at +-2.
    expect(Math.sqrt(moments(draws).variance)).toBeCloseTo(0.8796, 2);
  });

  it('reaches far tails on both sides', () => {
    const upper = random.truncatedNormalArray(5, 2000, { lower: 8, upper: 9 });
    const lower = random.truncatedNormalArray(5, 2000, { lower: -9, upper: -8 });
    expect([...upper]).toEqual([...lower].map((value) => -value));
    expect(Math.min(...upper)).toBeGreaterThanOrEqual(8);
    // Mean of a standard normal above 8 is density(8) / probability = 8.1213.
    expect(moments(upper).mean).toBeCloseTo(8.1213, 2);
  });
});

describe('normalQuantile', () => {
  // Solutions of ncdf(x) = p with mpmath at 40 digits, rounded to float64.
  it.each([
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.01, -2.326347874040841],
    [1e-10, -6.361340902404056],
    [1e-20, -9.262340089798409],
    [1e-300, -37.0470962993612],
  ])('of %s is %s', (p, expected) => {
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(expected)));
  });

  it('inverts normalProbability', () => {
    for (let x = -8; x <= 5; x += 0.25) expect(normalQuantile(normalProbability(x))).toBeCloseTo(x, 9);
  });
});

describe('other host draws', () => {
  it('bernoulliArray has the asked frequency and exact ends', () => {
    expect(moments(random.bernoulliArray(1, count, { probability: 0.3 })).mean).toBeCloseTo(0.3, 2);
    expect(random.bernoulliArray(1, 1000, { probability: 0 }).every((value) => value === 0)).toBe(true);
    expect(random.bernoulliArray(1, 1000, { probability: 1 }).every((value) => value === 1)).toBe(true);
  });

  it('randintArray is flat and takes the whole int32 range', () => {
    const histogram = new Array(7).fill(0);
    for (const value of random.randintArray(8, 70_000, { min: -3, max: 4 })) histogram[value + 3]++;
    // Each cell has standard deviation 93.
    for (const cell of histogram) expect(Math.abs(cell - 10_000)).toBeLessThan(350);
    const wide = random.randintArray(8, 10_000, { min: -(2 ** 31), max: 2 ** 31 });
    expect(Math.min(...wide)).toBeLessThan(-2.14e9);
    expect(Math.max(...wide)).toBeGreaterThan(2.14e9);
  });

  it('categoricalArray follows the weights and never draws weight 0', () => {
    const histogram = [0, 0, 0, 0];
    for (const value of random.categoricalArray(8, count, { probabilities: [0, 1, 3, 0] })) histogram[value]++;
    expect(histogram[0] + histogram[3]).toBe(0);
    expect(histogram[2] / count).toBeCloseTo(0.75, 2);
    const logits = [Math.log(0.1), Math.log(0.9)].map((value) => value + 500);
    expect(moments(random.categoricalArray(8, count, { logits })).mean).toBeCloseTo(0.9, 2);
  });

  it('permutation is a permutation, and all orders of three are equally likely', () => {
    expect([...random.permutation(3, 5000)].sort((a, b) => a - b)).toEqual([...Array(5000).keys()]);
    expect(random.permutation(1, 0)).toHaveLength(0);
    const frequency = new Map<string, number>();
    for (const each of random.split(77, 6000)) {
      const order = random.permutation(each, 3).join();
      frequency.set(order, (frequency.get(order) ?? 0) + 1);
    }
    expect(frequency.size).toBe(6);
    // Each order has standard deviation 29.
    for (const times of frequency.values()) expect(Math.abs(times - 1000)).toBeLessThan(120);
  });

  it('draws element i from counter i: a draw with an offset continues a longer one', () => {
    const long = random.normalArray(6, 3000);
    expect([...random.normalArray(6, 1500, { offset: 1500 })]).toEqual([...long.slice(1500)]);
    expect([...random.normalArray(6, 10)]).toEqual([...long.slice(0, 10)]);
    expect([...random.bitsArray(6, 5, { offset: 1024 })]).toEqual([...random.bitsArray(6, 1029).slice(1024)]);
  });

  it('agrees with the counters of another implementation', () => {
    // JAX 0.10.2, jax.extend.random.threefry_2x32 with key (0, 7) on counters (i, 0); the transforms in numpy float64.
    expect([...random.bitsArray(7, 4)]).toEqual([0xd817648b, 0x6d18d948, 0xa6847f6e, 0x9bd2f903]);
    const uniform = [0.844106912612915, 0.4261603355407715, 0.6504591703414917, 0.6086878776550293];
    expect([...random.uniformArray(7, 4)]).toEqual(uniform);
    const normal = [-1.8520302772521973, 0.8729335069656372, 1.3543084859848022, -1.1569491624832153];
    random.normalArray(7, 4).forEach((value, i) => {
      expect(Math.abs(value - normal[i])).toBeLessThan(2.5e-7);
    });
    // Counters (0, 1), (1, 1) and (5, 2).
    expect(random.split(7, 2)).toEqual([
      [195045567, 4062205631],
      [2653778460, 3536470324],
    ]);
    expect(random.foldIn(7, 5)).toEqual([28279730, 3284265475]);
  });
});

describe('bad input', () => {
  it('is refused with the received value in the message', () => {
    const cases: [() => unknown, typeof ConfigError | typeof ShapeError, RegExp][] = [
      [() => random.uniform(1, [2, -1]), ShapeError, /\[2,-1\]/],
      [() => random.uniform(1, 3 as unknown as number[]), ShapeError, /is 3/],
      [() => random.bits(1, [2 ** 20, 2 ** 20]), ShapeError, /1048576/],
      [() => random.uniform(1, [2], { min: 1, max: 1 }), ConfigError, /\[1, 1\)/],
      [() => random.uniform(1, [2], { min: Number.NaN }), ConfigError, /NaN/],
      [() => random.normal(1, [2], { stddev: -1 }), ConfigError, /-1/],
      [() => random.normal([1, 2, 3] as unknown as random.Key, [2]), ConfigError, /\[1,2,3\]/],
      [() => random.truncatedNormal(1, [2], { lower: 2, upper: 1 }), ConfigError, /\[2, 1\]/],
      [() => random.truncatedNormal(1, [2], { lower: 40, upper: 41 }), ConfigError, /\[40, 41\]/],
      [() => random.bernoulli(1, [2], { probability: 1.1 }), ConfigError, /1\.1/],
      [() => random.randint(1, [2], { max: 0 }), ConfigError, /\[0, 0\)/],
      [() => random.randint(1, [2], { max: 2.5 }), ConfigError, /2\.5/],
      [() => random.categorical(1, [2], { probabilities: [0, 0] }), ConfigError, /\[0,0\]/],
      [() => random.categorical(1, [2], { probabilities: [1, -1] }), ConfigError, /\[1,-1\]/],
      [() => random.categorical(1, [2], { logits: [Number.NaN] }), ConfigError, /NaN/],
      [() => random.categorical(1, [2], {}), ConfigError, /neither/],
      [() => random.categorical(1, [2], { logits: [1], probabilities: [1] }), ConfigError, /both/],
      [() => random.permutation(1, -1), ShapeError, /-1/],
      [() => random.normalArray(1, 1.5), ShapeError, /1\.5/],
      [() => random.normalArray(1, 5, { offset: 2 ** 32 - 4 }), ConfigError, /4294967292/],
    ];
    for (const [run, type, text] of cases) {
      expect(run).toThrow(type);
      expect(run).toThrow(text);
    }
  });
});

describe.each(testBackends())('tensor draws on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it('hold the host values in the asked shape and dtype', async () => {
    const key = random.key(21);
    const shape = [3, 0, 5];
    expect(random.normal(key, shape).shape).toEqual(shape);
    const pairs: [tf.Tensor, ArrayLike<number>, string][] = [
      [random.uniform(key, [3, 5], { max: 2 }), random.uniformArray(key, 15, { max: 2 }), 'float32'],
      [random.normal(key, [15]), random.normalArray(key, 15), 'float32'],
      [random.truncatedNormal(key, [5, 3]), random.truncatedNormalArray(key, 15), 'float32'],
      [random.bits(key, [15, 1]), new Int32Array(random.bitsArray(key, 15)), 'int32'],
      [random.bernoulli(key, [15]), random.bernoulliArray(key, 15), 'bool'],
      [random.bernoulli(key, [15], { dtype: 'float32' }), random.bernoulliArray(key, 15), 'float32'],
      [random.bernoulli(key, [15], { dtype: 'int32' }), random.bernoulliArray(key, 15), 'int32'],
      [random.randint(key, [15], { max: 9 }), random.randintArray(key, 15, { max: 9 }), 'int32'],
      [
        random.categorical(key, [15], { logits: [0, 1, 2] }),
        random.categoricalArray(key, 15, { logits: [0, 1, 2] }),
        'int32',
      ],
      [random.normal(key, []), random.normalArray(key, 1), 'float32'],
    ];
    for (const [tensor, values, dtype] of pairs) {
      expect(tensor.dtype).toBe(dtype);
      expect(Array.from(await tensor.data())).toEqual(Array.from(values));
      tensor.dispose();
    }
  });

  it('draw a class for each row of a tensor of logits', async () => {
    const logits = tf.tile(tf.tensor2d([[0, Math.log(3)]]), [8000, 1]);
    const drawn = random.categorical(5, [8000], { logits });
    expect([drawn.dtype, drawn.shape]).toEqual(['int32', [8000]]);
    expect(moments(await drawn.data()).mean).toBeCloseTo(0.75, 1);
    const certain = random.categorical(5, [2, 2], { logits: tf.tensor3d([-99, 0, 0, -99, -99, 0, 0, -99], [2, 2, 2]) });
    expect(Array.from(await certain.data())).toEqual([1, 0, 1, 0]);
    expect(() => random.categorical(5, [3], { logits })).toThrow(/\[8000,2\]/);
    const single = random.categorical(5, [], { logits: tf.tensor1d([-99, 0, -99]) });
    expect([single.shape, Array.from(await single.data())]).toEqual([[], [1]]);
  });

  it('leave nothing but their result behind', async () => {
    await expectNoLeak(() => {
      for (const tensor of [
        random.normal(1, [4]),
        random.categorical(1, [2], { logits: [0, 0] }),
        random.bernoulli(1, [3]),
      ]) {
        tensor.dispose();
      }
      const logits = tf.zeros([2, 3]);
      tf.dispose([logits, random.categorical(1, [2], { logits })]);
    });
  });
});

import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, DataError, ShapeError } from '../errors/perceptrons-error';
import {
  loadWeights,
  mapWeights,
  modelWeights,
  transformWeight,
  transposeWeight,
  type WeightArray,
  type WeightReport,
  type WeightTransform,
} from './index';

const count = (shape: number[]) => shape.reduce((product, size) => product * size, 1);
const weight = (shape: number[], from = 0): WeightArray => ({
  dtype: 'float32',
  shape,
  data: new Float32Array(count(shape)).map((_, i) => from + i),
});

describe('transposeWeight', () => {
  it('agrees with tf.transpose', async () => {
    await tf.setBackend('cpu');
    for (const permutation of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [2, 3, 1, 0],
      [1, 0, 3, 2],
    ]) {
      const input = weight([2, 3, 4, 5]);
      const expected = tf.tidy(() => tf.transpose(tf.tensor(input.data, input.shape), permutation));
      const received = transposeWeight(input, permutation);
      expect(received.shape).toEqual(expected.shape);
      expect([...received.data]).toEqual([...expected.dataSync()]);
      expected.dispose();
    }
  });

  it('takes scalars, empty arrays and other dtypes', () => {
    expect(transposeWeight(weight([]), [])).toEqual(weight([]));
    expect(transposeWeight(weight([0, 3]), [1, 0]).shape).toEqual([3, 0]);
    const flags: WeightArray = { dtype: 'bool', shape: [1, 2], data: new Uint8Array([1, 0]) };
    expect(transposeWeight(flags, [1, 0])).toEqual({ ...flags, shape: [2, 1] });
  });

  it.each([[[0]], [[0, 0]], [[0, 2]], [[0, 1, 2]]])('refuses the permutation %j of a matrix', (permutation) => {
    expect(() => transposeWeight(weight([2, 3]), permutation)).toThrow(ShapeError);
  });
});

describe('transformWeight', () => {
  it.each<[WeightTransform, number[], number[]]>([
    ['dense', [5, 3], [3, 5]],
    ['conv', [8, 3, 2, 4], [2, 4, 3, 8]],
    ['conv', [8, 3, 2], [2, 3, 8]],
    ['depthwise', [6, 1, 2, 3], [2, 3, 6, 1]],
    ['lstm', [8, 3], [3, 8]],
    ['lstm', [8], [8]],
    ['gruReset', [6, 3], [3, 6]],
    ['gruReset', [6], [6]],
    ['none', [2, 3, 4], [2, 3, 4]],
  ])('%s takes %j to %j and back', (transform, from, to) => {
    const there = transformWeight(weight(from), transform);
    expect(there.shape).toEqual(to);
    expect(transformWeight(there, transform, { inverse: true })).toEqual(weight(from));
  });

  it('moves elements where the layouts say', () => {
    const conv = transformWeight(weight([2, 3, 4, 5]), 'conv');
    // Element [o, i, h, w] = [1, 2, 3, 4] is the last of both layouts; [1, 0, 2, 3] is at ((2 * 5 + 3) * 3 + 0) * 2 + 1.
    expect(conv.data[79]).toBe(((1 * 3 + 0) * 4 + 2) * 5 + 3);
    expect([...transformWeight(weight([6, 1]), 'gruReset').data]).toEqual([2, 3, 0, 1, 4, 5]);
  });

  it.each<[WeightTransform, number[]]>([
    ['dense', [3]],
    ['conv', [2, 2]],
    ['depthwise', [4, 2, 3, 3]],
    ['lstm', [6, 3]],
    ['gruReset', [8]],
  ])('%s refuses %j', (transform, shape) => {
    expect(() => transformWeight(weight(shape), transform)).toThrow(ShapeError);
    expect(() => transformWeight(weight(shape), transform)).toThrow(`[${shape}]`);
  });

  it('refuses unknown names', () => {
    for (const name of ['linear', 'toString']) {
      expect(() => transformWeight(weight([1]), name as WeightTransform)).toThrow(ConfigError);
    }
  });
});

describe('mapWeights', () => {
  const expected = { 'dense/kernel': [2, 3], 'dense/bias': [3] };
  const rules = [
    { from: /^fc\.weight$/, to: 'dense/kernel', transform: 'dense' as const },
    { from: 'fc.bias', to: 'dense/bias' },
  ];

  it('renames, transforms and puts into the order of the model', () => {
    const mapped = mapWeights({ 'fc.bias': weight([3]), 'fc.weight': weight([3, 2]) }, expected, { rules });
    expect([...mapped.keys()]).toEqual(['dense/kernel', 'dense/bias']);
    expect([...mapped.get('dense/kernel')!.data]).toEqual([0, 2, 4, 1, 3, 5]);
  });

  it('keeps names without rules', () => {
    const weights = { 'dense/kernel': weight([2, 3]), 'dense/bias': weight([3]) };
    expect([...mapWeights(weights, expected)]).toEqual(Object.entries(weights));
  });

  it('uses groups, functions and the first rule that matches', () => {
    const mapped = mapWeights(
      { 'blocks.3.w': weight([1]), 'head.w': weight([2]), skip: weight([1]) },
      { 'block_3/w': [1], HEAD: [2] },
      {
        rules: [
          { from: /^blocks\.(\d+)\./, to: 'block_$1/' },
          { from: /^(head)\.w$/g, to: ([, name]) => name.toUpperCase() },
          { from: /./, to: 'nowhere' },
        ],
        ignore: [/^sk/],
      },
    );
    expect([...mapped.keys()]).toEqual(['block_3/w', 'HEAD']);
  });

  it('sums what is to be combined, and refuses two tensors for one name otherwise', () => {
    const weights = { 'lstm.bias_ih': weight([4]), 'lstm.bias_hh': weight([4], 10) };
    const rule = { from: /^lstm\.bias_.h$/, to: 'bias', transform: 'lstm' as const };
    const mapped = mapWeights(weights, { bias: [4] }, { rules: [{ ...rule, combine: 'sum' }] });
    expect([...mapped.get('bias')!.data]).toEqual([10, 12, 14, 16]);
    expect(() => mapWeights(weights, { bias: [4] }, { rules: [rule] })).toThrow(ConfigError);
    const uneven = { 'lstm.bias_ih': weight([4]), 'lstm.bias_hh': weight([8]) };
    expect(() => mapWeights(uneven, { bias: [4] }, { rules: [{ ...rule, combine: 'sum' }] })).toThrow(
      /cannot be added/,
    );
  });

  it('lists everything that does not fit in one error', () => {
    const weights = { 'fc.weight': weight([3]), 'fc.bias': weight([4]), extra: weight([1]) };
    const run = () => mapWeights(weights, { ...expected, 'other/gamma': [1] }, { rules });
    expect(run).toThrow(DataError);
    for (const text of [
      'missing (1): other/gamma',
      'unexpected (1): extra',
      'mis-shaped (2): dense/kernel: The weight transform "dense" does not fit the shape [3]',
      'dense/bias: [4] from fc.bias, the model has [3]',
    ]) {
      expect(run).toThrow(text);
    }
  });

  it('returns what fits when not strict, and reports the rest', () => {
    let report: WeightReport | undefined;
    const mapped = mapWeights({ 'fc.bias': weight([3]), extra: weight([1]) }, new Map(Object.entries(expected)), {
      rules: [...rules, { from: 'extra', to: 'gone' }],
      strict: false,
      onReport: (received) => {
        report = received;
      },
    });
    expect([...mapped.keys()]).toEqual(['dense/bias']);
    expect(report).toEqual({ missing: ['dense/kernel'], unexpected: ['extra (as gone)'], misshaped: [] });
  });
});

describe.each(testBackends())('loadWeights on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it('fills a model and reads it back', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2], name: 'fc' })] });
    await expectNoLeak(async () => {
      const rules = [
        { from: 'fc.weight', to: 'fc/kernel', transform: 'dense' as const },
        { from: 'fc.bias', to: 'fc/bias' },
      ];
      const weights = { 'fc.weight': weight([3, 2]), 'fc.bias': weight([3]) };
      expect(loadWeights(model, weights, { rules })).toBe(2);
      expect(() => loadWeights(model, {})).toThrow(/missing \(2\)/);
      expect(loadWeights(model, {}, { strict: false })).toBe(0);
      const read = await modelWeights(model);
      expect([...read]).toEqual([
        ['fc/kernel', { dtype: 'float32', shape: [2, 3], data: new Float32Array([0, 2, 4, 1, 3, 5]) }],
        ['fc/bias', weight([3])],
      ]);
    });
    model.dispose();
  });

  it('refuses a model with two weights of one name', () => {
    const { weights } = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    expect(() => loadWeights({ weights: [weights[0], weights[0]] }, {})).toThrow(/two weights named/);
  });
});

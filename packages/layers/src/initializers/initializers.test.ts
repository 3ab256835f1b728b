import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { dense } from '../dense';
import { deriveSeed } from '../seeds';
import {
  constant,
  halves,
  heNormal,
  heUniform,
  type Initializer,
  initializerConfig,
  lecunNormal,
  normal,
  ones,
  resolveInitializer,
  truncatedNormal,
  uniform,
  varianceScaling,
  xavierNormal,
  xavierUniform,
  zeros,
} from './index';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const [fanIn, fanOut] = [120, 80];
const draw = (initializer: Initializer, shape = [fanIn, fanOut]) =>
  Array.from(tf.tidy(() => initializer.apply(shape, 'float32').dataSync()));
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
const largest = (values: number[]) => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);

/** Five standard errors of the deviation of 9,600 draws, for a kurtosis of at most 3. */
const relativeTolerance = 5 / Math.sqrt(2 * fanIn * fanOut);

/** The correction of Flax: standard deviation of a normal cut at two standard deviations. */
const cut = 0.87962566103423978;

describe('random initializers', () => {
  it.each<[string, Initializer, number, number]>([
    ['lecunNormal', lecunNormal({ seed: 1 }), Math.sqrt(1 / fanIn), (2 / cut) * Math.sqrt(1 / fanIn)],
    ['xavierUniform', xavierUniform({ seed: 1 }), Math.sqrt(2 / (fanIn + fanOut)), Math.sqrt(6 / (fanIn + fanOut))],
    ['xavierNormal', xavierNormal({ seed: 1 }), Math.sqrt(2 / (fanIn + fanOut)), 1],
    ['heNormal', heNormal({ seed: 1 }), Math.sqrt(2 / fanIn), 1],
    ['heUniform', heUniform({ seed: 1 }), Math.sqrt(2 / fanIn), Math.sqrt(6 / fanIn)],
    ['fanOut scaling', varianceScaling({ mode: 'fanOut', scale: 3, seed: 1 }), Math.sqrt(3 / fanOut), 1],
    ['normal', normal({ std: 0.3, seed: 1 }), 0.3, 2],
    ['truncatedNormal', truncatedNormal({ std: 0.3, seed: 1 }), 0.3 * cut, 0.6],
    ['uniform', uniform({ min: -0.3, max: 0.3, seed: 1 }), 0.3 / Math.sqrt(3), 0.3],
  ])('%s has its width, its bounds, and mean 0', (_, initializer, std, bound) => {
    const values = draw(initializer);
    expect(Math.abs(deviation(values) / std - 1)).toBeLessThan(relativeTolerance);
    expect(Math.abs(mean(values))).toBeLessThan((5 * std) / Math.sqrt(values.length));
    expect(largest(values)).toBeLessThanOrEqual(bound * (1 + 1e-6));
    expect(draw(initializer)).toEqual(values);
  });

  it('count the positions of a convolution kernel', () => {
    const values = draw(lecunNormal({ seed: 2 }), [3, 4, 10, 80]);
    expect(Math.abs(deviation(values) / Math.sqrt(1 / 120) - 1)).toBeLessThan(relativeTolerance);
  });

  it('differ between seeds', () => {
    expect(draw(normal({ seed: 1 }))).not.toEqual(draw(normal({ seed: 2 })));
  });
});

it('the plain initializers fill', () => {
  expect([zeros(), ones(), constant(-6.9)].map((one) => draw(one, [2])[0])).toEqual([0, 1, Math.fround(-6.9)]);
});

it('halves fill the halves of the last axis', () => {
  expect(draw(halves({ first: 'zeros', second: constant(2) }), [2, 4])).toEqual([0, 0, 2, 2, 0, 0, 2, 2]);
  const seeded = halves({ first: 'normal', second: 'normal', seed: 4 });
  const rows = draw(seeded, [1, 8]);
  expect(rows.slice(0, 4)).not.toEqual(rows.slice(4));
  expect(draw(seeded, [1, 8])).toEqual(rows);
});

describe('resolveInitializer', () => {
  it('gives each weight of each layer its own draw, and keeps a seed that was given', () => {
    const drawn = (seed: number, weight: string) => draw(resolveInitializer('lecunNormal', seed, weight));
    expect(drawn(1, 'kernel')).toEqual(drawn(1, 'kernel'));
    expect(drawn(1, 'kernel')).not.toEqual(drawn(2, 'kernel'));
    expect(drawn(1, 'fc1/kernel')).not.toEqual(drawn(1, 'fc2/kernel'));
    expect(draw(resolveInitializer(normal({ seed: 5 }), 1, 'kernel'))).toEqual(draw(normal({ seed: 5 })));
  });

  it('restores what initializerConfig saved, ours and stock', () => {
    const originals = [heUniform({ seed: 3 }), truncatedNormal({ seed: 3 }), uniform({ seed: 3 }), constant(4)];
    for (const original of [...originals, halves({ first: 'normal', second: 'ones', seed: 2 })]) {
      const saved = JSON.parse(JSON.stringify(initializerConfig(original)));
      const again = resolveInitializer(saved, 9, 'kernel');
      expect(again.constructor).toBe(original.constructor);
      expect(draw(again)).toEqual(draw(original));
    }
  });

  it('lets stock layers use ours', () => {
    const layer = tf.layers.dense({ units: 4, kernelInitializer: lecunNormal({ seed: 1 }) });
    layer.build([null, 3]);
    expect(Array.from(layer.getWeights()[0].dataSync())).toEqual(draw(lecunNormal({ seed: 1 }), [3, 4]));
  });
});

it('layers with one seed and different names start alike, and others do not', () => {
  const kernel = (seed?: number, name?: string) => {
    const layer = dense({ units: 3, seed, name });
    layer.build([null, 4]);
    return Array.from(layer.getWeights()[0].dataSync());
  };
  expect(kernel(1, 'a')).toEqual(kernel(1, 'b'));
  expect(kernel(undefined, 'a')).toEqual(kernel(undefined, 'a'));
  expect(kernel(undefined, 'a')).not.toEqual(kernel(undefined, 'b'));
  expect(kernel(deriveSeed(1, 'a'))).not.toEqual(kernel(deriveSeed(1, 'b')));
});

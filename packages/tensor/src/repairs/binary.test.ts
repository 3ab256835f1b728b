// Two-sided ops after init on wasm, against the cpu backend on generated broadcasts and special values.
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { init, restore } from '../init/init';
import { type Draw, expectCpuAgreement } from '../testing/cpu-agreement';

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const numeric: Record<string, Binary> = {
  maximum: tf.maximum,
  minimum: tf.minimum,
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
  equal: tf.equal,
  notEqual: tf.notEqual,
};

const logical: Record<string, Binary> = {
  logicalAnd: tf.logicalAnd,
  logicalOr: tf.logicalOr,
  logicalXor: tf.logicalXor,
  equal: tf.equal,
  notEqual: tf.notEqual,
};

/** Two shapes that broadcast to one another, and sometimes two that do not. */
function twoShapes(draw: Draw): [number[], number[]] {
  const shape = draw.shape();
  const thinned = (): number[] => {
    const own = shape.map((length) => (draw.integer(0, 2) === 0 ? 1 : length));
    return own.slice(draw.integer(0, 3) === 0 ? draw.integer(0, own.length) : 0);
  };
  const [a, b] = [thinned(), thinned()];
  if (draw.integer(0, 19) === 0 && a.length > 0) a[0] += 1;
  return [a, b];
}

function pairs(run: Binary, types: readonly tf.DataType[]): (draw: Draw) => [string, () => tf.Tensor] {
  return (draw) => {
    const [a, b] = twoShapes(draw);
    const dtype = draw.pick(types);
    const left = draw.tensor(a, dtype, true);
    const right = draw.tensor(b, dtype, true);
    return [`${dtype} [${a}] and [${b}]`, () => run(left(), right())];
  };
}

describe('two-sided ops after init on wasm', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });
  afterAll(() => restore());

  it.each(Object.keys(numeric))('%s equals the cpu backend for floats and whole numbers', async (name) => {
    await expectCpuAgreement(60, pairs(numeric[name], ['float32', 'int32']), 1e-7);
  });

  it.each([1, 2, 3, 5, 10, 15])('many rows of %d against one row equal the cpu backend', async (columns) => {
    await expectCpuAgreement(
      12,
      (draw) => {
        const rows = draw.integer(7, 23);
        const shapes = [[rows, columns], [columns]];
        const [a, b] = draw.chance() ? shapes : [...shapes].reverse();
        const run = draw.pick([tf.sub, tf.div, tf.maximum, tf.greater] as Binary[]);
        const [left, right] = [draw.tensor(a), draw.tensor(b)];
        return [`[${a}] and [${b}]`, () => run(left(), right())];
      },
      1e-7,
    );
  });

  it('subtracts a colour from a large image', () => {
    tf.tidy(() => {
      const image = tf.reshape(tf.range(0, 3 * 4001), [4001, 3]);
      const values = tf.sub(image, tf.tensor1d([0, 10, 20])).dataSync();
      expect(values.every((value, index) => value === index - 10 * (index % 3))).toBe(true);
    });
  });

  it.each(Object.keys(logical))('%s equals the cpu backend for truth values', async (name) => {
    await expectCpuAgreement(40, pairs(logical[name], ['bool']));
  });

  it.each([tf.floorDiv, tf.mod])('%o equals the cpu backend for whole numbers', async (run) => {
    await expectCpuAgreement(60, pairs(run, ['int32']));
  });

  it('divides the largest whole numbers exactly', () => {
    const a = [2147483647, -2147483647, 2147483646, -7, 7, 2147483647];
    const b = [2, 2, 2147483647, 3, -3, -2147483647];
    const results = tf.tidy(() => tf.floorDiv(tf.tensor1d(a, 'int32'), tf.tensor1d(b, 'int32')).dataSync());
    expect([...results]).toEqual(a.map((value, index) => Math.floor(value / b[index])));
  });

  it('pow equals the cpu backend, also for special bases and exponents', async () => {
    await expectCpuAgreement(80, pairs(tf.pow, ['float32']), 3e-7);
  });

  it.each([2, 3, 0.5, -1, 1, 0, -0.5, 7])(
    'pow with the constant exponent %d equals the cpu backend',
    async (exponent) => {
      await expectCpuAgreement(
        10,
        (draw) => {
          const shape = draw.shape(draw.integer(1, 3));
          const make = draw.tensor(shape, 'float32', true);
          return [`[${shape}]`, () => tf.pow(make(), exponent)];
        },
        3e-7,
      );
    },
  );

  it('pow keeps all digits of large and small results', () => {
    const bases = [1.5, 0.7, 1.0001, 3e5, 1e-20, 1e-40, 2];
    const exponents = [200, -240, 8e5, 6.5, 2, 0.5, -149];
    const results = tf.tidy(() => tf.pow(tf.tensor1d(bases), tf.tensor1d(exponents)).dataSync());
    bases.forEach((base, index) => {
      const right = Math.fround(Math.fround(base) ** Math.fround(exponents[index]));
      expect(Math.abs(results[index] / right - 1), `${base}^${exponents[index]}`).toBeLessThan(1.2e-7);
    });
  });

  it('prelu equals the cpu backend for every alpha that broadcasts', async () => {
    await expectCpuAgreement(40, (draw) => {
      const shape = draw.shape();
      const thinned = shape.map((length) => (draw.chance() ? 1 : length));
      const [x, alpha] = [draw.tensor(shape, 'float32', true), draw.tensor(thinned)];
      return [`[${shape}] and [${thinned}]`, () => tf.prelu(x(), alpha())];
    });
  });

  it('where equals the cpu backend', async () => {
    await expectCpuAgreement(80, (draw) => {
      // The op itself does not broadcast to an axis of length 0, on no backend.
      const [a, b] = twoShapes(draw).map((shape) => shape.map((length) => length || 2));
      const dtype = draw.pick(['float32', 'int32', 'bool'] as const);
      const condition = draw.tensor(draw.chance() ? a : b, 'bool');
      const [left, right] = [draw.tensor(a, dtype, true), draw.tensor(b, dtype, true)];
      return [`${dtype} [${a}] and [${b}]`, () => tf.where(condition(), left(), right())];
    });
  });

  it('where of empty tensors is empty', () => {
    tf.tidy(() => {
      const empty = tf.zeros([0, 3]);
      expect(tf.where(tf.zeros([0, 3], 'bool'), empty, empty).shape).toEqual([0, 3]);
      expect(tf.where(tf.zeros([1, 3], 'bool'), tf.ones([1, 3]), empty).shape).toEqual([0, 3]);
    });
  });

  it('cast equals the cpu backend between all types', async () => {
    const types = ['float32', 'int32', 'bool'] as const;
    await expectCpuAgreement(80, (draw) => {
      const shape = draw.shape();
      const [from, to] = [draw.pick(types), draw.pick(types)];
      const make = draw.tensor(shape, from, true);
      const scale = draw.pick([1, 256, 3e9]);
      return [
        `[${shape}] from ${from} to ${to}`,
        () => tf.cast(from === 'float32' ? tf.mul(make(), scale) : make(), to),
      ];
    });
  });
});

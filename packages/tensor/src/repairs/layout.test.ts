// Slices, joins and other copies after init on wasm, against the cpu backend on generated shapes.
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { init, restore } from '../init/init';
import { Draw, expectCpuAgreement } from '../testing/cpu-agreement';

const types = ['float32', 'int32', 'bool'] as const;
const perOp = 60;

function anyTensor(draw: Draw, leastRank = 1): { shape: number[]; make: () => tf.Tensor; dtype: tf.DataType } {
  const dtype = draw.pick(types);
  const shape = draw.shape(draw.integer(leastRank, 5));
  return { shape, dtype, make: draw.tensor(shape, dtype) };
}

const operations: Record<string, (draw: Draw) => [string, () => tf.Tensor | tf.Tensor[]]> = {
  slice(draw) {
    const { shape, make } = anyTensor(draw);
    const begin = shape.map((length) => draw.integer(0, length));
    const size = shape.map((length, axis) => (draw.integer(0, 3) === 0 ? -1 : draw.integer(0, length - begin[axis])));
    return [`[${shape}] from [${begin}] size [${size}]`, () => tf.slice(make(), begin, size)];
  },
  stridedSlice(draw) {
    const { shape, make } = anyTensor(draw);
    const begin = shape.map((length) => draw.integer(-length - 1, length));
    const end = shape.map((length) => draw.integer(-length - 1, length));
    // The cpu backend cannot drop an axis unless all strides are 1.
    const shrink = draw.integer(0, 3) === 0 ? 1 : 0;
    const strides = shape.map(() => (shrink === 1 ? 1 : draw.pick([1, 2, 3, -1, -2])));
    const masks = [0, 0, 0, 0, 0].map((_, mask) => (mask === 2 || mask === 3 ? 0 : draw.pick([0, 0, 1, 2, 3])));
    return [
      `[${shape}] from [${begin}] to [${end}] by [${strides}]`,
      () => tf.stridedSlice(make(), begin, end, strides, masks[0], masks[1], 0, 0, shrink),
    ];
  },
  reverse(draw) {
    const { shape, make } = anyTensor(draw, 0);
    const axes = shape.flatMap((_, axis) => (draw.chance() ? [axis - (draw.chance() ? shape.length : 0)] : []));
    return [`[${shape}] along [${axes}]`, () => tf.reverse(make(), axes)];
  },
  split(draw) {
    const { shape, make } = anyTensor(draw);
    const axis = draw.integer(0, shape.length - 1);
    const first = draw.integer(0, shape[axis]);
    return [`[${shape}] axis ${axis} at ${first}`, () => tf.split(make(), [first, shape[axis] - first], axis)];
  },
  unstack(draw) {
    const { shape, make } = anyTensor(draw);
    const axis = draw.integer(-shape.length, shape.length - 1);
    return [`[${shape}] axis ${axis}`, () => tf.unstack(make(), axis)];
  },
  concat(draw) {
    const { shape, dtype } = anyTensor(draw);
    const axis = draw.integer(0, shape.length - 1);
    const parts = Array.from({ length: draw.integer(1, 4) }, () => {
      const own = shape.map((length, index) => (index === axis ? draw.integer(0, 6) : length));
      return { own, make: draw.tensor(own, dtype) };
    });
    return [
      `${parts.map(({ own }) => `[${own}]`).join(' ')} axis ${axis}`,
      () =>
        tf.concat(
          parts.map(({ make }) => make()),
          axis,
        ),
    ];
  },
  stack(draw) {
    const { shape, dtype } = anyTensor(draw, 0);
    const axis = draw.integer(-shape.length - 1, shape.length);
    const parts = Array.from({ length: draw.integer(1, 4) }, () => draw.tensor(shape, dtype));
    return [
      `${parts.length} of [${shape}] axis ${axis}`,
      () =>
        tf.stack(
          parts.map((make) => make()),
          axis,
        ),
    ];
  },
  tile(draw) {
    const { shape, make } = anyTensor(draw);
    const reps = shape.map(() => draw.pick([1, 1, 2, 3, 0]));
    return [`[${shape}] by [${reps}]`, () => tf.tile(make(), reps)];
  },
  broadcastTo(draw) {
    const { shape, dtype } = anyTensor(draw);
    const from = shape.map((length) => (draw.chance() ? 1 : length));
    const make = draw.tensor(from, dtype);
    return [`[${from}] to [${shape}]`, () => tf.broadcastTo(make(), shape)];
  },
  gather(draw) {
    const { shape, make } = anyTensor(draw);
    const axis = draw.integer(0, shape.length - 1);
    const batch = draw.chance() && !shape.includes(0) ? draw.integer(0, axis) : 0;
    const idShape = [...shape.slice(0, batch), ...draw.shape(draw.integer(0, 2))];
    const ids = Array.from({ length: tf.util.sizeFromShape(idShape) }, () =>
      // One in 50 is out of range.
      draw.integer(0, 49) === 0 ? draw.pick([-1, shape[axis]]) : draw.integer(0, Math.max(0, shape[axis] - 1)),
    );
    return [
      `[${shape}] axis ${axis} at [${ids}] (${batch} batch axes)`,
      () => tf.gather(make(), tf.tensor(ids, idShape, 'int32'), axis, batch),
    ];
  },
  depthToSpace(draw) {
    const block = draw.integer(2, 3);
    const shape = [draw.integer(0, 2), draw.integer(1, 3), draw.integer(1, 4), block * block * draw.integer(1, 3)];
    const make = draw.tensor(shape);
    const cells = (): tf.Tensor4D => make() as tf.Tensor4D;
    return [`[${shape}] block ${block}`, () => tf.depthToSpace(cells(), block, 'NHWC')];
  },
};

describe('copies after init on wasm', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });
  afterAll(() => restore());

  it.each(Object.keys(operations))('%s equals the cpu backend', async (name) => {
    await expectCpuAgreement(perOp, operations[name]);
  });

  it('drops an axis of a strided slice', () => {
    tf.tidy(() => {
      const x = tf.range(0, 12).reshape([3, 4]);
      const row = tf.stridedSlice(x, [1, 0], [2, 4], [1, 2], 0, 0, 0, 0, 1);
      expect(row.arraySync()).toEqual([4, 6]);
    });
  });

  it('sends the gradient of a strided slice back to where each entry came from', () => {
    for (let number = 0; number < 60; number++) {
      const draw = new Draw([7, number]);
      const shape = draw.shape(draw.integer(1, 4));
      const begin = shape.map((length) => draw.integer(-length - 1, length));
      const end = shape.map((length) => draw.integer(-length - 1, length));
      const strides = shape.map(() => draw.pick([1, 2, 3, -1, -2, -3]));
      tf.tidy(() => {
        const cut = (x: tf.Tensor): tf.Tensor => tf.stridedSlice(x, begin, end, strides);
        const size = tf.util.sizeFromShape(shape);
        const places = cut(tf.reshape(tf.range(0, size, 1, 'int32'), shape));
        const weights = Float32Array.from(places.dataSync(), (_, index) => index + 1);
        const expected = new Float32Array(size);
        places.dataSync().forEach((place, index) => {
          expected[place] = weights[index];
        });
        const loss = (x: tf.Tensor): tf.Tensor => tf.sum(tf.mul(cut(x), tf.tensor(weights, places.shape)));
        const gradient = tf.grad(loss)(tf.ones(shape));
        expect(gradient.shape).toEqual(shape);
        expect(gradient.dataSync(), `[${shape}] from [${begin}] to [${end}] by [${strides}]`).toEqual(expected);
      });
    }
  });

  it('names the index that gather cannot find', () => {
    expect(() => tf.gather(tf.zeros([3, 2]), tf.tensor1d([0, 3], 'int32'))).toThrow(
      'the index value 3 is not in [0, 2]',
    );
  });
});

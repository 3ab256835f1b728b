import { awkwardSizes, type OpCase, type OpCases, type OracleTensor, zeros } from '../../testing/op-cases';
import type { ChannelMatMulAttributes } from './reference';

const transposes = [0, 1, 2, 3].map((bits) => ({ transposeA: (bits & 1) > 0, transposeB: (bits & 2) > 0 }));

type Sizes = [batch: number, rows: number, inner: number, columns: number, channels: number];

function one(
  [batch, rows, inner, columns, channels]: Sizes,
  attributes: ChannelMatMulAttributes,
  nested = false,
): OpCase<ChannelMatMulAttributes> {
  const a = attributes.transposeA ? [inner, rows] : [rows, inner];
  const b = attributes.transposeB ? [columns, inner] : [inner, columns];
  return { shapes: { a: [batch, ...a, channels], b: [batch, ...b, channels] }, attributes, nested };
}

const cases: Array<OpCase<ChannelMatMulAttributes>> = [
  // Every size in every place, next to changing others.
  ...awkwardSizes.map((channels, index) => {
    const size = (turn: number): number => 1 + ((index + turn) % 9);
    return one([1 + (index % 2), size(0), size(4), size(7), channels], transposes[index % 4]);
  }),
  ...transposes.map((transpose, index) => one([2, 3, 2, 4, 5], transpose, index === 1)),
  one([1, 17, 19, 18, 21], transposes[1]),
  // Lines that would fall into few sets of the cache are packed.
  one([1, 8, 20, 5, 32], transposes[1]),
  one([1, 5, 20, 8, 32], transposes[0]),
  ...[0, 1, 2, 3, 4].map((empty) => {
    const sizes: Sizes = [2, 3, 4, 2, 5];
    sizes[empty] = 0;
    return one(sizes, transposes[empty % 4]);
  }),
];

function oracle({ a, b }: Record<string, OracleTensor>, attributes: ChannelMatMulAttributes): OracleTensor[] {
  const { transposeA, transposeB } = attributes;
  const [batch, a1, a2, channels] = a.shape;
  const [, b1, b2] = b.shape;
  const [rows, inner] = transposeA ? [a2, a1] : [a1, a2];
  const columns = transposeB ? b1 : b2;
  const y = zeros([batch, rows, columns, channels]);
  y.values.forEach((_, index) => {
    const c = index % channels;
    const j = Math.floor(index / channels) % columns;
    const i = Math.floor(index / (channels * columns)) % rows;
    const n = Math.floor(index / (channels * columns * rows));
    for (let k = 0; k < inner; k++) {
      const [ai, ak] = transposeA ? [k, i] : [i, k];
      const [bk, bj] = transposeB ? [j, k] : [k, j];
      y.values[index] +=
        a.values[((n * a1 + ai) * a2 + ak) * channels + c] * b.values[((n * b1 + bk) * b2 + bj) * channels + c];
    }
  });
  return [y];
}

export const channelMatMulCases: OpCases<ChannelMatMulAttributes> = {
  op: 'ChannelMatMul',
  differentiable: ['a', 'b'],
  cases,
  oracle,
};

export const channelProductCases: OpCases<ChannelMatMulAttributes> = {
  op: 'ChannelProduct',
  cases: transposes.map((transpose) => one([2, 3, 2, 4, 5], transpose)),
  oracle,
};

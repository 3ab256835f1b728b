import { awkwardSizes, type OpCases } from '../../testing/op-cases';
import { activate } from '../../testing/scalar-functions';
import type { GeluAttributes } from './reference';

export const geluCases: OpCases<GeluAttributes> = {
  op: 'Gelu',
  differentiable: ['x'],
  cases: [false, true].flatMap((approximate) => [
    ...awkwardSizes.map((size) => ({ shapes: { x: [size] }, attributes: { approximate } })),
    { shapes: { x: [] }, attributes: { approximate } },
    { shapes: { x: [3, 0] }, attributes: { approximate } },
    { shapes: { x: [2, 3, 5] }, attributes: { approximate }, nested: true },
  ]),
  oracle: ({ x }, { approximate }) => [
    { shape: x.shape, values: x.values.map((value) => activate(value, approximate ? 'gelu_new' : 'gelu')) },
  ],
  // Wide enough to reach both flat ends.
  fill: (_input, normal) => normal.map((value) => value * 3),
};

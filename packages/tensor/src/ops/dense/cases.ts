import { awkwardSizes, type OpCase, type OpCases, type OracleTensor, sizeOf, zeros } from '../../testing/op-cases';
import { activate } from '../../testing/scalar-functions';
import { everyActivation } from '../activation-names';
import type { DenseAttributes } from './reference';

function one(
  outer: number[],
  [inputs, outputs]: [number, number],
  attributes: DenseAttributes,
  { bias = true, channels = 6, nested = false } = {},
): OpCase<DenseAttributes> {
  const x = attributes.axis === -1 ? [...outer, inputs] : [...outer, inputs, channels];
  return { shapes: { x, kernel: [inputs, outputs], ...(bias && { bias: [outputs] }) }, attributes, nested };
}

const rotate = (index: number): number => awkwardSizes[index % awkwardSizes.length];
const axes = [-1, -2] as const;

/** y[.., o] or y[.., o, c], summed over the mixed axis in float64. */
function oracle(
  { x, kernel, bias }: Record<string, OracleTensor>,
  { axis, activation, alpha }: DenseAttributes,
): OracleTensor[] {
  const [inputs, outputs] = kernel.shape;
  const channels = axis === -1 ? 1 : x.shape[x.shape.length - 1];
  const outer = x.shape.slice(0, x.shape.length + axis);
  const y = zeros([...outer, outputs, ...(axis === -1 ? [] : [channels])]);
  for (let item = 0; item < sizeOf(outer); item++) {
    for (let o = 0; o < outputs; o++) {
      for (let c = 0; c < channels; c++) {
        let sum = bias === undefined ? 0 : bias.values[o];
        for (let i = 0; i < inputs; i++)
          sum += kernel.values[i * outputs + o] * x.values[(item * inputs + i) * channels + c];
        y.values[(item * outputs + o) * channels + c] = activate(sum, activation, alpha);
      }
    }
  }
  return [y];
}

export const denseCases: OpCases<DenseAttributes> = {
  op: 'Dense',
  differentiable: ['x', 'kernel', 'bias'],
  oracle,
  // The product is that of MatMul, whose cases meet every activation there.
  everyOnWebgpu: 8,
  cases: axes.flatMap((axis) => [
    ...awkwardSizes.flatMap((size, index) => [
      one(
        [rotate(index + 4)],
        [size, rotate(index + 8)],
        { axis, ...everyActivation[index] },
        { channels: rotate(index + 2) },
      ),
      one([2, 3], [rotate(index + 6), size], { axis, ...everyActivation[index + 1] }, { channels: rotate(index + 10) }),
    ]),
    ...everyActivation
      .slice(0, 3)
      .flatMap((activation) => [
        one([130], [7, 9], { axis, ...activation }),
        one([2], [3, 5], { axis, ...activation }, { bias: false }),
        one([], [3, 5], { axis, ...activation }),
        one([0], [3, 5], { axis, ...activation }),
        one([2], [0, 5], { axis, ...activation }),
        one([2], [3, 0], { axis, ...activation }),
      ]),
    one([2], [3, 5], { axis, activation: 'gelu' }, { channels: 0 }),
  ]),
};

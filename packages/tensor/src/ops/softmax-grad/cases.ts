import { awkwardSizes, type OpCases, zeros } from '../../testing/op-cases';
import type { SoftmaxGradAttributes } from './reference';

const shapes = [...awkwardSizes.map((size) => [2, size]), [2, 3, 4], [7], [0, 3]];

export const softmaxGradCases: OpCases<SoftmaxGradAttributes> = {
  op: 'SoftmaxGrad',
  cases: shapes.map((shape, index) => ({
    shapes: { y: shape, dy: shape },
    attributes: { logarithm: index % 2 === 0 },
  })),
  fill(input, normal, _inputs, { logarithm }) {
    if (input !== 'y') return normal;
    // Any numbers would do for the formulas; small ones are what a softmax gives.
    return logarithm ? normal.map((value) => -Math.abs(value)) : normal.map((value) => Math.exp(-Math.abs(value)));
  },
  oracle({ y, dy }, { logarithm }) {
    const dx = zeros(y.shape);
    const classes = y.shape[y.shape.length - 1];
    for (let start = 0; start < y.values.length; start += classes) {
      const row = Array.from({ length: classes }, (_, c) => start + c);
      const sum = row.reduce((total, at) => total + dy.values[at] * (logarithm ? 1 : y.values[at]), 0);
      for (const at of row) {
        dx.values[at] = logarithm ? dy.values[at] - Math.exp(y.values[at]) * sum : y.values[at] * (dy.values[at] - sum);
      }
    }
    return [dx];
  },
};

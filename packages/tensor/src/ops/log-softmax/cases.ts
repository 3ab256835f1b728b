import { awkwardSizes, type OpCases, zeros } from '../../testing/op-cases';

const shapes = [[2, 3, 4], ...awkwardSizes.map((size, index) => [1 + (index % 3), size]), [7], [2, 300], [0, 3]];

/** log softmax of each row in float64. */
export function logSoftmaxRows(x: Float64Array, classes: number): Float64Array {
  const y = new Float64Array(x.length);
  for (let start = 0; start < x.length; start += classes) {
    const row = x.subarray(start, start + classes);
    const largest = Math.max(...row);
    const logSum = Math.log(row.reduce((sum, value) => sum + Math.exp(value - largest), 0));
    row.forEach((value, c) => {
      y[start + c] = value - largest - logSum;
    });
  }
  return y;
}

export const logSoftmaxCases: OpCases<object> = {
  op: 'LogSoftmax',
  differentiable: ['x'],
  cases: shapes.map((shape) => ({ shapes: { x: shape }, attributes: {}, nested: shape.length === 3 })),
  fill: (_input, normal) => normal.map((value) => 3 * value + 5),
  oracle({ x }) {
    const y = zeros(x.shape);
    y.values.set(logSoftmaxRows(x.values, x.shape[x.shape.length - 1]));
    return [y];
  },
};

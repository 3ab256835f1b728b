import { type OpCases, zeros } from '../../testing/op-cases';

export const softmaxCrossEntropyGradCases: OpCases<object> = {
  op: 'SoftmaxCrossEntropyGrad',
  cases: [
    [3, 7],
    [1, 1],
    [5, 8],
    [2, 33],
    [0, 4],
  ].map(([rows, classes]) => ({ shapes: { slopes: [rows, classes], dy: [rows] }, attributes: {} })),
  oracle({ slopes, dy }) {
    const dx = zeros(slopes.shape);
    slopes.values.forEach((value, index) => {
      dx.values[index] = value * dy.values[Math.floor(index / slopes.shape[1])];
    });
    return [dx];
  },
};

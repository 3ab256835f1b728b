import { awkwardSizes, type OpCases, zeros } from '../../testing/op-cases';
import { rowStatistics } from '../layer-norm/cases';
import type { LayerNormAttributes } from '../layer-norm/reference';

const shapes = [
  ...awkwardSizes.map((size) => [3, size]),
  ...awkwardSizes.map((size) => [size, 5]),
  [2, 3, 4],
  [7],
  [130, 6],
  [0, 3],
];

export const layerNormGradCases: OpCases<LayerNormAttributes> = {
  op: 'LayerNormGrad',
  cases: shapes.map((shape) => {
    const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1);
    const gamma = [shape[shape.length - 1]];
    return { shapes: { x: shape, gamma, dy: shape, statistics: [2, rows] }, attributes: { epsilon: 1e-3 } };
  }),
  fill(input, normal, { x }, { epsilon }) {
    if (input !== 'statistics') return normal;
    const rows = rowStatistics(x, epsilon);
    return Float64Array.from([...rows.map(({ mean }) => mean), ...rows.map(({ inverse }) => inverse)]);
  },
  oracle({ x, gamma, dy }, { epsilon }) {
    const channels = x.shape[x.shape.length - 1];
    const [dx, dgamma, dbeta] = [zeros(x.shape), zeros([channels]), zeros([channels])];
    rowStatistics(x, epsilon).forEach(({ mean, inverse }, row) => {
      const at = row * channels;
      const h = Array.from({ length: channels }, (_, c) => (x.values[at + c] - mean) * inverse);
      const a = h.map((_, c) => dy.values[at + c] * gamma.values[c]);
      const meanA = a.reduce((sum, value) => sum + value, 0) / channels;
      const meanAh = a.reduce((sum, value, c) => sum + value * h[c], 0) / channels;
      h.forEach((value, c) => {
        dx.values[at + c] = inverse * (a[c] - meanA - value * meanAh);
        dgamma.values[c] += dy.values[at + c] * value;
        dbeta.values[c] += dy.values[at + c];
      });
    });
    return [dx, dgamma, dbeta];
  },
};

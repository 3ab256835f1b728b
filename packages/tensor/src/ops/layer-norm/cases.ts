import { awkwardSizes, type OpCases, type OracleTensor, sizeOf, zeros } from '../../testing/op-cases';
import type { LayerNormAttributes } from './reference';

const epsilon = 1e-3;
const shapes = [
  ...awkwardSizes.map((size) => [3, size]),
  ...awkwardSizes.map((size) => [size, 5]),
  [2, 3, 4],
  [7],
  [130, 6],
  [0, 3],
];

interface RowStatistics {
  mean: number;
  inverse: number;
}

/** Mean and 1/sqrt(variance + epsilon) of each row. */
export function rowStatistics(x: OracleTensor, e: number): RowStatistics[] {
  const channels = x.shape[x.shape.length - 1];
  return Array.from({ length: sizeOf(x.shape.slice(0, -1)) }, (_, row) => {
    const values = x.values.slice(row * channels, (row + 1) * channels);
    const mean = values.reduce((sum, value) => sum + value, 0) / channels;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / channels;
    return { mean, inverse: 1 / Math.sqrt(variance + e) };
  });
}

export const layerNormCases: OpCases<LayerNormAttributes> = {
  op: 'LayerNorm',
  differentiable: ['x', 'gamma', 'beta'],
  cases: shapes.map((shape) => {
    const channels = shape[shape.length - 1];
    return {
      shapes: { x: shape, gamma: [channels], beta: [channels] },
      attributes: { epsilon },
      nested: shape.length === 3,
    };
  }),
  // A large common offset: the two-pass variance must not suffer from it.
  fill: (input, normal) => (input === 'x' ? normal.map((value) => value + 3) : normal),
  oracle({ x, gamma, beta }, attributes) {
    const y = zeros(x.shape);
    const channels = x.shape[x.shape.length - 1];
    const rows = rowStatistics(x, attributes.epsilon);
    y.values.forEach((_, index) => {
      const { mean, inverse } = rows[Math.floor(index / channels)];
      const channel = index % channels;
      y.values[index] = (x.values[index] - mean) * inverse * gamma.values[channel] + beta.values[channel];
    });
    return [y];
  },
};

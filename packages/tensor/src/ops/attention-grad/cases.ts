import { type OpCases, type OracleTensor, zeros } from '../../testing/op-cases';
import { attentionShapes, fillAttention, oracleHeads } from '../attention/cases';
import type { AttentionAttributes } from '../attention/reference';

/** Every fourth case of the forward pass: the others reach this op through its gradient. */
export const attentionGradCases: OpCases<AttentionAttributes> = {
  op: 'AttentionGrad',
  cases: attentionShapes
    .filter((_, index) => index % 4 === 2)
    .map(({ shapes, attributes }) => {
      const { q, k, v, mask } = shapes;
      const rows = q.slice(0, -1);
      const dy = [...rows, v[v.length - 1]];
      const statistics = [2, rows.reduce((product, size) => product * size, 1)];
      return { shapes: { q, k, v, ...(mask && { mask }), dy, statistics }, attributes };
    }),
  fill(input, normal, inputs, attributes) {
    if (input !== 'statistics') return fillAttention(input, normal);
    const rows = oracleHeads(inputs, attributes).flatMap(({ statistics }) => statistics);
    return Float64Array.from([...rows.map(([largest]) => largest * Math.LOG2E), ...rows.map(([, inverse]) => inverse)]);
  },
  oracle(inputs, attributes) {
    const { q, k, v, dy } = inputs;
    const [dq, dk, dv] = [zeros(q.shape), zeros(k.shape), zeros(v.shape)];
    const row = ({ values }: OracleTensor, at: number, size: number) => values.subarray(at * size, (at + 1) * size);
    const add = (target: Float64Array, source: Float64Array, factor: number) =>
      source.forEach((value, c) => {
        target[c] += factor * value;
      });
    for (const { index, queries, keys, depth, valueDepth, probability } of oracleHeads(inputs, attributes)) {
      for (let i = 0; i < queries; i++) {
        const at = index * queries + i;
        const slope = row(dy, at, valueDepth);
        const slopes = Array.from({ length: keys }, (_, j) =>
          row(v, index * keys + j, valueDepth).reduce((sum, value, c) => sum + value * slope[c], 0),
        );
        const mean = slopes.reduce((sum, value, j) => sum + probability(i, j) * value, 0);
        slopes.forEach((value, j) => {
          const from = index * keys + j;
          const score = probability(i, j) * (value - mean) * attributes.scale;
          add(row(dq, at, depth), row(k, from, depth), score);
          add(row(dk, from, depth), row(q, at, depth), score);
          add(row(dv, from, valueDepth), slope, probability(i, j));
        });
      }
    }
    return [dq, dk, dv];
  },
};

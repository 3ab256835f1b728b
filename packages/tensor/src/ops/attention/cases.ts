import { type OpCase, type OpCases, type OracleTensor, sizeOf, zeros } from '../../testing/op-cases';
import type { AttentionAttributes } from './reference';

type Sizes = [queries: number, keys: number, depth: number, valueDepth: number];

interface Extras {
  batch?: number[];
  causal?: boolean;
  scale?: number;
  mask?: number[];
  nested?: boolean;
}

function one(
  [queries, keys, depth, valueDepth]: Sizes,
  { batch = [], causal = false, scale = 0.5, mask, nested = false }: Extras = {},
): OpCase<AttentionAttributes> {
  return {
    shapes: {
      q: [...batch, queries, depth],
      k: [...batch, keys, depth],
      v: [...batch, keys, valueDepth],
      ...(mask && { mask }),
    },
    attributes: { causal, scale },
    nested,
  };
}

/** Sizes around the panels of 8 queries, 6 keys and 4 or 8 channels. */
const sizes = [1, 2, 3, 5, 6, 7, 8, 9, 12, 13, 16, 17];
const rotate = (index: number): number => sizes[index % sizes.length];

export const attentionShapes: ReadonlyArray<OpCase<AttentionAttributes>> = [
  one([4, 5, 3, 2], { nested: true }),
  ...sizes.map((size, index) =>
    one([size, rotate(index + 5), rotate(index + 3), rotate(index + 8)], { causal: index % 2 === 1, batch: [2] }),
  ),
  // More queries than keys: the first ones see nothing.
  one([11, 4, 3, 5], { causal: true }),
  one([3, 19, 4, 4], { causal: true }),
  // More queries than the key and value gradients take in one step.
  one([70, 67, 5, 6], { causal: true }),
  one([66, 13, 4, 9]),
  one([9, 10, 4, 5], { batch: [2, 3], mask: [2, 1, 1, 10], causal: true }),
  one([7, 9, 4, 4], { mask: [7, 9] }),
  one([5, 6, 3, 2], { batch: [2, 3], mask: [3, 5, 6] }),
  one([5, 6, 3, 2], { batch: [2, 3], mask: [2, 3, 5, 1], scale: -0.7 }),
  one([5, 6, 3, 2], { batch: [2, 3, 2], mask: [2, 1, 2, 5, 6] }),
  one([0, 3, 2, 2]),
  one([3, 0, 2, 2]),
  one([3, 4, 2, 0]),
  one([3, 4, 2, 2], { batch: [0] }),
];

/** Masks forbid about one key in four, and the whole first row of a case. */
export function fillAttention(input: string, normal: Float64Array): Float64Array {
  if (input !== 'mask') return normal;
  return normal.map((value) => (value < -0.7 ? Number.NEGATIVE_INFINITY : value));
}

/** What one head computes in float64: its probabilities and its place in the tensors. */
export interface OracleHead {
  queries: number;
  keys: number;
  depth: number;
  valueDepth: number;
  index: number;
  probability(query: number, key: number): number;
  /** The largest score, and 1 / sum of exp(score - largest); both 0 where no key is seen. */
  statistics: Array<[largest: number, inverse: number]>;
}

export function oracleHeads(inputs: Record<string, OracleTensor>, attributes: AttentionAttributes): OracleHead[] {
  const { q, k, v, mask } = inputs;
  const batch = q.shape.slice(0, -2);
  const [queries, depth] = q.shape.slice(-2);
  const [keys, valueDepth] = v.shape.slice(-2);
  return Array.from({ length: sizeOf(batch) }, (_, index) => {
    const scores = new Float64Array(queries * keys).map((_score, at) => {
      const [query, key] = [Math.floor(at / keys), at % keys];
      if (attributes.causal && key > query + keys - queries) return Number.NEGATIVE_INFINITY;
      let sum = 0;
      for (let c = 0; c < depth; c++) {
        sum += q.values[(index * queries + query) * depth + c] * k.values[(index * keys + key) * depth + c];
      }
      return sum * attributes.scale + (mask === undefined ? 0 : maskAt(mask, batch, index, query, key));
    });
    const statistics = Array.from({ length: queries }, (_row, query): [number, number] => {
      const row = scores.subarray(query * keys, (query + 1) * keys);
      const largest = row.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
      if (largest === Number.NEGATIVE_INFINITY) return [0, 0];
      return [largest, 1 / row.reduce((sum, score) => sum + Math.exp(score - largest), 0)];
    });
    const probability = (query: number, key: number): number => {
      const [largest, inverse] = statistics[query];
      return Math.exp(scores[query * keys + key] - largest) * inverse;
    };
    return { queries, keys, depth, valueDepth, index, probability, statistics };
  });
}

function maskAt(mask: OracleTensor, batch: number[], index: number, query: number, key: number): number {
  const coordinates = [...batch, 0, 0];
  let rest = index;
  for (let axis = batch.length - 1; axis >= 0; axis--) {
    coordinates[axis] = rest % batch[axis];
    rest = Math.floor(rest / batch[axis]);
  }
  coordinates.splice(-2, 2, query, key);
  const skip = coordinates.length - mask.shape.length;
  return mask.values[mask.shape.reduce((at, size, axis) => at * size + (size === 1 ? 0 : coordinates[axis + skip]), 0)];
}

export const attentionCases: OpCases<AttentionAttributes> = {
  op: 'Attention',
  differentiable: ['q', 'k', 'v', 'mask'],
  cases: attentionShapes,
  fill: fillAttention,
  oracle(inputs, attributes) {
    const { q, v } = inputs;
    const y = zeros([...q.shape.slice(0, -1), v.shape[v.shape.length - 1]]);
    for (const { index, queries, keys, valueDepth, probability } of oracleHeads(inputs, attributes)) {
      for (let query = 0; query < queries; query++) {
        for (let key = 0; key < keys; key++) {
          const weight = probability(query, key);
          for (let c = 0; c < valueDepth; c++) {
            y.values[(index * queries + query) * valueDepth + c] +=
              weight * v.values[(index * keys + key) * valueDepth + c];
          }
        }
      }
    }
    return [y];
  },
};

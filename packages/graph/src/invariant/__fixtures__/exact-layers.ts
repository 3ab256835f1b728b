// The linear layers and the whole 2-IGN in float64, from the definition of the basis: no sharing of sums, one graph at a time.
import type { io } from '@perceptrons/tensor';
import { applyBasis, type BasisNormalization, basisNames, type MapOrders } from '../basis';

/** Values of one graph: [n^order, channels], channels last. */
export interface ExactValues {
  order: 0 | 1 | 2;
  n: number;
  channels: number;
  data: Float64Array;
}

export interface ExactWeights {
  /** [channels, units, operations] */
  coeffs: ArrayLike<number>;
  allBias?: ArrayLike<number>;
  diagonalBias?: ArrayLike<number>;
}

function channelOf({ data, channels }: ExactValues, channel: number): Float64Array {
  return Float64Array.from({ length: data.length / channels }, (_, place) => data[place * channels + channel]);
}

/** The linear map of a layer, operation by operation. */
export function exactLinear(
  x: ExactValues,
  { coeffs, allBias, diagonalBias }: ExactWeights,
  { outputOrder, units, normalization }: { outputOrder: 0 | 1 | 2; units: number; normalization: BasisNormalization },
): ExactValues {
  const orders = { inputOrder: x.order, outputOrder } as MapOrders;
  const operations = basisNames(orders).length;
  const places = x.n ** outputOrder;
  const data = new Float64Array(places * units);
  for (let d = 0; d < x.channels; d++) {
    applyBasis(channelOf(x, d), { ...orders, normalization }).forEach((result, b) => {
      for (let s = 0; s < units; s++) {
        const coefficient = coeffs[(d * units + s) * operations + b];
        for (let place = 0; place < places; place++) data[place * units + s] += coefficient * result[place];
      }
    });
  }
  for (let place = 0; place < places; place++) {
    for (let s = 0; s < units; s++) {
      data[place * units + s] += allBias?.[s] ?? 0;
      if (outputOrder === 2 && place % (x.n + 1) === 0) data[place * units + s] += diagonalBias?.[s] ?? 0;
    }
  }
  return { order: outputOrder, n: x.n, channels: units, data };
}

/** Scores of an `ign` for one graph, from its weights by name. */
export function exactIgn(weights: ReadonlyMap<string, io.WeightArray>, x: ExactValues): Float64Array {
  let values = x;
  for (let layer = 0; weights.has(`equi${layer}/coeffs`); layer++) {
    const of = (name: string) => weights.get(`equi${layer}/${name}`)!;
    const units = of('all_bias').shape[0];
    const parts = { coeffs: of('coeffs').data, allBias: of('all_bias').data, diagonalBias: of('diag_bias').data };
    values = exactLinear(values, parts, { outputOrder: 2, units, normalization: 'inf' });
    values.data.forEach((value, place) => {
      values.data[place] = Math.max(0, value);
    });
  }
  let features = pooled(values);
  for (let layer = 1; weights.has(`fully${layer}/kernel`); layer++) {
    const kernel = weights.get(`fully${layer}/kernel`)!;
    const bias = weights.get(`fully${layer}/bias`)!;
    const [inputs, units] = kernel.shape;
    const last = !weights.has(`fully${layer + 1}/kernel`);
    const before = features;
    features = Float64Array.from({ length: units }, (_, unit) => {
      let sum = bias.data[unit];
      for (let i = 0; i < inputs; i++) sum += before[i] * kernel.data[i * units + unit];
      return last ? sum : Math.max(0, sum);
    });
  }
  return features;
}

function pooled({ n, channels, data }: ExactValues): Float64Array {
  const result = new Float64Array(2 * channels).fill(Number.NEGATIVE_INFINITY);
  for (let place = 0; place < n * n; place++) {
    const half = place % (n + 1) === 0 ? 0 : channels;
    for (let c = 0; c < channels; c++) result[half + c] = Math.max(result[half + c], data[place * channels + c]);
  }
  return result;
}

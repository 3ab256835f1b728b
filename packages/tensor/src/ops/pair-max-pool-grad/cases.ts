import { awkwardSizes, type OpCases, zeros } from '../../testing/op-cases';
import { eachPair, largestPairs, someVertices } from '../pair-max-pool/cases';

export const pairMaxPoolGradCases: OpCases<object> = {
  op: 'PairMaxPoolGrad',
  cases: [
    ...awkwardSizes.map((channels, index) => {
      const side = 1 + (index % 5);
      const pooled = [2, 2 * channels];
      const mask = index % 2 === 1 && { mask: [2, side] };
      return { shapes: { x: [2, side, side, channels], ...mask, y: pooled, dy: pooled }, attributes: {} };
    }),
    { shapes: { x: [1, 18, 18, 3], y: [1, 6], dy: [1, 6] }, attributes: {} },
  ],
  // Few different values, so that there are ties.
  fill(input, normal, inputs) {
    if (input === 'mask') return someVertices(normal);
    if (input === 'x') return normal.map((value) => Math.round(value) - 8);
    return input === 'y' ? largestPairs(inputs).values : normal;
  },
  oracle(inputs) {
    const { x, y, dy } = inputs;
    const dx = zeros(x.shape);
    const ties = zeros(y.shape);
    const isLargest = (at: number, to: number): boolean => x.values[at] === y.values[to];
    eachPair(inputs, (at, to) => {
      if (isLargest(at, to)) ties.values[to]++;
    });
    eachPair(inputs, (at, to) => {
      if (isLargest(at, to)) dx.values[at] = dy.values[to] / ties.values[to];
    });
    return [dx];
  },
};

import { awkwardSizes, type OpCase, type OpCases, type OracleTensor, zeros } from '../../testing/op-cases';

/** Every third vertex does not count. */
export const someVertices = (normal: Float64Array): Float64Array => normal.map((_, index) => (index % 3 === 1 ? 0 : 1));

/** Visits every place of x that counts: its index and that of its maximum. */
export function eachPair(
  { x, mask }: Record<string, OracleTensor>,
  visit: (at: number, to: number, fresh: boolean) => void,
): void {
  const [batch, side, , channels] = x.shape;
  for (let item = 0; item < batch; item++) {
    for (let channel = 0; channel < channels; channel++) {
      const seen = [false, false];
      for (let place = 0; place < side * side; place++) {
        const [row, column] = [Math.floor(place / side), place % side];
        if (mask && mask.values[item * side + row] * mask.values[item * side + column] === 0) continue;
        const part = row === column ? 0 : 1;
        const at = (item * side * side + place) * channels + channel;
        visit(at, (item * 2 + part) * channels + channel, !seen[part]);
        seen[part] = true;
      }
    }
  }
}

/** The largest values, [batch, 2 channels]. */
export function largestPairs(inputs: Record<string, OracleTensor>): OracleTensor {
  const [batch, , , channels] = inputs.x.shape;
  const y = zeros([batch, 2 * channels]);
  eachPair(inputs, (at, to, fresh) => {
    const value = inputs.x.values[at];
    if (fresh || value > y.values[to]) y.values[to] = value;
  });
  return y;
}

const one = (x: number[], mask?: number[]): OpCase<object> => ({
  shapes: { x, ...(mask && { mask }) },
  attributes: {},
  nested: x[3] === 3 && mask === undefined,
});

export const pairMaxPoolCases: OpCases<object> = {
  op: 'PairMaxPool',
  differentiable: ['x'],
  cases: [
    ...awkwardSizes.flatMap((channels, index) => {
      const [side, other] = [1 + (index % 5), 1 + (index % 4)];
      return [one([2, side, side, channels]), one([2, other, other, channels], [2, other])];
    }),
    one([1, 19, 19, 4]),
    ...[
      [0, 2, 2, 4],
      [2, 0, 0, 4],
      [2, 2, 2, 0],
    ].map((shape) => one(shape)),
  ],
  // All values below 0, so that a masked place or an unwritten one shows.
  fill: (input, normal) => (input === 'mask' ? someVertices(normal) : normal.map((value) => value - 8)),
  oracle: (inputs) => [largestPairs(inputs)],
};

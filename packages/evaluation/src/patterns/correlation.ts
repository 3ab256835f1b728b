import { ShapeError } from '@perceptrons/tensor';

/**
 * Pearson correlation of two lists of numbers, in [-1, 1]; 0 if one of them is constant.
 *
 * @throws ShapeError if their lengths differ or are below 2.
 */
export function correlation(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const count = first.length;
  if (count !== second.length || count < 2) {
    throw new ShapeError({
      code: 'evaluation/correlation',
      argument: 'second',
      message: `The lists have ${count} and ${second.length} numbers. A correlation needs two lists of one length, at least 2.`,
    });
  }
  const mean = (list: ArrayLike<number>) => Array.from(list).reduce((sum, value) => sum + value, 0) / count;
  const [meanFirst, meanSecond] = [mean(first), mean(second)];
  let [product, squareFirst, squareSecond] = [0, 0, 0];
  for (let index = 0; index < count; index++) {
    const [a, b] = [first[index] - meanFirst, second[index] - meanSecond];
    product += a * b;
    squareFirst += a * a;
    squareSecond += b * b;
  }
  const scale = Math.sqrt(squareFirst * squareSecond);
  return scale === 0 ? 0 : product / scale;
}

/**
 * For every pattern the one that is most opposite to it: the partner with the lowest correlation.
 *
 * @param patterns at least two, of equal length.
 * @throws ShapeError for fewer than two patterns or different lengths.
 */
export function oppositePartners(
  patterns: ReadonlyArray<ArrayLike<number>>,
): Array<{ partner: number; value: number }> {
  if (patterns.length < 2) {
    throw new ShapeError({
      code: 'evaluation/patterns',
      argument: 'patterns',
      message: `There are ${patterns.length} patterns. A partner needs at least 2.`,
    });
  }
  return patterns.map((pattern, index) => {
    let best = { partner: -1, value: Number.POSITIVE_INFINITY };
    patterns.forEach((other, partner) => {
      if (partner === index) return;
      const value = correlation(pattern, other);
      if (value < best.value) best = { partner, value };
    });
    return best;
  });
}

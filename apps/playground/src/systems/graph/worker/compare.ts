import { compareGraphs, type GraphComparison, parseGraph6 } from '@perceptrons/graph';
import type { ComparisonQuestion } from '../comparisons';

/** Compares two graphs by a test, where that takes too long for the page. */
export async function compare({ a, b, test }: ComparisonQuestion): Promise<GraphComparison> {
  return compareGraphs(parseGraph6(a), parseGraph6(b), { test });
}

// What the tests say about two graphs. Small ones are answered at once, larger ones by the worker; answers are kept.
import { compareGraphs, type GraphComparison, parseGraph6 } from '@perceptrons/graph';
import { useEffect, useMemo, useState } from 'react';
import { runJob } from '../../engine/engine-client';
import type { ErrorReport } from '../../engine/protocol';
import type { PairText } from './pairs';
import type { TestName } from './settings';

export interface ComparisonQuestion extends PairText {
  test: TestName;
}

export interface ComparisonAnswer {
  /** Of these graphs and this test; undefined until the worker has answered. */
  comparison?: GraphComparison;
  error?: ErrorReport;
}

/** Steps of one round that take no longer than a few milliseconds. */
const quick = 5000;
const mostKept = 40;
const kept = new Map<string, GraphComparison>();

const keyOf = ({ a, b, test }: ComparisonQuestion) => `${test} ${a} ${b}`;
/** Vertices in a tuple. */
export const tupleSize = (test: TestName): number => Number(test[0]);

function keep(key: string, comparison: GraphComparison): void {
  kept.set(key, comparison);
  const [oldest] = kept.keys();
  if (kept.size > mostKept) kept.delete(oldest);
}

/** The answer where it is kept or quickly found. */
function atOnce(question: ComparisonQuestion): GraphComparison | undefined {
  const key = keyOf(question);
  const found = kept.get(key);
  if (found) return found;
  const [a, b] = [parseGraph6(question.a), parseGraph6(question.b)];
  if (Math.max(a.nodeCount, b.nodeCount) ** (tupleSize(question.test) + 1) > quick) return undefined;
  const comparison = compareGraphs(a, b, { test: question.test });
  keep(key, comparison);
  return comparison;
}

/** Asks one test about two graphs; `wanted: false` asks nothing. */
export function useComparison({ a, b, test }: ComparisonQuestion, wanted = true): ComparisonAnswer {
  const [answers, setAnswers] = useState(0);
  const [failure, setFailure] = useState<{ key: string; error: ErrorReport }>();
  const key = keyOf({ a, b, test });
  // biome-ignore lint/correctness/useExhaustiveDependencies: every answer of the worker looks again
  const comparison = useMemo(() => (wanted ? atOnce({ a, b, test }) : undefined), [a, b, test, wanted, answers]);
  const missing = wanted && comparison === undefined;
  useEffect(() => {
    if (!missing) return;
    let current = true;
    // While a graph is drawn only the state that lasts is asked about.
    const timer = setTimeout(async () => {
      const { outcome } = runJob<GraphComparison>({
        system: 'graph',
        task: 'compare',
        title: `Compare two graphs by ${test}`,
        priority: 'between-steps',
        input: { a, b, test },
      });
      const ended = await outcome;
      if (ended.kind === 'done') keep(keyOf({ a, b, test }), ended.result);
      if (!current) return;
      if (ended.kind === 'done') setAnswers((count) => count + 1);
      if (ended.kind === 'failed') setFailure({ key: keyOf({ a, b, test }), error: ended.error });
    }, 120);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [missing, a, b, test]);
  return { comparison, ...(failure?.key === key && { error: failure.error }) };
}

// What the tests say about two graphs. Small ones are answered at once, larger ones by a worker; answers are kept.
import { parseGraph6, type RefineProgress } from '@perceptrons/graph';
import { useEffect, useMemo } from 'react';
import type { ErrorReport } from '../../engine/protocol';
import { createStore, useStore } from '../../engine/store';
import { OracleQueue } from './oracles/oracle-queue';
import { reportTest, type TestQuestion, type TestReport, tupleSize } from './oracles/report';

/** What is known of one question. */
export interface Answer {
  report?: TestReport;
  error?: ErrorReport;
  /** How far the worker is, where it takes longer than a moment. */
  progress?: RefineProgress;
  /** The visitor no longer wants to know. */
  cancelled?: boolean;
}

/** Steps of one round that take no longer than a few milliseconds. */
const quick = 5000;
const mostKept = 40;
/** Milliseconds that a graph must last before it is asked about: it may be drawn on. */
const pause = 120;

const queue = new OracleQueue(
  () => new Worker(new URL('./oracles/oracle.worker.ts', import.meta.url), { type: 'module', name: 'tests' }),
);
const kept = new Map<string, TestReport>();
const answers = createStore<{ open: Readonly<Record<string, Answer>> }>({ open: {} });
/** Questions that somebody waits for. */
const wanted = new Map<string, { by: number; stop(): void }>();

const keyOf = ({ a, b, test }: TestQuestion) => `${test} ${a} ${b}`;

const note = (key: string, answer: Answer | undefined): void =>
  answers.set(({ open }) => {
    const { [key]: _, ...others } = open;
    return { open: answer ? { ...others, [key]: answer } : others };
  });

function keep(key: string, report: TestReport): void {
  kept.set(key, report);
  const [oldest] = kept.keys();
  if (kept.size > mostKept) kept.delete(oldest);
}

/** The answer where it is kept or quickly found. */
function atOnce(question: TestQuestion): TestReport | undefined {
  const key = keyOf(question);
  const found = kept.get(key);
  if (found) return found;
  const size = Math.max(parseGraph6(question.a).nodeCount, parseGraph6(question.b).nodeCount);
  if (size ** (tupleSize(question.test) + 1) > quick) return undefined;
  const report = reportTest(question);
  keep(key, report);
  return report;
}

/** Hands a question to the worker. @returns what takes it back. */
function ask(question: TestQuestion): () => void {
  const key = keyOf(question);
  return queue.ask(question, (message) => {
    if (message.kind === 'progress') note(key, { progress: message.progress });
    else if (message.kind === 'failed') note(key, { error: message.error });
    else {
      keep(key, message.report);
      note(key, { report: message.report });
    }
  });
}

/** Asks a question as long as somebody wants to know. @returns what says that one no longer does. */
function want(question: TestQuestion): () => void {
  const key = keyOf(question);
  const entry = wanted.get(key) ?? { by: 0, stop: () => {} };
  entry.by++;
  if (entry.by === 1) {
    wanted.set(key, entry);
    const timer = setTimeout(() => {
      entry.stop = ask(question);
    }, pause);
    entry.stop = () => clearTimeout(timer);
  }
  return () => {
    entry.by--;
    if (entry.by > 0) return;
    entry.stop();
    wanted.delete(key);
    note(key, undefined);
  };
}

/** Gives up a question for all that want to know. */
export function cancelQuestion(question: TestQuestion): void {
  wanted.get(keyOf(question))?.stop();
  note(keyOf(question), { cancelled: true });
}

/** Asks a question again that was cancelled or failed. */
export function askAgain(question: TestQuestion): void {
  const entry = wanted.get(keyOf(question));
  if (!entry) return;
  note(keyOf(question), undefined);
  entry.stop = ask(question);
}

/** Asks one test about two graphs; `isWanted: false` asks nothing. */
export function useComparison({ a, b, test }: TestQuestion, isWanted = true): Answer {
  const { open } = useStore(answers);
  const key = keyOf({ a, b, test });
  const answer = open[key];
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer of the worker is kept, so it is looked for again
  const report = useMemo(() => (isWanted ? atOnce({ a, b, test }) : undefined), [a, b, test, isWanted, answer?.report]);
  const missing = isWanted && report === undefined;
  useEffect(() => (missing ? want({ a, b, test }) : undefined), [missing, a, b, test]);
  return report ? { report } : (answer ?? {});
}

// What a test says about two graphs, in a form that is small enough to leave the worker: of the colours of all tuples only
// how often each occurs, and those that the page draws.
import { compareGraphs, type GraphComparison, parseGraph6, type RefineProgress } from '@perceptrons/graph';
import type { PairText } from '../pairs';
import type { TestName } from '../settings';

export interface TestQuestion extends PairText {
  test: TestName;
}

/** One number for every member of each graph. */
export interface OfBoth {
  a: Int32Array;
  b: Int32Array;
}

/** The colours after one round; a colour is its name in the test. */
export interface ReportedRound {
  /** How often each colour occurs, by its name. */
  sizes: OfBoth;
  /** By the name of each colour that which its members had one round earlier; 0 before the first round. */
  parents: Int32Array;
  /** Colour of every vertex v, or of its tuple (v, v, ...). */
  vertices: OfBoth;
  /** Colour of every pair (i, j), or triple (i, j, j), row by row; absent where vertices are coloured. */
  pairs?: OfBoth;
}

export interface TestReport extends Omit<GraphComparison, 'coloursA' | 'coloursB'> {
  /** The start colours and those after every round. */
  colours: ReportedRound[];
}

/** Vertices in a tuple. */
export const tupleSize = (test: TestName): number => Number(test[0]);

/** Asks a test about two graphs. @throws errors of `parseGraph6` and `compareGraphs`. */
export function reportTest({ a, b, test }: TestQuestion, onProgress?: (progress: RefineProgress) => void): TestReport {
  const { coloursA, coloursB, ...said } = compareGraphs(parseGraph6(a), parseGraph6(b), { test, onProgress });
  const colours = coloursA.map((own, round) =>
    reportRound(tupleSize(test), { a: own, b: coloursB[round] }, { a: coloursA[round - 1], b: coloursB[round - 1] }),
  );
  return { ...said, colours };
}

function reportRound(size: number, now: OfBoth, before: Partial<OfBoth>): ReportedRound {
  const count = 1 + Math.max(largest(now.a), largest(now.b));
  const sizes = { a: new Int32Array(count), b: new Int32Array(count) };
  const parents = new Int32Array(count);
  for (const side of ['a', 'b'] as const) {
    const earlier = before[side];
    now[side].forEach((name, member) => {
      sizes[side][name]++;
      if (earlier) parents[name] = earlier[member];
    });
  }
  const round: ReportedRound = { sizes, parents, vertices: both(now, (own) => drawn(own, size, 1)) };
  if (size > 1) round.pairs = both(now, (own) => drawn(own, size, 2));
  return round;
}

const largest = (values: Int32Array) => values.reduce((most, value) => Math.max(most, value), 0);
const both = ({ a, b }: OfBoth, of: (own: Int32Array) => Int32Array): OfBoth => ({ a: of(a), b: of(b) });

/** Colours of the tuples with `free` free vertices, the last of which is repeated: (v, v, v), or (i, j, j). */
function drawn(own: Int32Array, size: number, free: number): Int32Array {
  const count = Math.round(own.length ** (1 / size));
  return Int32Array.from({ length: count ** free }, (_, index) => {
    const first = free === 1 ? index : Math.floor(index / count);
    const last = index % count;
    let tuple = first;
    for (let position = 1; position < size; position++) tuple = tuple * count + last;
    return own[tuple];
  });
}

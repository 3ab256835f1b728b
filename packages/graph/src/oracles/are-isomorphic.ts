import { ConfigError } from '@perceptrons/tensor';
import type { GraphData } from '../graph-data';
import { balanced, type Colouring, type ColourRounds, histogram } from './colouring';
import { finish } from './steps';
import { vertexRounds } from './vertex-rounds';
import { type WlGraph, wlGraph } from './wl-graph';

/** Whether two graphs are the same up to the numbers of their vertices. */
export type Isomorphism =
  | {
      verdict: 'isomorphic';
      isomorphic: true;
      /** `mapping[v]` is the vertex of graph B that vertex v of graph A becomes. */
      mapping: Int32Array;
      /** Refinements that it took. */
      steps: number;
    }
  | { verdict: 'different'; isomorphic: false; mapping?: undefined; steps: number }
  | { verdict: 'undecided'; isomorphic: undefined; mapping?: undefined; steps: number };

/** Settings of {@link areIsomorphic}. */
export interface AreIsomorphicOptions {
  /** Respect the labels of vertices and edges. Default true. */
  useLabels?: boolean;
  /** Refinements after which the answer is `undecided`. Default 100,000. */
  maxSteps?: number;
  signal?: AbortSignal;
}

/**
 * Decides whether two small graphs are isomorphic, and how. Colours are refined; where several vertices share one, a vertex
 * of graph A is given a colour of its own together with each vertex of graph B that it may become, one after the other. A
 * vertex of graph B that an automorphism exchanges with one that failed fails too and is left out.
 *
 * The time can grow exponentially for hard graphs, which is what `maxSteps` is for.
 *
 * @throws DataError of `checkGraph`; ConfigError `graph/max-steps`; the reason of the signal.
 * Source: McKay 1981, individualisation and refinement; the search is ours.
 */
export function areIsomorphic(a: GraphData, b: GraphData, options: AreIsomorphicOptions = {}): Isomorphism {
  const { useLabels = true, maxSteps = 100_000, signal } = options;
  if (!Number.isInteger(maxSteps) || maxSteps < 1) {
    throw new ConfigError({
      code: 'graph/max-steps',
      argument: 'maxSteps',
      message: `maxSteps is ${maxSteps}. Give a whole number of refinements from 1.`,
    });
  }
  const spent = { steps: 0 };
  const found = finish(
    search(wlGraph(a, useLabels, 'graph a'), wlGraph(b, useLabels, 'graph b'), spent, maxSteps),
    signal,
  );
  const { steps } = spent;
  if (found === 'different') return { verdict: 'different', isomorphic: false, steps };
  if (found === 'undecided') return { verdict: 'undecided', isomorphic: undefined, steps };
  return { verdict: 'isomorphic', isomorphic: true, mapping: found, steps };
}

type Found = Int32Array | 'different' | 'undecided';
/** `left` and `right`: colours of two graphs, joint. */
type Joint = Omit<Colouring, 'colours'> & { colours: [left: Int32Array, right: Int32Array] };

function* search(a: WlGraph, b: WlGraph, spent: { steps: number }, maxSteps: number): Generator<number, Found> {
  const betweenBoth = vertexRounds([a, b]);
  const withinB = vertexRounds([b, b]);
  return yield* match(betweenBoth, (yield* betweenBoth.start()) as Joint, maxSteps);

  /** Maps the left graph to the right one, graph B, such that every vertex keeps its colour. */
  function* match(rounds: ColourRounds, given: Joint, deadline: number): Generator<number, Found> {
    if (spent.steps >= deadline) return 'undecided';
    spent.steps++;
    yield 0;
    const joint = yield* stableColours(rounds, given);
    if (!joint) return 'different';
    const [left, right] = joint.colours;
    const colour = smallestClass(left, joint.count);
    if (colour === undefined) return left.map((own) => right.indexOf(own));
    const vertex = left.indexOf(colour);
    let failed: { candidate: number; cost: number } | undefined;
    for (let candidate = right.indexOf(colour); candidate >= 0; candidate = right.indexOf(colour, candidate + 1)) {
      if (failed) {
        // Looking for an automorphism may cost as much as it can spare.
        const within = { ...joint, colours: [right, right] } satisfies Joint;
        const limit = Math.min(deadline, spent.steps + failed.cost);
        const automorphism = yield* match(withinB, alone(within, failed.candidate, candidate), limit);
        if (automorphism instanceof Int32Array) continue;
      }
      const before = spent.steps;
      const found = yield* match(rounds, alone(joint, vertex, candidate), deadline);
      if (found !== 'different') return found;
      failed = { candidate, cost: spent.steps - before };
    }
    return 'different';
  }
}

/** Refines until nothing changes; undefined as soon as the numbers of a colour differ. */
function* stableColours(rounds: ColourRounds, given: Joint): Generator<number, Joint | undefined> {
  for (let now = given; ; ) {
    if (!balanced(now)) return undefined;
    const next = (yield* rounds.next(now)) as Joint;
    if (next.count === now.count) return now;
    now = next;
  }
}

/** The colour of the fewest vertices, at least two; undefined where every vertex has a colour of its own. */
function smallestClass(colours: Int32Array, count: number): number | undefined {
  let best: number | undefined;
  const sizes = histogram(colours, count);
  for (let colour = 0; colour < count; colour++) {
    if (sizes[colour] > 1 && (best === undefined || sizes[colour] < sizes[best])) best = colour;
  }
  return best;
}

/** Gives one vertex of each graph a new colour, the same one. */
function alone({ colours, count, exact }: Joint, left: number, right: number): Joint {
  const [ownLeft, ownRight] = [colours[0].slice(), colours[1].slice()];
  ownLeft[left] = count;
  ownRight[right] = count;
  return { colours: [ownLeft, ownRight], count: count + 1, exact };
}

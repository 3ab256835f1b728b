import { ConfigError } from '@perceptrons/tensor';
import { type Colouring, type ColourRounds, classCount } from './colouring';
import { folkloreRounds } from './folklore-rounds';
import { obliviousRounds } from './oblivious-rounds';
import { vertexRounds } from './vertex-rounds';
import type { WlGraph } from './wl-graph';
import type { WlForm } from './wl-test';

/** Tuples of one graph that a test takes on without being told: 64-bit hashes, a few seconds a round for k = 3. */
export const DEFAULT_MAX_TUPLES = 1_000_000;

/** Limits of a refinement. */
export interface RefineLimits {
  /** Rounds after the start colours. Default: until the colours are stable. */
  maxRounds?: number;
  /** Largest number of tuples n^k of one graph. Default 1,000,000. */
  maxTuples?: number;
}

/**
 * The rounds of a test on given graphs.
 *
 * @throws ConfigError `graph/wl-tuples` for more tuples than `maxTuples`, `graph/wl-rounds` for a count that is none.
 */
export function colourRounds(graphs: readonly WlGraph[], { k, variant }: WlForm, limits: RefineLimits): ColourRounds {
  const { maxRounds = 0, maxTuples = DEFAULT_MAX_TUPLES } = limits;
  if (!Number.isInteger(maxRounds) || maxRounds < 0) {
    throw new ConfigError({
      code: 'graph/wl-rounds',
      argument: 'maxRounds',
      message: `maxRounds is ${maxRounds}. Give a whole number of rounds from 0, or leave it out to refine until nothing changes.`,
    });
  }
  const largest = Math.max(...graphs.map(({ nodeCount }) => nodeCount));
  const tuples = largest ** k;
  if (tuples > maxTuples) {
    throw new ConfigError({
      code: 'graph/wl-tuples',
      argument: 'maxTuples',
      message: `${largest} vertices have ${largest}^${k} = ${tuples.toLocaleString('en-US')} ${k}-tuples, ${maxTuples.toLocaleString('en-US')} are allowed. Choose a test with smaller k, or raise maxTuples; a round takes steps of the order of n^${k + 1} and about ${memoryText(tuples, k)} of memory.`,
    });
  }
  if (variant === 'neighbours') return vertexRounds(graphs);
  return variant === 'oblivious' ? obliviousRounds(graphs, k) : folkloreRounds(graphs, k);
}

/** Four bytes a number: three colourings of two graphs, two hashes for each position of one, the table of signatures. */
function memoryText(tuples: number, k: number): string {
  const bytes = 4 * tuples * (6 + 2 * k + 4);
  return bytes < 2 ** 30 ? `${Math.ceil(bytes / 2 ** 20)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

/** How far a refinement is. */
export interface RefineProgress {
  /** The round under way; 0 are the start colours. */
  round: number;
  /** How much of this round is done, from 0 to 1. How many rounds follow is known only at the end. */
  share: number;
}

/** What a refinement leaves. */
export interface Refined {
  /** Colourings after rounds 0, 1, ...; one that is no finer than the one before is left out. */
  rounds: Colouring[];
  /** Round after which nothing changes; undefined when the refinement ended before that was known. */
  stableRound: number | undefined;
}

/** One round, whose progress is reported. */
function* reported(
  work: Generator<number, Colouring>,
  round: number,
  onProgress: (progress: RefineProgress) => void = () => {},
): Generator<number, Colouring> {
  onProgress({ round, share: 0 });
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    onProgress({ round, share: step.value });
    yield step.value;
  }
}

/**
 * Refines until the colours are stable, or until told to stop.
 *
 * @param stop asked after every round, the start colours included.
 * @param keep false: only the last two colourings stay.
 */
export function* refine(
  rounds: ColourRounds,
  {
    maxRounds = Number.POSITIVE_INFINITY,
    stop = () => false,
    keep = true,
    onProgress,
  }: {
    maxRounds?: number;
    stop?: (colouring: Colouring, round: number) => boolean;
    keep?: boolean;
    onProgress?: (progress: RefineProgress) => void;
  },
): Generator<number, Refined> {
  let now = yield* reported(rounds.start(), 0, onProgress);
  const all = [now];
  for (let round = 0; ; round++) {
    if (stop(now, round) || round === maxRounds) return { rounds: all, stableRound: undefined };
    yield 0;
    const next = yield* reported(rounds.next(now), round + 1, onProgress);
    if (next.count === now.count) return { rounds: all, stableRound: round };
    if (!keep && all.length > 1) all.shift();
    all.push(next);
    now = next;
  }
}

/** Number of classes of every graph. */
export function classCounts({ colours, count }: Colouring): number[] {
  return colours.map((own) => classCount(own, count));
}

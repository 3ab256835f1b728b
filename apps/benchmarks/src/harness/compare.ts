import type { Check, Contender } from './contender';
import { measure, relativeDifference } from './measure';
import { type Clock, makeRow, type Row } from './row';

export interface Peer {
  name: string;
  /** Peers of one family are alternatives of one thing: only the fastest of them carries the family's target. */
  family?: string;
  /** Clock of the comparison with this peer. Default: the clock of the case. */
  clock?: Clock;
  start: () => Contender;
}

export interface CompareOptions {
  /** What is computed. */
  name: string;
  ours: Peer;
  peers: readonly Peer[];
  clock: Clock;
  rounds: number;
  sampleMs: number;
  /** The most samples of a contender that are thrown away until they get no faster. Default: 0. */
  warmUps?: number;
  /** Least ratio by family of peers. */
  targets: Record<string, number>;
  onProgress: (line: string) => void;
}

/** Relative difference that contenders of the same computation may show: float32 over a few layers and three steps. */
const TOLERANCE = 1e-3;

interface Running {
  peer: Peer;
  contender: Contender;
  check: Check;
}

/**
 * Runs one case of a benchmark: starts every contender, checks that all compute the same as ours, times them in turn.
 * A peer that cannot run is left out and named in the notes; a peer whose numbers differ is a mistake in the
 * comparison and is left out loudly too.
 *
 * @throws Error if our own contender fails.
 */
export async function compare(options: CompareOptions): Promise<{ rows: Row[]; notes: string[] }> {
  const { name, ours, peers, clock, rounds, sampleMs, warmUps, onProgress } = options;
  const notes: string[] = [];
  const running: Running[] = [];
  try {
    onProgress(`${name}: preparing ${ours.name}`);
    const reference = ours.start();
    const started: Running = { peer: ours, contender: reference, check: {} };
    running.push(started);
    const expected = await reference.prepare();
    started.check = expected;
    const { peakBytes } = expected;
    if (peakBytes !== undefined) notes.push(`${name}: one step of ours takes ${megabytes(peakBytes)} MB of the heap.`);
    for (const peer of peers) {
      onProgress(`${name}: preparing ${peer.name}`);
      const contender = peer.start();
      const result = await prepared(contender, expected);
      if (typeof result !== 'string') running.push({ peer, contender, check: result });
      else {
        notes.push(`${name}, ${peer.name}: left out, ${result}.`);
        await contender.close();
      }
    }
    const samples = await measure(
      running.map(({ contender, check }) => ({ contender, slow: check.slow })),
      {
        rounds,
        sampleMs,
        warmUps,
        onRound: (round) => onProgress(`${name}: round ${round + 1} of ${rounds}`),
      },
    );
    const rows = running.slice(1).map(({ peer, check }, index) =>
      makeRow({
        case: name,
        peer: peer.name,
        ours: samples[0],
        // Where our own step is slow it has one sample, and so has the comparison.
        theirs: samples[index + 1].slice(0, samples[0].length),
        clock: peer.clock ?? clock,
        dispatches: dispatchesOf(expected, check),
      }),
    );
    return { rows: withTargets(rows, running.slice(1), options.targets), notes };
  } finally {
    await Promise.all(running.map(({ contender }) => contender.close()));
  }
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** Programs started by ours and by a peer, where either counted them. */
function dispatchesOf(ours: Check, theirs: Check): Row['dispatches'] {
  if (ours.dispatches === undefined && theirs.dispatches === undefined) return undefined;
  return [ours.dispatches ?? null, theirs.dispatches ?? null];
}

/** Prepares a peer and compares what it computes with ours; returns what is wrong, in one line, if anything is. */
async function prepared(contender: Contender, expected: Check): Promise<Check | string> {
  let found: Check;
  try {
    found = await contender.prepare();
  } catch (error) {
    return `it failed: ${String(error instanceof Error ? error.message : error).split('\n')[0]}`;
  }
  for (const key of ['outputs', 'losses'] as const) {
    const [wanted, got] = [expected[key], found[key]];
    if (!wanted || !got) continue;
    if (key === 'outputs' && wanted.length !== got.length) return `it has ${got.length} outputs, ours ${wanted.length}`;
    const difference = relativeDifference(wanted, got);
    if (!(difference <= TOLERANCE)) return `its ${key} differ from ours by ${difference.toExponential(1)} (relative)`;
  }
  return found;
}

/** Gives the target of a family to its fastest member; the others stand beside it without one. */
function withTargets(rows: Row[], running: readonly Running[], targets: Record<string, number>): Row[] {
  const result = [...rows];
  for (const [family, target] of Object.entries(targets)) {
    const members = rows.map((_, index) => index).filter((index) => running[index].peer.family === family);
    if (members.length === 0) continue;
    const fastest = members.reduce((best, index) => (rows[index].theirs < rows[best].theirs ? index : best));
    result[fastest] = { ...rows[fastest], target, met: rows[fastest].ratio >= target };
  }
  return result;
}

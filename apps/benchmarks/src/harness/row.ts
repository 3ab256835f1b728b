import type { Sample } from './contender';
import { median, type Spread, significant, spread } from './statistics';

/** One comparison. `ratio` above 1 means that we are faster. */
export interface Row {
  /** What is computed. */
  case: string;
  /** Whom we compare with. */
  peer: string;
  /** Median time of ours, of one step. */
  ours: number;
  theirs: number;
  /** Unit of `ours` and `theirs`. */
  unit: 'ms';
  /** `theirs / ours` of the medians. */
  ratio: number;
  /** The least ratio that we want to hold; null for a row that is there for honesty. */
  target: number | null;
  /** Whether `ratio` reaches `target`; null without a target. */
  met: boolean | null;
  /** Which clock the times are of: CPU time of the process, wall clock where a contender uses several threads or a GPU, or
   * CPU time of the busiest thread. */
  clock: Clock;
  oursSpread: Spread;
  theirsSpread: Spread;
  /** Smallest and largest ratio of one round. */
  ratioSpread: Spread;
  /** Medians on the wall clock, whatever `clock` is. */
  oursWall: number;
  theirsWall: number;
  /** Programs that one step starts on WebGPU: ours and theirs; absent on other backends and for other libraries. */
  dispatches?: [ours: number | null, theirs: number | null];
  /** Number of samples of the peer behind its median. */
  rounds: number;
}

export type Clock = 'cpu' | 'wall' | 'thread';

export interface RowOptions {
  case: string;
  peer: string;
  ours: readonly Sample[];
  theirs: readonly Sample[];
  clock: Clock;
  target?: number | null;
  dispatches?: Row['dispatches'];
}

/**
 * Sums up two contenders. Both lists hold one sample per round, in the same order; a slow peer may have fewer, which
 * then stand beside our first ones.
 */
export function makeRow({ case: name, peer, ours, theirs, clock, target = null, dispatches }: RowOptions): Row {
  if (theirs.length === 0 || theirs.length > ours.length) {
    throw new RangeError(`makeRow needs 1 to ${ours.length} samples of the peer, got ${theirs.length}`);
  }
  const field = ({ cpu: 'cpuMs', wall: 'wallMs', thread: 'threadMs' } as const)[clock];
  const of = (samples: readonly Sample[]) => samples.map((sample) => sample[field] ?? Number.NaN);
  const [left, right] = [of(ours), of(theirs)];
  const ratio = median(right) / median(left);
  const rounded = (values: Spread): Spread => [significant(values[0]), significant(values[1])];
  return {
    case: name,
    peer,
    ours: significant(median(left)),
    theirs: significant(median(right)),
    unit: 'ms',
    ratio: significant(ratio),
    target,
    met: target === null ? null : ratio >= target,
    clock,
    oursSpread: rounded(spread(left)),
    theirsSpread: rounded(spread(right)),
    ratioSpread: rounded(spread(right.map((value, round) => value / left[round]))),
    oursWall: significant(median(ours.map((sample) => sample.wallMs))),
    theirsWall: significant(median(theirs.map((sample) => sample.wallMs))),
    ...(dispatches === undefined ? {} : { dispatches }),
    rounds: theirs.length,
  };
}

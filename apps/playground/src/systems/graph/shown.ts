import type { Contestant } from './models';
import { type PairText, samePair } from './pairs';
import type { RecordedPair } from './recorded/recorded-file';
import type { RunDescription, ShownPoint } from './run';
import type { Run } from './session';
import type { GraphSettings } from './settings';

/** What the figures of training show: the run of the visitor, or a recorded one of the same graphs. */
export interface Shown {
  description: RunDescription;
  points: Record<Contestant, ShownPoint[]>;
  live: boolean;
}

/** The visitor's run of these graphs as soon as it has a description, else the recorded run of them, if there is one. */
export function shownOf(
  run: Run | undefined,
  runsThese: boolean,
  recorded: RecordedPair | undefined,
): Shown | undefined {
  if (run?.description && runsThese) return { description: run.description, points: run.points, live: true };
  return recorded && { description: recorded.description, points: recorded.points, live: false };
}

/** Whether a run is about these graphs, under any numbers of their vertices. */
export const runsOn = (asked: PairText | undefined, pair: PairText): boolean =>
  asked !== undefined && samePair(asked, pair);

/** Settings that change what an untrained network says. */
export const modelKey = ({ blocks, width, rounds, scaling, seed }: GraphSettings): string =>
  [blocks, width, rounds, scaling, seed].join(' ');

// What the page shows before a visitor trains anything, as written by `scripts/record-graph.mjs`: every named pair under every
// test, and both networks on it with the default settings.
import type { Contestant } from '../models';
import { type PairText, samePair } from '../pairs';
import type { RunDescription, StepPoint } from '../run';
import url from './named-pairs.json?url';

export interface RecordedRun {
  description: RunDescription;
  points: Record<Contestant, StepPoint[]>;
}

/** One row of the table. */
export interface RecordedPair extends RecordedRun {
  name: string;
  title: string;
  /** First round that parts the graphs; null where none does. */
  rounds: Record<'1-WL' | '2-FWL' | '3-FWL', number | null>;
}

export interface RecordedFile {
  pairs: RecordedPair[];
  /** What made it. */
  environment: Record<string, string>;
}

async function load(): Promise<RecordedFile> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The recorded runs could not be loaded from ${url} (status ${response.status}).`);
  return (await response.json()) as RecordedFile;
}

/** The page waits for it, so that its first paint has figures. */
export const recorded = await load();

/** The recorded run of two graphs, under any numbers of their vertices. */
export const recordedPairOf = (pair: PairText): RecordedPair | undefined =>
  recorded.pairs.find(({ description }) => samePair(description, pair));

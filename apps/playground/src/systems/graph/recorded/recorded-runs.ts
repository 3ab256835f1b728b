// What the page shows before a visitor trains anything: every named pair under every test, and both networks on it with the
// default settings.
import { type PairText, samePair } from '../pairs';
import url from './named-pairs.json?url';
import { type RecordedFile, type RecordedPair, recordedPairs } from './recorded-file';

async function load(): Promise<RecordedFile> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The recorded runs could not be loaded from ${url} (status ${response.status}).`);
  return (await response.json()) as RecordedFile;
}

/** The page waits for it, so that its first paint has figures. */
const file = await load();

export const recorded = { pairs: recordedPairs(file), environment: file.environment };

/** The recorded run of two graphs, under any numbers of their vertices. */
export const recordedPairOf = (pair: PairText): RecordedPair | undefined =>
  recorded.pairs.find(({ description }) => samePair(description, pair));

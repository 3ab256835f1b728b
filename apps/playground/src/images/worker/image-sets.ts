import type { DataSplits } from '@perceptrons/data';
import { fetchLabelledImages } from '@perceptrons/data/browser';
import { DataError } from '@perceptrons/tensor';
import { type DataName, dataNames } from '../image-data';
import { ownSplits } from './own-images';

const kept = new Map<DataName, DataSplits>();

/** The two parts of a data set: fetched once from this server, or made of the visitor's own images. */
export async function imageSets(
  name: DataName,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (share: number) => void },
): Promise<DataSplits> {
  if (name === 'own') return ownSplits();
  const earlier = kept.get(name);
  if (earlier) return earlier;
  try {
    const sets = await fetchLabelledImages(`/data/${name}`, {
      signal,
      onProgress: ({ fraction }) => onProgress(fraction),
    });
    kept.set(name, sets);
    return sets;
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new DataError({
      code: 'playground/data-missing',
      cause,
      message: `The images of ${name} could not be loaded from this server (${cause instanceof Error ? cause.message : String(cause)}). Start the page with "npm start", which prepares them, or run: node tooling/scripts/prepare-data.mjs .data/playground`,
    });
  }
}

/** The same at the start of a run, with notes on how far it is. @throws DOMException AbortError once cancelled. */
export async function loadForRun(
  name: DataName,
  { signal, note }: { signal: AbortSignal; note(text: string): void },
): Promise<DataSplits> {
  note(`Loading ${dataNames[name]}`);
  const sets = await imageSets(name, {
    signal,
    onProgress: (share) => note(`Loading ${dataNames[name]}, ${Math.round(100 * share)} %`),
  });
  signal.throwIfAborted();
  return sets;
}

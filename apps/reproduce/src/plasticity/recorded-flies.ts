import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Experiment, flyExperiment, readFly } from '@perceptrons/plasticity';

/** Folder of the recordings, below the folder of data sets. They are not part of this repository. */
export const flyFolder = 'flies';

/**
 * Reads `Fly1.mat`, `Fly2.mat` and so on, in the order of their numbers.
 *
 * @returns one experiment for each fly; none where there is no such folder.
 * @throws DataError of `readFly` for a file that it cannot read.
 */
export async function recordedFlies(dataDirectory: string, seed: number): Promise<Experiment[]> {
  const folder = path.join(dataDirectory, flyFolder);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const numbered = names.flatMap((name) => {
    const match = /^Fly(\d+)\.mat$/.exec(name);
    return match ? [{ name, number: Number(match[1]) }] : [];
  });
  numbered.sort((a, b) => a.number - b.number);
  const flies: Experiment[] = [];
  for (const { name } of numbered) {
    const record = await readFly(new Uint8Array(await readFile(path.join(folder, name))), { name });
    flies.push(...flyExperiment(record, { seed }));
  }
  return flies;
}

import { access } from 'node:fs/promises';
import path from 'node:path';
import { type GraphData, type GraphFiles, readQm9 } from '@perceptrons/graph';
import { fileSource } from '@perceptrons/tensor/node';

/** Folder of the files, below the folder of data sets. They are not part of this repository. */
export const qm9Folder = 'qm9';

/**
 * Reads QM9 where its files are at hand: `gdb9.sdf`, `gdb9.sdf.csv` and perhaps `uncharacterized.txt`.
 *
 * @param limit Molecules to read.
 * @returns none where there is no `gdb9.sdf`.
 */
export async function qm9Files(dataDirectory: string, limit: number, signal: AbortSignal): Promise<GraphData[]> {
  const folder = path.join(dataDirectory, qm9Folder);
  const names = ['gdb9.sdf', 'gdb9.sdf.csv', 'uncharacterized.txt'];
  const present = await Promise.all(
    names.map((name) =>
      access(path.join(folder, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  if (!present[0]) return [];
  const given = names.filter((_, index) => present[index]);
  const sources = await Promise.all(given.map((name) => fileSource(path.join(folder, name))));
  try {
    const files: GraphFiles = Object.fromEntries(given.map((name, index) => [name, sources[index]]));
    return await readQm9(files, { limit, signal });
  } finally {
    await Promise.all(sources.map((source) => source.close?.()));
  }
}

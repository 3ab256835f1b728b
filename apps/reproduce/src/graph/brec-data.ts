import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type BrecCategory,
  type BrecFile,
  brecFiles,
  type GraphPair,
  parsePairs,
  readBrecPairs,
} from '@perceptrons/graph';
import { DataError } from '@perceptrons/tensor';

/** Folder of the pairs, below the folder of data sets. They are not part of this repository. */
export const brecFolder = 'brec';

/** A pair of the benchmark with the part it belongs to. */
export type BrecPair = GraphPair & { category: BrecCategory };

/**
 * Reads the pairs of BREC: `pairs.tsv`, or the seven npy files of the authors.
 *
 * @returns the pairs in the order of the benchmark; none where there is no such folder or neither of the two.
 * @throws DataError of the readers for a file that they cannot read.
 */
export async function brecPairs(dataDirectory: string): Promise<BrecPair[]> {
  const table = await optionalFile(dataDirectory, 'pairs.tsv');
  if (table) return parsePairs(new TextDecoder().decode(table)) as BrecPair[];
  const files: Partial<Record<BrecFile, Uint8Array>> = {};
  for (const name of Object.keys(brecFiles) as BrecFile[]) {
    const bytes = await optionalFile(dataDirectory, `${name}.npy`);
    if (bytes) files[name] = bytes;
  }
  if (Object.keys(files).length === 0) return [];
  return readBrecPairs(files as Record<BrecFile, Uint8Array>) as BrecPair[];
}

/** First rounds at which an independent implementation saw a difference; null: never; undefined: not computed. */
export interface ReferenceRounds {
  oneWl: number | null;
  twoFwl: number | null;
  threeFwl: number | null | undefined;
}

/** Reads `wl-rounds.tsv`, by the index of the pair; empty where there is no such file. */
export async function referenceRounds(dataDirectory: string): Promise<Map<number, ReferenceRounds>> {
  const bytes = await optionalFile(dataDirectory, 'wl-rounds.tsv');
  if (!bytes) return new Map();
  const [header, ...lines] = new TextDecoder().decode(bytes).trim().split(/\r?\n/);
  if (header !== 'index\tcategory\tn\twl1\tfwl2\tfwl3') {
    throw new DataError({
      code: 'reproduce/wl-rounds',
      message: `wl-rounds.tsv begins with ${JSON.stringify(header)} instead of the columns index, category, n, wl1, fwl2, fwl3.`,
    });
  }
  const round = (text: string) => (text === '-1' ? null : Number(text));
  return new Map(
    lines.map((line) => {
      const [index, , , wl1, fwl2, fwl3] = line.split('\t');
      const threeFwl = fwl3 === 'na' ? undefined : round(fwl3);
      return [Number(index), { oneWl: round(wl1), twoFwl: round(fwl2), threeFwl }];
    }),
  );
}

async function optionalFile(dataDirectory: string, name: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(path.join(dataDirectory, brecFolder, name)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

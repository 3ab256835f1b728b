import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Fold, stratifiedFolds } from '@perceptrons/evaluation';
import { type GraphDataset, readFolds, readGinDataset, readIndexes, readTuDataset } from '@perceptrons/graph';
import { DataError } from '@perceptrons/tensor';

/** A set of graphs with the folds to test it by. */
export interface TuSet extends GraphDataset {
  folds: Fold[];
  /** Whether the folds came with the set, or were drawn. */
  foldsAre: 'published' | 'drawn';
  /** The split by which the authors chose their settings, where it came with the set. */
  search?: Fold;
}

/** Folder of the sets, below the folder of data sets. They are not part of this repository. */
export const tuFolder = 'tu';

/** Decides drawn folds, the same for all runs. */
const foldSeed = 0;

/**
 * Reads all sets: each folder below `tu` of the folder of data sets, or that folder itself where it holds one set. A set is a
 * folder in TU format, or one with a file of its name in the format of GIN; folds lie in `10fold_idx`, or are drawn.
 *
 * @throws DataError `reproduce/no-graphs` where there is none, and those of the readers.
 */
export async function tuSets(dataDirectory: string): Promise<TuSet[]> {
  const own = await readSet(dataDirectory);
  if (own) return [own];
  const folder = path.join(dataDirectory, tuFolder);
  const sets: TuSet[] = [];
  for (const name of (await namesOf(folder)).sort()) {
    const set = await readSet(path.join(folder, name));
    if (set) sets.push(set);
  }
  if (sets.length > 0) return sets;
  throw new DataError({
    code: 'reproduce/no-graphs',
    message: `There is no set of graphs in ${dataDirectory} nor in folders of ${folder}. Put there MUTAG/MUTAG.txt with MUTAG/10fold_idx/, or any set in TU format as NAME/NAME_A.txt and so on; or name a folder with --data.`,
  });
}

/** The set of a folder; undefined where it is none. */
async function readSet(folder: string): Promise<TuSet | undefined> {
  const names = await namesOf(folder);
  const name = path.basename(path.resolve(folder));
  const texts = (list: readonly string[], inside = folder) =>
    Promise.all(list.map(async (file) => [file, await readFile(path.join(inside, file), 'utf8')] as const));
  let set: GraphDataset | undefined;
  if (names.some((file) => file.endsWith('_A.txt'))) {
    set = await readTuDataset(Object.fromEntries(await texts(names.filter((file) => file.endsWith('.txt')))));
  } else if (names.includes(`${name}.txt`)) {
    set = await readGinDataset(await readFile(path.join(folder, `${name}.txt`), 'utf8'), { name });
  }
  if (!set) return undefined;
  if (!set.classValues) {
    throw new DataError({
      code: 'reproduce/no-classes',
      message: `The graphs of ${folder} have no classes. This experiment classifies graphs; it needs ${name}_graph_labels.txt.`,
    });
  }
  const graphCount = set.graphs.length;
  if (names.includes('10fold_idx')) {
    const inside = path.join(folder, '10fold_idx');
    const files = Object.fromEntries(await texts(await namesOf(inside), inside));
    const search = await readSearch(folder, names, graphCount);
    return { ...set, folds: await readFolds(files, { graphCount }), foldsAre: 'published', ...(search && { search }) };
  }
  const labels = set.graphs.map(({ target }) => target as number);
  return { ...set, folds: stratifiedFolds(labels, { key: foldSeed }), foldsAre: 'drawn' };
}

const searchFiles = { train: 'tests_train_split.txt', test: 'tests_val_split.txt' };

async function readSearch(folder: string, names: readonly string[], graphCount: number): Promise<Fold | undefined> {
  if (!Object.values(searchFiles).every((file) => names.includes(file))) return undefined;
  const read = async (file: string) =>
    readIndexes(await readFile(path.join(folder, file), 'utf8'), { file, graphCount });
  return { train: await read(searchFiles.train), test: await read(searchFiles.test) };
}

async function namesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
}

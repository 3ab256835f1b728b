import type { Fold } from '@perceptrons/evaluation';
import { DataError } from '@perceptrons/tensor';
import { baseName, type FileContent, type GraphFiles, missingFile, readText, rowError } from './file-content';
import { readNumberRows } from './number-rows';

/** What the indexes of a file number. */
export interface IndexOptions {
  /** Name of the file, for messages. Default `indexes`. */
  file?: string;
  /** Number of graphs. Default: not checked. */
  graphCount?: number;
}

/**
 * Reads a list of graph numbers, from 0, one in each row.
 *
 * @throws DataError naming file and row: `graph/file-row`, `graph/index-range`, `graph/repeated-index`.
 */
export async function readIndexes(content: FileContent, options: IndexOptions = {}): Promise<Int32Array> {
  const { file = 'indexes', graphCount = Number.POSITIVE_INFINITY } = options;
  const { values } = readNumberRows(await readText(content), { file, columns: 1, integers: true });
  const rows = new Map<number, number>();
  values.forEach((index, row) => {
    if (index < 0 || index >= graphCount) {
      const last = Number.isFinite(graphCount) ? ` to ${graphCount - 1}` : '';
      throw rowError('index-range', file, row + 1, `the graph is ${index}. Graphs are numbered from 0${last}.`);
    }
    const earlier = rows.get(index);
    if (earlier !== undefined) {
      throw rowError('repeated-index', file, row + 1, `graph ${index} stands in row ${earlier} already.`);
    }
    rows.set(index, row + 1);
  });
  return Int32Array.from(values);
}

/**
 * Reads published folds: `train_idx-1.txt` and `test_idx-1.txt`, `train_idx-2.txt` and so on, with graph numbers from 0.
 * Other files are passed over.
 *
 * @param options Settings.
 * @param options.graphCount Number of graphs of the set. Default: not checked.
 * @returns The folds in the order of their numbers.
 * @throws DataError `graph/missing-file`, `graph/fold-overlap` for a graph that is trained and tested on, and those of
 * `readIndexes`.
 */
export async function readFolds(files: GraphFiles, { graphCount }: { graphCount?: number } = {}): Promise<Fold[]> {
  const numbers = Object.keys(files).flatMap((path) => {
    const match = /^(?:train|test)_idx-(\d+)\.txt$/.exec(baseName(path));
    return match ? [Number(match[1])] : [];
  });
  const count = Math.max(0, ...numbers);
  if (count === 0)
    throw missingFile('train_idx-1.txt', files, 'Folds come in pairs train_idx-N.txt and test_idx-N.txt.');
  const folds: Fold[] = [];
  for (let number = 1; number <= count; number++) {
    const read = async (part: 'train' | 'test') => {
      const file = `${part}_idx-${number}.txt`;
      const path = Object.keys(files).find((candidate) => baseName(candidate) === file);
      if (path === undefined) throw missingFile(file, files, `There are folds up to ${count}; each has two files.`);
      return readIndexes(files[path], { file, graphCount });
    };
    const fold = { train: await read('train'), test: await read('test') };
    const trained = new Set(fold.train);
    const shared = fold.test.find((index) => trained.has(index));
    if (shared !== undefined) {
      throw new DataError({
        code: 'graph/fold-overlap',
        message: `Graph ${shared} stands in train_idx-${number}.txt and in test_idx-${number}.txt. A fold tests on graphs that it has not trained on.`,
      });
    }
    folds.push(fold);
  }
  return folds;
}

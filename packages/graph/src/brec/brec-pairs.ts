import { DataError } from '@perceptrons/tensor';
import type { GraphData } from '../graph-data';
import { parseGraph6 } from '../graphs/graph6';
import { readNpyStrings } from './npy-strings';

/** Two graphs that are not isomorphic, to be told apart. */
export interface GraphPair {
  /** Number of the pair in its benchmark. */
  index: number;
  /** The part of the benchmark it belongs to. */
  category: string;
  a: GraphData;
  b: GraphData;
}

/** The parts of BREC, in order, with their numbers of pairs. */
export const brecCategories = {
  basic: 60,
  'regular-simple': 50,
  'regular-strongly-regular': 50,
  extension: 100,
  cfi: 100,
  '4-vertex-condition': 20,
  'distance-regular': 20,
} as const;

/** A part of BREC. */
export type BrecCategory = keyof typeof brecCategories;

/** Files of BREC, by their names without `.npy`, in the order of its pairs. */
export const brecFiles = {
  basic: 'basic',
  regular: 'regular-simple',
  str: 'regular-strongly-regular',
  extension: 'extension',
  cfi: 'cfi',
  '4vtx': '4-vertex-condition',
  dr: 'distance-regular',
} as const satisfies Record<string, BrecCategory>;

/** Name of a file of BREC. */
export type BrecFile = keyof typeof brecFiles;

/**
 * Reads the 400 pairs of BREC from the files of its authors, folder `customize/Data/raw` of their repository.
 *
 * @param files The bytes of all seven npy files by their names without `.npy`. Consecutive texts are a pair.
 * @returns pairs in the order of the benchmark, index 0 to 399.
 * @throws DataError `graph/brec` for a missing file or another number of graphs, `graph/npy`, or of `parseGraph6`.
 * Source: Wang and Zhang 2024, "An Empirical Study of Realized GNN Expressiveness"; the data are under the MIT licence.
 */
export function readBrecPairs(files: Readonly<Record<BrecFile, Uint8Array>>): GraphPair[] {
  const pairs: GraphPair[] = [];
  for (const [file, category] of Object.entries(brecFiles) as [BrecFile, BrecCategory][]) {
    const name = `${file}.npy`;
    if (!files[file]) {
      throw brecError(`${name} is missing. All of ${Object.keys(brecFiles).join(', ')} are needed, each as bytes.`);
    }
    const { values } = readNpyStrings(files[file], name);
    if (values.length !== 2 * brecCategories[category]) {
      throw brecError(
        `${name} has ${values.length} graphs instead of ${2 * brecCategories[category]}. Take the files of folder customize/Data/raw unchanged.`,
      );
    }
    for (let i = 0; i < values.length; i += 2) {
      pairs.push({
        index: pairs.length,
        category,
        a: parseGraph6(values[i], `${name}, graph ${i}`),
        b: parseGraph6(values[i + 1], `${name}, graph ${i + 1}`),
      });
    }
  }
  return pairs;
}

/**
 * Reads a table of pairs: a line with the names of the columns, `index`, `category`, `g6a`, `g6b`, then a line for each
 * pair, with tabs between the columns. graph6 uses backslashes and quotes; nothing is unescaped.
 *
 * @throws DataError `graph/pairs` with the line, or of `parseGraph6`.
 */
export function parsePairs(text: string): GraphPair[] {
  const [header = '', ...lines] = text.split(/\r?\n/);
  if (header !== 'index\tcategory\tg6a\tg6b') {
    throw pairsError(1, `is ${JSON.stringify(header.slice(0, 80))} instead of the names index, category, g6a, g6b`);
  }
  return lines.flatMap((line, place) => {
    if (line === '') return [];
    const number = place + 2;
    const fields = line.split('\t');
    if (fields.length !== 4) throw pairsError(number, `has ${fields.length} columns instead of 4`);
    const [index, category, a, b] = fields;
    if (!/^\d+$/.test(index))
      throw pairsError(number, `has the index ${JSON.stringify(index)}, which is no whole number`);
    return [
      {
        index: Number(index),
        category,
        a: parseGraph6(a, `pair ${index}, graph a`),
        b: parseGraph6(b, `pair ${index}, graph b`),
      },
    ];
  });
}

function pairsError(line: number, problem: string): DataError {
  return new DataError({
    code: 'graph/pairs',
    message: `Line ${line} of the table of pairs ${problem}. Columns are separated by single tabs, and graphs are graph6.`,
  });
}

function brecError(message: string): DataError {
  return new DataError({ code: 'graph/brec', message });
}

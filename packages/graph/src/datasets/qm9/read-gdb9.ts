// QM9 as it is distributed for machine learning: one file with all molecules, one table with their properties.
import type { GraphData } from '../../graph-data';
import {
  type FileContent,
  findFile,
  type GraphFiles,
  lineBlocks,
  missingFile,
  readText,
  rowError,
} from '../file-content';
import { numberOf } from '../number-rows';
import { readMolBlock } from './mol-block';
import { moleculeGraph } from './molecule-graph';
import { qm9Targets } from './targets';

/** Settings of {@link readQm9}. */
export interface ReadQm9Options {
  /** Reads so many molecules from the start. Default: all, about 134,000. */
  limit?: number;
  signal?: AbortSignal;
  /** Called now and then with the number of molecules read. */
  onProgress?: (molecules: number) => void;
}

/**
 * Reads QM9: `gdb9.sdf` and `gdb9.sdf.csv`, and `uncharacterized.txt` where it is given, whose molecules are left out.
 *
 * A graph has 13 features of each atom and 4 of each bond (see `moleculeFeatures` for what of them is approximate), positions
 * in ångström and twelve targets (see `qm9Targets`) in the units of the table.
 *
 * @param files Text, bytes or sources, by file name. The molecules are read in pieces where they come as a source.
 * @throws DataError naming file and row: `graph/missing-file`, `graph/molecule`, `graph/file-row`, `graph/file-length`,
 * `graph/column` for a table without a column of a target, and an AbortError when the signal stops it.
 * Source: Ramakrishnan et al., Scientific Data 1 (2014), in the files of MoleculeNet.
 */
export async function readQm9(files: GraphFiles, options: ReadQm9Options = {}): Promise<GraphData[]> {
  const { limit = Number.POSITIVE_INFINITY, signal, onProgress } = options;
  const need = 'QM9 comes as gdb9.sdf and gdb9.sdf.csv.';
  const molecules = findFile(files, 'gdb9.sdf');
  if (molecules === undefined) throw missingFile('gdb9.sdf', files, need);
  const table = findFile(files, 'gdb9.sdf.csv');
  if (table === undefined) throw missingFile('gdb9.sdf.csv', files, need);
  const excluded = await readExcluded(findFile(files, 'uncharacterized.txt'));
  const rows = await readTable(table);
  const graphs: GraphData[] = [];
  let number = 0;
  for await (const { lines, row } of molBlocks(molecules, signal)) {
    if (graphs.length >= limit) break;
    number++;
    if (excluded.has(number)) continue;
    const molecule = readMolBlock(lines, 'gdb9.sdf', row);
    const properties = rows[number - 1];
    if (properties === undefined || (molecule.name.startsWith('gdb_') && properties.name !== molecule.name)) {
      const found = properties === undefined ? 'has no such row' : `has ${properties.name}`;
      const text = `molecule ${number} is ${molecule.name}, and row ${number + 1} of gdb9.sdf.csv ${found}. Both files list the same molecules in one order.`;
      throw rowError('file-length', 'gdb9.sdf', row, text);
    }
    graphs.push(moleculeGraph(molecule, properties.targets));
    if (number % 1000 === 0) onProgress?.(number);
  }
  return graphs;
}

/** The blocks between the lines `$$$$`, with the row of their first line. */
async function* molBlocks(
  content: FileContent,
  signal?: AbortSignal,
): AsyncGenerator<{ lines: string[]; row: number }> {
  let lines: string[] = [];
  let row = 1;
  let read = 0;
  for await (const block of lineBlocks(content, signal)) {
    for (const line of block) {
      read++;
      if (line.startsWith('$$$$')) {
        yield { lines, row };
        lines = [];
        row = read + 1;
      } else lines.push(line);
    }
  }
  if (lines.some((line) => line.trim() !== '')) {
    throw rowError('molecule', 'gdb9.sdf', row, 'the last molecule does not end in $$$$. The file was cut off.');
  }
}

interface Properties {
  name: string;
  targets: Float32Array;
}

async function readTable(content: FileContent): Promise<Properties[]> {
  const file = 'gdb9.sdf.csv';
  const [head, ...lines] = (await readText(content)).trimEnd().split(/\r?\n/);
  const titles = head.split(',').map((title) => title.trim().toLowerCase());
  const columns = ['mol_id', ...qm9Targets.map(({ column }) => column)].map((column) => {
    const place = titles.indexOf(column);
    if (place < 0) throw rowError('column', file, 1, `there is no column ${column}. Found: ${titles.join(', ')}.`);
    return place;
  });
  return lines.map((line, index) => {
    const cells = line.split(',');
    if (cells.length !== titles.length) {
      const text = `it has ${cells.length} cells, the first row ${titles.length}.`;
      throw rowError('file-row', file, index + 2, text);
    }
    const [name, ...values] = columns.map((place) => cells[place].trim());
    return { name, targets: Float32Array.from(values, (cell) => numberOf(cell, false, file, index + 2)) };
  });
}

/** Numbers from 1 of molecules that failed a check of consistency, 3054 in the file of the authors: rows that begin with one. */
async function readExcluded(content: FileContent | undefined): Promise<Set<number>> {
  if (content === undefined) return new Set();
  const numbers = (await readText(content)).split('\n').flatMap((line) => {
    const match = /^\s*(\d+)(?:\s|$)/.exec(line);
    return match ? [Number(match[1])] : [];
  });
  return new Set(numbers);
}

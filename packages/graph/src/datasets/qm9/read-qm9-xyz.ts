import type { GraphData } from '../../graph-data';
import { type FileContent, readText, rowError } from '../file-content';
import { numberOf } from '../number-rows';
import { atomicNumbers } from './molecule';
import { moleculeGraph } from './molecule-graph';
import { perceiveBonds } from './perceive-bonds';

/** Places of the twelve targets behind the name, the number and three rotational constants of the second line. */
const firstTarget = 5;
const targetCount = 12;

/**
 * Reads one molecule of QM9 in the format of the original publication, `dsgdb9nsd_000001.xyz` and so on. These files hold no
 * bonds: they are found by `perceiveBonds`. Frequencies, SMILES, InChI and charges are passed over.
 *
 * @param content Text, bytes or a source.
 * @param options Settings.
 * @param options.file Name of the file, for messages. Default `molecule.xyz`.
 * @returns A graph as `readQm9` makes it.
 * @throws DataError `graph/molecule`, `graph/file-row`, naming file and row.
 * Source: Ramakrishnan et al., Scientific Data 1 (2014), table 2.
 */
export async function readQm9Xyz(
  content: FileContent,
  { file = 'molecule.xyz' }: { file?: string } = {},
): Promise<GraphData> {
  const lines = (await readText(content)).split(/\r?\n/);
  const count = numberOf((lines[0] ?? '').trim(), true, file, 1);
  if (count < 1 || lines.length < count + 2) {
    const text = `${count} atoms, and the file has ${lines.length} lines. It needs one line for each atom after two of head.`;
    throw rowError('molecule', file, 1, text);
  }
  const head = lines[1].trim().split(/\s+/);
  const values = head.slice(firstTarget, firstTarget + targetCount).map((cell) => decimal(cell, file, 2));
  if (head[0] !== 'gdb' || values.length !== targetCount) {
    const text = `"${lines[1].slice(0, 40)}", expected "gdb NUMBER" and 15 properties.`;
    throw rowError('molecule', file, 2, text);
  }
  const elements = new Uint8Array(count);
  const positions = new Float32Array(3 * count);
  for (let atom = 0; atom < count; atom++) {
    const [symbol, ...place] = lines[2 + atom].trim().split(/\s+/);
    if (atomicNumbers[symbol] === undefined || place.length < 3) {
      const text = `"${lines[2 + atom].trim()}", expected an element of ${Object.keys(atomicNumbers).join(', ')} and three coordinates.`;
      throw rowError('molecule', file, 3 + atom, text);
    }
    elements[atom] = atomicNumbers[symbol];
    positions.set(
      place.slice(0, 3).map((cell) => decimal(cell, file, 3 + atom)),
      3 * atom,
    );
  }
  const molecule = perceiveBonds({ name: `gdb_${head[1]}`, elements, positions });
  return moleculeGraph(molecule, Float32Array.from(values));
}

/** Numbers of these files may be written `1.5*^-6`. */
function decimal(cell: string, file: string, row: number): number {
  return numberOf(cell.replace('*^', 'e'), false, file, row);
}

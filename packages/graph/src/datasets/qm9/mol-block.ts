import { rowError } from '../file-content';
import { numberOf } from '../number-rows';
import { atomicNumbers, type Molecule } from './molecule';

/**
 * Reads one molecule in MDL molfile format, version 2000. Its fields have fixed widths.
 *
 * @param lines The lines up to `$$$$`.
 * @param file Name of the file, for messages.
 * @param firstRow Row of the first line in the file, from 1.
 * @throws DataError `graph/molecule` naming file, row and molecule.
 */
export function readMolBlock(lines: readonly string[], file: string, firstRow: number): Molecule {
  const name = (lines[0] ?? '').trim() || `molecule in row ${firstRow}`;
  const fail = (line: number, text: string) => rowError('molecule', file, firstRow + line, `${name}: ${text}`);
  const counts = lines[3] ?? '';
  if (!counts.includes('V2000')) {
    throw fail(
      3,
      `the counts line is "${counts.trim()}", expected one that ends in V2000. The file may have been cut off.`,
    );
  }
  const whole = (text: string, line: number) => numberOf(text.trim(), true, file, firstRow + line);
  const atomCount = whole(counts.slice(0, 3), 3);
  const bondCount = whole(counts.slice(3, 6), 3);
  if (atomCount < 1 || lines.length < 4 + atomCount + bondCount) {
    throw fail(
      3,
      `${atomCount} atoms and ${bondCount} bonds in ${lines.length} lines. The file may have been cut off.`,
    );
  }
  const elements = new Uint8Array(atomCount);
  const positions = new Float32Array(3 * atomCount);
  for (let atom = 0; atom < atomCount; atom++) {
    const line = lines[4 + atom];
    const symbol = line.slice(30, 34).trim();
    if (atomicNumbers[symbol] === undefined) {
      throw fail(
        4 + atom,
        `atom ${atom + 1} is of the element "${symbol}", expected one of ${Object.keys(atomicNumbers).join(', ')}.`,
      );
    }
    elements[atom] = atomicNumbers[symbol];
    for (let axis = 0; axis < 3; axis++) {
      const cell = line.slice(10 * axis, 10 * axis + 10).trim();
      positions[3 * atom + axis] = numberOf(cell, false, file, firstRow + 4 + atom);
    }
  }
  const bonds = new Int32Array(2 * bondCount);
  const orders = new Uint8Array(bondCount);
  for (let bond = 0; bond < bondCount; bond++) {
    const place = 4 + atomCount + bond;
    const [a, b, order] = [0, 3, 6].map((start) => whole(lines[place].slice(start, start + 3), place));
    if (Math.min(a, b) < 1 || Math.max(a, b) > atomCount || a === b || order < 1 || order > 4) {
      throw fail(
        place,
        `bond (${a}, ${b}) of order ${order}. Atoms are numbered from 1 to ${atomCount}, orders from 1 to 4.`,
      );
    }
    bonds.set([a - 1, b - 1], 2 * bond);
    orders[bond] = order;
  }
  return { name, elements, positions, bonds, orders };
}

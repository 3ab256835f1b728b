// Coefficients fitted with the published code.
import { ConfigError, DataError } from '@perceptrons/tensor';
import { flatNumbers, type NestedNumbers } from './mlp-rule';
import { COEFFICIENTS, type TaylorRule, termIndex, type Variable, variables } from './rule';

export interface ReferenceOrder {
  /**
   * One letter of x, y, w, r for each axis of the data, the slowest axis first: what the numbers are multiplied with.
   * 'xyw' or 'xrw' for nested arrays and A_ijk columns of three variables, 'wyx' for older flat vectors with the index
   * pre + 3 post + 9 weight. Default for 81 numbers: 'rwyx', see `importReferenceCoefficients`.
   */
  order?: string;
}

function axesOf(count: number, order: string | undefined): number[] {
  if (count !== 27 && count !== COEFFICIENTS) {
    throw new DataError({
      code: 'plasticity/reference-size',
      argument: 'data',
      message: `There are ${count} coefficients. The published code has 27 (three variables) or ${COEFFICIENTS} (four).`,
    });
  }
  const rank = count === COEFFICIENTS ? 4 : 3;
  const letters = order ?? (count === COEFFICIENTS ? 'rwyx' : '');
  const axes = [...letters].map((letter) => variables.indexOf(letter as Variable));
  if (axes.length === rank && !axes.includes(-1) && new Set(axes).size === axes.length) return axes;
  throw new ConfigError({
    code: 'plasticity/reference-order',
    argument: 'order',
    message: `${count} coefficients need an order of ${rank} different letters of x, y, w, r, got ${order === undefined ? 'none' : `'${order}'`}. Behaviour of the early code is 'xrw', activity 'xyw', flat vectors with the index pre + 3 post + 9 weight are 'wyx'.`,
  });
}

/**
 * Imports coefficients fitted with the published code of Mehta et al. 2024.
 *
 * With four variables that code names the axes of its 81 coefficients x, y, w, r but multiplies them with powers of r, w,
 * y, x: its coefficient at [1, 0, 0, 0] belongs to r, and what its logs call w belongs to y. The default order undoes
 * this. With three variables the names are right, but which three they are is not in the data: `order` must say it.
 *
 * @param data 81 or 27 numbers, nested [3][3][3][3] or flat (row-major).
 * @returns A rule whose mask frees the powers of the variables of the order.
 * @throws DataError `plasticity/reference-size` or `plasticity/not-finite`; ConfigError `plasticity/reference-order`.
 */
export function importReferenceCoefficients(data: NestedNumbers, { order }: ReferenceOrder = {}): TaylorRule {
  const numbers = flatNumbers(data);
  const axes = axesOf(numbers.length, order);
  const coefficients = new Float64Array(COEFFICIENTS);
  const mask = new Uint8Array(COEFFICIENTS);
  numbers.forEach((value, at) => {
    if (!Number.isFinite(value)) {
      throw new DataError({
        code: 'plasticity/not-finite',
        argument: 'data',
        message: `Coefficient ${at} of data is ${value}. All must be finite numbers.`,
      });
    }
    const powers: [number, number, number, number] = [0, 0, 0, 0];
    axes.forEach((variable, axis) => {
      powers[variable] = Math.floor(at / 3 ** (axes.length - 1 - axis)) % 3;
    });
    coefficients[termIndex(powers)] = value;
    mask[termIndex(powers)] = 1;
  });
  return { kind: 'taylor', coefficients, mask };
}

/**
 * Imports the last row of a CSV log of the published code, with columns A_ijk or A_ijkl. Columns that are missing are 0.
 *
 * @param text The file `exp_<id>.csv`.
 * @param order As in `importReferenceCoefficients`; required with three indices ('xyw' for activity, 'xrw' for behaviour).
 * @throws DataError `plasticity/reference-log` for a file without such columns or rows, and as
 *   `importReferenceCoefficients`.
 */
export function importReferenceLog(text: string, { order }: ReferenceOrder = {}): TaylorRule {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const cells = (line: string) => line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const columns = cells(lines[0] ?? '').flatMap((name, column) => {
    const digits = /^A_([012]{3,4})$/.exec(name)?.[1];
    return digits ? [{ column, name, digits }] : [];
  });
  const rank = columns[0]?.digits.length;
  if (lines.length < 2 || !columns.every(({ digits }) => digits.length === rank) || rank === undefined) {
    throw new DataError({
      code: 'plasticity/reference-log',
      argument: 'text',
      message: `The log has ${lines.length} lines and ${columns.length} columns of coefficients. It needs a header with columns A_ijk or A_ijkl, powers 0 to 2, and at least one row.`,
    });
  }
  const row = cells(lines[lines.length - 1]);
  const data = new Float64Array(3 ** rank);
  for (const { column, name, digits } of columns) {
    const cell = row[column] ?? '';
    const value = cell === '' ? Number.NaN : Number(cell);
    if (!Number.isFinite(value)) {
      throw new DataError({
        code: 'plasticity/reference-log',
        argument: 'text',
        message: `Row ${lines.length - 1}, column ${name} of the log is '${cell}', not a number. Cut the log after its last complete row.`,
      });
    }
    data[Number.parseInt(digits, 3)] = value;
  }
  return importReferenceCoefficients(data, { order });
}

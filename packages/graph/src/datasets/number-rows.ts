import { rowError } from './file-content';

/** A table of numbers. */
export interface NumberRows {
  /** Name of the file, for messages. */
  file: string;
  /** Row by row, [count, columns]. */
  values: Float64Array;
  count: number;
  columns: number;
}

/** What a table must look like. */
export interface NumberRowsOptions {
  file: string;
  /** Default: as many as the first row has. */
  columns?: number;
  /** Only whole numbers. Default false. */
  integers?: boolean;
  /** Number of rows, and what each of them stands for. */
  count?: { readonly value: number; readonly of: string };
}

/**
 * Reads rows of numbers between commas or spaces. Empty lines at the end are passed over.
 *
 * @throws DataError `graph/file-row` naming file and row (from 1) for a cell that is no number or a row of another length,
 * `graph/file-length` for another number of rows.
 */
export function readNumberRows(text: string, options: NumberRowsOptions): NumberRows {
  const { file, integers = false } = options;
  const lines = text.trimEnd() === '' ? [] : text.trimEnd().split('\n');
  const columns = options.columns ?? (lines.length === 0 ? 0 : cellsOf(lines[0]).length);
  const values = new Float64Array(lines.length * columns);
  for (let line = 0; line < lines.length; line++) {
    const cells = cellsOf(lines[line]);
    if (cells.length !== columns || cells[0] === '') {
      const found = cells[0] === '' ? 'is empty' : `has ${cells.length} numbers`;
      throw rowError('file-row', file, line + 1, `it ${found}, expected ${columns} in every row.`);
    }
    for (let column = 0; column < columns; column++) {
      values[line * columns + column] = numberOf(cells[column], integers, file, line + 1);
    }
  }
  const { count } = options;
  if (count !== undefined && lines.length !== count.value) {
    throw rowError(
      'file-length',
      file,
      Math.min(lines.length, count.value) + 1,
      `the file has ${lines.length} rows, expected ${count.value}, one for each ${count.of}.`,
    );
  }
  return { file, values, count: lines.length, columns };
}

/** A number of a file. @throws DataError `graph/file-row`. */
export function numberOf(cell: string, integer: boolean, file: string, row: number): number {
  const value = cell === '' ? Number.NaN : Number(cell);
  if (integer ? Number.isSafeInteger(value) : Number.isFinite(value)) return value;
  throw rowError('file-row', file, row, `"${cell}" is not a ${integer ? 'whole' : 'finite'} number.`);
}

function cellsOf(line: string): string[] {
  return line.trim().split(/\s*,\s*|\s+/);
}

// The table of trials as text: CSV and JSON.
import { DataError } from '@perceptrons/tensor';
import type { TrialRow } from './experiments-from-table';

const columns = ['subject', 'trial', 'presentation', 'stimulus', 'decision', 'reward'] as const;
type Column = (typeof columns)[number];

/**
 * Reads a table of trials from CSV text: a first line with the names of the columns, in any order, then one line for each
 * presentation. Columns: subject, trial, presentation, stimulus, decision, reward; others are left alone. A stimulus of
 * several inputs is written as numbers with spaces in between, `0.7 0.1`. An empty reward is a missing one. Fields may stand
 * in double quotes.
 *
 * @param text The file.
 * @param options Settings.
 * @param options.name File name for messages. Default `CSV table`.
 * @returns Rows for `experimentsFromTable`, which checks what they say.
 * @throws DataError `plasticity/table-column` for a missing column, `plasticity/table-cell` for a cell that is no number, or
 *   a line with another number of cells.
 */
export function readTrialsCsv(text: string, { name = 'CSV table' }: { name?: string } = {}): TrialRow[] {
  const [head, ...lines] = parseCsv(text.replace(/^\uFEFF/, ''), name);
  const titles = (head ?? []).map((title) => title.trim().toLowerCase());
  const places = Object.fromEntries(columns.map((column) => [column, titles.indexOf(column)])) as Record<
    Column,
    number
  >;
  for (const column of columns) if (places[column] < 0) throw columnError(name, column, titles.join(', '));
  return lines.map((cells, index) => {
    const row = index + 1;
    if (cells.length !== titles.length) {
      throw cellError(name, row, `it has ${cells.length} cells, the first line has ${titles.length}`);
    }
    const cell = (column: Column) => cells[places[column]].trim();
    const number = (column: Column, text = cell(column)) => {
      const value = text === '' ? Number.NaN : Number(text);
      if (Number.isNaN(value))
        throw cellError(name, row, `column ${column} is "${text}", expected a number`, cell('subject'));
      return value;
    };
    const stimulus = cell('stimulus')
      .split(/\s+/)
      .map((value) => number('stimulus', value));
    return {
      subject: cell('subject'),
      trial: number('trial'),
      presentation: number('presentation'),
      stimulus: stimulus.length === 1 ? stimulus[0] : stimulus,
      decision: number('decision'),
      ...(cell('reward') !== '' && { reward: number('reward') }),
    };
  });
}

/**
 * Reads a table of trials from JSON text: a list of objects with the fields subject, trial, presentation, stimulus (a number
 * or a list of numbers), decision and reward (a number, null or left out).
 *
 * @param text The file.
 * @param options Settings.
 * @param options.name File name for messages. Default `JSON table`.
 * @returns Rows for `experimentsFromTable`, which checks what they say.
 * @throws DataError `plasticity/table-column` for text that is not such a list, or a row without a field.
 */
export function readTrialsJson(text: string, { name = 'JSON table' }: { name?: string } = {}): TrialRow[] {
  const rows = parseJson(text, name);
  if (!Array.isArray(rows)) {
    throw new DataError({
      code: 'plasticity/table-column',
      message: `${name} holds ${rows === null ? 'null' : typeof rows}, expected a list of rows [{ "subject": ..., "trial": ... }, ...].`,
    });
  }
  return rows.map((row: unknown, index) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw cellError(name, index + 1, `it is ${JSON.stringify(row)}, expected an object`);
    }
    for (const column of columns) {
      if (column !== 'reward' && !Object.hasOwn(row, column)) {
        throw columnError(`${name}, row ${index + 1}`, column, Object.keys(row).join(', '));
      }
    }
    const { subject, trial, presentation, stimulus, decision, reward } = row as TrialRow;
    return { subject, trial, presentation, stimulus, decision, ...(reward !== undefined && { reward }) };
  });
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DataError({
      code: 'plasticity/table-column',
      cause,
      message: `${name} is not JSON: ${(cause as Error).message}. Expected a list of rows; for comma-separated text use readTrialsCsv.`,
    });
  }
}

/** Lines of cells; quotes may hold commas, line breaks and doubled quotes (RFC 4180). Empty lines are left out. */
function parseCsv(text: string, name: string): string[][] {
  const lines: string[][] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = () => {
    cells.push(cell);
    cell = '';
  };
  const endLine = () => {
    endCell();
    if (cells.length > 1 || cells[0].trim() !== '') lines.push(cells);
    cells = [];
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (character === '"' && cell.trim() === '') {
      quoted = true;
      cell = '';
    } else if (character === ',') endCell();
    else if (character === '\n') endLine();
    else if (character !== '\r') cell += character;
  }
  if (quoted) throw cellError(name, lines.length, 'a quote is not closed');
  endLine();
  return lines;
}

function columnError(place: string, column: string, found: string): DataError {
  return new DataError({
    code: 'plasticity/table-column',
    message: `${place}: there is no column ${column}. Found: ${found || 'nothing'}. Expected ${columns.join(', ')}.`,
  });
}

function cellError(name: string, row: number, problem: string, subject?: string): DataError {
  return new DataError({
    code: 'plasticity/table-cell',
    message: `${name}, ${subject ? `animal ${subject}, ` : ''}row ${row}: ${problem}.`,
  });
}

/** The numbers behind a figure: equally long rows of named columns. */
export interface FigureTable {
  columns: string[];
  rows: (string | number)[][];
}

const quoted = (value: string | number) => {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** RFC 4180, with a header line. */
export function toCsv({ columns, rows }: FigureTable): string {
  return [columns, ...rows]
    .map((row) => row.map(quoted).join(','))
    .join('\r\n')
    .concat('\r\n');
}

/** A list of objects, one per row. */
export function toJson({ columns, rows }: FigureTable): string {
  const objects = rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
  return `${JSON.stringify(objects, null, 2)}\n`;
}

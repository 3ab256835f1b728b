// Numbers and tables of plain-text reports.

/** Three significant digits; "infinite" and "-infinite" as words. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'undefined';
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : '-infinite';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-4) return value.toExponential(2);
  const text = value.toPrecision(3);
  // toPrecision writes 1.23e+3 for numbers with more digits before the point than it was asked for.
  return text.includes('e') ? String(Math.round(value)) : text;
}

/** Rows under a head, columns aligned by spaces: text to the left, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}

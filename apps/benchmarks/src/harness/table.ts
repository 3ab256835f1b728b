import type { BenchmarkResult } from './benchmark';
import type { Row } from './row';

const HEADINGS = ['case', 'peer', 'ours', 'theirs', 'ratio', 'rounds from .. to', 'target', 'clock'];

function cells(row: Row, counted: boolean): string[] {
  const verdict = row.target === null ? '' : `${row.target}x ${row.met ? 'met' : 'missed'}`;
  return [
    row.case,
    row.peer,
    `${row.ours} ${row.unit}`,
    `${row.theirs} ${row.unit}`,
    `${row.ratio.toPrecision(3)}x`,
    `${row.ratioSpread[0].toPrecision(3)} .. ${row.ratioSpread[1].toPrecision(3)}`,
    verdict,
    row.clock,
    ...(counted ? [row.dispatches?.map((count) => count ?? '-').join(' : ') ?? ''] : []),
  ];
}

/** A result as lines of text: the machine, then one line per row. */
export function renderTable({ name, machine, rows, notes }: BenchmarkResult): string {
  const counted = rows.some(({ dispatches }) => dispatches !== undefined);
  const headings = counted ? [...HEADINGS, 'dispatches, ours : theirs'] : HEADINGS;
  const body = [headings, ...rows.map((row) => cells(row, counted))];
  const widths = headings.map((_, column) => Math.max(...body.map((line) => line[column].length)));
  const lines = body.map((line) =>
    line
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  );
  const head = `${name}: ${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}, TensorFlow.js ${machine.tfjs}, load ${machine.load}`;
  const explanation = 'Times are medians of one step. A ratio above 1 means that ours is faster.';
  return [head, explanation, '', ...lines, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

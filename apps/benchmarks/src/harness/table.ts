import type { Accuracy, BenchmarkResult } from './benchmark';
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

/** Columns of equal width; the first two to the left, the others to the right. */
function aligned(body: string[][]): string[] {
  const widths = body[0].map((_, column) => Math.max(...body.map((line) => line[column].length)));
  return body.map((line) =>
    line
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}

function accuracyLines(accuracy: Accuracy[]): string[] {
  const backends = Object.keys(accuracy[0].errors);
  const heads = ['op', 'of', ...backends.flatMap((backend) => [`${backend}, relative`, `${backend}, absolute`])];
  const rows = accuracy.map(({ op, of, errors }) => [
    op,
    of,
    ...backends.flatMap((backend) => {
      const { relative, absolute } = errors[backend];
      return [relative.toExponential(1), absolute.toExponential(1)];
    }),
  ]);
  return [
    'Largest errors against float64, relative to the largest value and absolute',
    '',
    ...aligned([heads, ...rows]),
  ];
}

/** A result as lines of text: the machine, then one line per row. */
export function renderTable({ name, machine, rows, notes, accuracy = [] }: BenchmarkResult): string {
  const counted = rows.some(({ dispatches }) => dispatches !== undefined);
  const headings = counted ? [...HEADINGS, 'dispatches, ours : theirs'] : HEADINGS;
  const lines = aligned([headings, ...rows.map((row) => cells(row, counted))]);
  const head = `${name}: ${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}, TensorFlow.js ${machine.tfjs}, load ${machine.load}`;
  const explanation = 'Times are medians of one step. A ratio above 1 means that ours is faster.';
  return [
    head,
    explanation,
    '',
    ...lines,
    ...(notes.length > 0 ? ['', ...notes] : []),
    ...(accuracy.length > 0 ? ['', ...accuracyLines(accuracy)] : []),
  ].join('\n');
}

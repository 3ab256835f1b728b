import { formatFigure, formatInterval, type Report, type ReportTable } from './report';

/** Settings of {@link renderMarkdown}. */
export interface MarkdownOptions {
  /** Path of a figure's file as seen from the report; without it the SVG is written into the text. */
  figurePath?: (name: string) => string;
}

/**
 * Renders a report as GitHub-flavoured Markdown: claims with figure and verdict first, then pictures, tables, limits,
 * environment, settings and the command that repeats the run.
 */
export function renderMarkdown(report: Report, { figurePath }: MarkdownOptions = {}): string {
  const blocks = [
    `# ${report.title}`,
    ...report.summary,
    ...report.remarks.map((remark) => `> ${remark}`),
    '## Claims',
    claimsTable(report),
    ...report.figures.flatMap(({ name, title, description, svg }) => [
      `## ${title}`,
      figurePath === undefined ? svg : `![${inline(description)}](${figurePath(name)})`,
      description,
    ]),
    ...report.tables.flatMap((table) => [`## ${table.title}`, markdownTable(table)]),
    ...(report.limits.length > 0 ? ['## Limits', report.limits.map((limit) => `- ${limit}`).join('\n')] : []),
    '## Environment',
    markdownTable({ title: '', columns: ['what', 'value'], rows: report.environment }),
    '## Settings',
    `Seed ${report.seed}.`,
    fence('json', JSON.stringify(report.config, null, 2)),
    '## Repeat it',
    fence('sh', report.command),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function claimsTable({ claims }: Report): string {
  if (claims.length === 0) return 'No claim has been checked yet.';
  return markdownTable({
    title: '',
    columns: ['claim', 'figure', '95% interval', 'expected', 'holds'],
    rows: claims.map(({ claim, value, interval, expected, holds }) => [
      claim,
      formatFigure(value),
      formatInterval(interval),
      expected,
      holds ? 'yes' : '**no**',
    ]),
  });
}

function markdownTable({ columns, rows }: ReportTable): string {
  const cell = (value: string | number) => inline(typeof value === 'number' ? formatFigure(value) : value);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const numeric = columns.map((_, index) => rows.length > 0 && rows.every((row) => typeof row[index] === 'number'));
  return [
    line(columns.map(inline)),
    line(numeric.map((right) => (right ? '---:' : '---'))),
    ...rows.map((row) => line(row.map(cell))),
  ].join('\n');
}

function inline(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

import { formatFigure, formatInterval, type Report, type ReportTable } from './report';

/**
 * Renders a report as one HTML page that needs no other file: pictures are inlined, there is no script, light and dark
 * follow the reader's setting. Text is escaped; the SVG of figures is inserted as it is.
 */
export function renderHtml(report: Report): string {
  const paragraphs = (texts: readonly string[], className = '') =>
    texts.map((text) => `<p${className === '' ? '' : ` class="${className}"`}>${escapeHtml(text)}</p>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(report.title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(report.title)}</h1>
${paragraphs(report.summary)}
${paragraphs(report.remarks, 'remark')}
<h2>Claims</h2>
${claimsTable(report)}
${report.figures
  .map(
    ({ title, description, svg }) =>
      `<h2>${escapeHtml(title)}</h2>\n<figure role="img" aria-label="${escapeHtml(description)}">\n${svg}\n<figcaption>${escapeHtml(description)}</figcaption>\n</figure>`,
  )
  .join('\n')}
${report.tables.map((table) => `<h2>${escapeHtml(table.title)}</h2>\n${htmlTable(table)}`).join('\n')}
${report.limits.length > 0 ? `<h2>Limits</h2>\n<ul>${report.limits.map((limit) => `<li>${escapeHtml(limit)}</li>`).join('')}</ul>` : ''}
<h2>Environment</h2>
${htmlTable({ title: '', columns: ['what', 'value'], rows: report.environment })}
<h2>Settings</h2>
<p>Seed ${report.seed}.</p>
<pre>${escapeHtml(JSON.stringify(report.config, null, 2))}</pre>
<h2>Repeat it</h2>
<pre>${escapeHtml(report.command)}</pre>
</main>
</body>
</html>
`;
}

/** Escapes text for use in HTML content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function claimsTable({ claims }: Report): string {
  if (claims.length === 0) return '<p>No claim has been checked yet.</p>';
  const rows = claims.map(
    ({ claim, value, interval, expected, holds }) =>
      `<tr><td>${escapeHtml(claim)}</td><td class="number">${formatFigure(value)}</td><td class="number">${formatInterval(interval)}</td><td>${escapeHtml(expected)}</td><td class="${holds ? 'holds' : 'fails'}">${holds ? 'yes' : 'no'}</td></tr>`,
  );
  return `<div class="scroll"><table><thead><tr><th>claim</th><th class="number">figure</th><th class="number">95% interval</th><th>expected</th><th>holds</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function htmlTable({ columns, rows }: ReportTable): string {
  const numeric = columns.map((_, index) => rows.length > 0 && rows.every((row) => typeof row[index] === 'number'));
  const mark = (index: number) => (numeric[index] ? ' class="number"' : '');
  const head = columns.map((column, index) => `<th${mark(index)}>${escapeHtml(column)}</th>`).join('');
  const body = rows
    .map((row) => {
      const cells = row.map((value, index) => {
        const text = typeof value === 'number' ? formatFigure(value) : escapeHtml(value);
        return `<td${mark(index)}>${text}</td>`;
      });
      return `<tr>${cells.join('')}</tr>`;
    })
    .join('');
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

const style = `
:root { color-scheme: light dark; --paper: #fdfdfc; --ink: #1b1b1a; --soft: #595955; --line: #d9d9d4; --good: #00684a; --bad: #a33b00; }
@media (prefers-color-scheme: dark) { :root { --paper: #161615; --ink: #ecece8; --soft: #a9a9a3; --line: #3a3a37; --good: #5cc9a3; --bad: #f0935a; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 860px; margin: 0 auto; padding: 32px 16px 48px; }
h1 { font: 400 36px/1.2 Georgia, serif; margin: 0 0 16px; }
h2 { font-size: 18px; margin: 32px 0 8px; }
p, li { max-width: 70ch; }
.remark { border-left: 4px solid var(--line); padding-left: 12px; color: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; font-size: 13px; }
.number { text-align: right; white-space: nowrap; }
.holds { color: var(--good); font-weight: 600; }
.fails { color: var(--bad); font-weight: 600; }
figure { margin: 0; }
figure svg { display: block; max-width: 100%; height: auto; background: #fff; color: #1b1b1a; border-radius: 6px; }
figcaption { color: var(--soft); font-size: 13px; max-width: 70ch; margin-top: 8px; }
pre { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; padding: 12px; font-size: 13px; }
`;

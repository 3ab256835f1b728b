import { memoryStore } from '@perceptrons/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { experimentRecord } from '../records/experiment-record';
import { type ExperimentRecord, readRecord } from '../records/read-record';
import { renderHtml } from './render-html';
import { renderMarkdown } from './render-markdown';
import { formatFigure, type ReportText, reportFromRecord } from './report';

const text: ReportText = {
  title: 'A < B & C',
  summary: ['Is a smaller than b?'],
  figures: [{ name: 'the-curve', title: 'Curve', description: 'Rises to "4"', svg: '<svg><path d="M0 0"/></svg>' }],
  tables: [{ title: 'Models', columns: ['model', 'parameters'], rows: [['a|b', 12345]] }],
  limits: ['Small data'],
  command: 'npm run reproduce -- toy',
};
let record: ExperimentRecord;

beforeAll(async () => {
  const store = memoryStore();
  const environment = { backend: 'wasm', versions: { node: '20' } };
  const writer = await experimentRecord({ store, name: 'r', config: { epochs: 1 }, seed: 5, environment });
  await writer.claim({ claim: 'a beats b', value: 3.1375, interval: [1, 5.25], expected: '>= 2', holds: true });
  await writer.claim({ claim: 'a beats c', value: -1, interval: null, expected: '>= 0', holds: false });
  await writer.finish();
  record = readRecord(new TextDecoder().decode(await store.read('r')));
});

describe('renderMarkdown', () => {
  it('shows claim, figure, interval and verdict, then environment, settings and command', () => {
    const markdown = renderMarkdown(reportFromRecord(record, text), { figurePath: (name) => `${name}.svg` });
    expect(markdown).toContain('| a beats b | 3.14 | 1 to 5.25 | >= 2 | yes |');
    expect(markdown).toContain('| a beats c | -1 |  | >= 0 | **no** |');
    expect(markdown).toContain('![Rises to "4"](the-curve.svg)');
    expect(markdown).toContain('| a\\|b | 12,345 |');
    expect(markdown).toContain('| versions.node | 20 |');
    expect(markdown).toContain('"epochs": 1');
    expect(markdown).toContain('npm run reproduce -- toy');
    expect(markdown).toContain('Seed 5.');
  });

  it('inlines pictures when they have no file', () => {
    expect(renderMarkdown(reportFromRecord(record, text))).toContain('<svg><path d="M0 0"/></svg>');
  });
});

describe('renderHtml', () => {
  it('inlines pictures, escapes text and needs nothing from elsewhere', () => {
    const html = renderHtml(reportFromRecord(record, text));
    expect(html).toContain('<svg><path d="M0 0"/></svg>');
    expect(html).toContain('A &lt; B &amp; C');
    expect(html).toContain('aria-label="Rises to &quot;4&quot;"');
    expect(html).toContain('<td class="fails">no</td>');
    expect(html).not.toMatch(/<script|<link|https?:/);
  });
});

describe('reportFromRecord', () => {
  it('says when a run is incomplete, was resumed or lost a line', () => {
    const broken = {
      ...record,
      finished: false,
      torn: [{ line: 3, text: '{' }],
      resumes: [{ kind: 'resume' as const, environment: { backend: 'cpu' }, time: 0 }],
    };
    const report = reportFromRecord(broken, text);
    expect(report.remarks.join(' ')).toMatch(/not complete.*resumed once.*line 3/);
    expect(report.environment).toEqual([['backend', 'cpu']]);
    expect(renderMarkdown(report)).toContain('> The run was interrupted and resumed once.');
  });

  it('refuses a figure that is not an SVG element', () => {
    const figures = [{ name: 'Bad name', title: '', description: '', svg: '<img>' }];
    expect(() => reportFromRecord(record, { ...text, figures })).toThrow(/kebab-case name and an <svg> element/);
  });
});

describe('formatFigure', () => {
  it('prints as many digits as matter', () => {
    expect([0, 12345, 123.456, 1.234, 0.0123, 0.00001234, Number.NaN].map(formatFigure)).toEqual([
      '0',
      '12,345',
      '123.5',
      '1.23',
      '0.0123',
      '1.2e-5',
      'n/a',
    ]);
  });
});

import type { ByteStore } from '@perceptrons/data';
import {
  type ExperimentRecord,
  latestMetrics,
  type MetricsEntry,
  renderHtml,
  renderMarkdown,
  reportFromRecord,
} from '@perceptrons/evaluation';
import type { Experiment, Outcome } from './experiment';
import type { Preset } from './preset';
import { identifyingNames } from './run-context';

/** What {@link writeResultFiles} needs. */
export interface ResultFilesOptions {
  store: ByteStore;
  experiment: Experiment;
  preset: Preset;
  seed: number;
  record: ExperimentRecord;
  outcome: Outcome;
  command: string;
}

/**
 * Writes summary.json, metrics.csv, the figures and both reports.
 *
 * @returns the names of the files in the store.
 */
export async function writeResultFiles(options: ResultFilesOptions): Promise<string[]> {
  const { store, experiment, preset, seed, record, outcome, command } = options;
  const report = reportFromRecord(record, {
    title: experiment.title,
    summary: outcome.summary,
    figures: outcome.figures,
    tables: outcome.tables,
    limits: outcome.limits,
    command,
  });
  const summary = {
    experiment: experiment.name,
    preset,
    seed,
    claims: outcome.claims,
    settings: experiment.settings(preset),
    environment: record.resumes.at(-1)?.environment ?? record.start.environment,
    command,
    results: Object.fromEntries(record.results),
  };
  const files: Array<[string, string]> = [
    ['summary.json', `${JSON.stringify(summary, null, 2)}\n`],
    ['metrics.csv', metricsTable(latestMetrics(record.metrics, identifyingNames))],
    ...outcome.figures.map(({ name, svg }): [string, string] => [`figures/${name}.svg`, `${svg}\n`]),
    ['report.md', renderMarkdown(report, { figurePath: (name) => `figures/${name}.svg` })],
    ['report.html', renderHtml(report)],
  ];
  for (const [name, text] of files) await store.write(name, new TextEncoder().encode(text));
  return files.map(([name]) => name);
}

/** Comma-separated values: one line per measurement, one column per name that occurs, empty where it has no value. */
export function metricsTable(metrics: readonly MetricsEntry[]): string {
  const columns = [...new Set(metrics.flatMap((entry) => Object.keys(entry.values)))];
  const cell = (value: number | string | boolean | undefined) => {
    const text = value === undefined ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = metrics.map((entry) => columns.map((column) => cell(entry.values[column])).join(','));
  return `${[columns.map(cell).join(','), ...lines].join('\n')}\n`;
}

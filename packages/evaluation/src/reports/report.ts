import { ConfigError } from '@perceptrons/tensor';
import type { ExperimentRecord } from '../records/read-record';
import type { Claim, Json } from '../records/record-entry';

/** A picture of a report. */
export interface ReportFigure {
  /** File name without ending, in kebab-case. */
  name: string;
  title: string;
  /** The finding in words, for readers who do not see the picture. */
  description: string;
  /** A complete `<svg>` element. */
  svg: string;
}

/** A table of a report. Numbers are printed by {@link formatFigure}. */
export interface ReportTable {
  title: string;
  columns: readonly string[];
  rows: ReadonlyArray<ReadonlyArray<string | number>>;
}

/** What the author of an experiment says; the record supplies the rest. */
export interface ReportText {
  title: string;
  /** Paragraphs: what was asked and how it was tested. */
  summary: readonly string[];
  figures?: readonly ReportFigure[];
  tables?: readonly ReportTable[];
  /** What the run cannot show. */
  limits?: readonly string[];
  /** The command that repeats the run. */
  command: string;
}

/** Everything that a rendered report shows, in order. */
export interface Report {
  title: string;
  summary: readonly string[];
  claims: readonly Claim[];
  figures: readonly ReportFigure[];
  tables: readonly ReportTable[];
  limits: readonly string[];
  command: string;
  seed: number;
  config: Json;
  /** Environment as label and value. */
  environment: ReadonlyArray<readonly [string, string]>;
  /** Remarks about the run itself: resumed, incomplete. */
  remarks: readonly string[];
}

/**
 * Joins a record with the words and pictures of its experiment.
 *
 * @throws ConfigError if a figure's name is not kebab-case or its picture is not an SVG element.
 */
export function reportFromRecord(record: ExperimentRecord, text: ReportText): Report {
  for (const figure of text.figures ?? []) {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(figure.name) || !figure.svg.trimStart().startsWith('<svg')) {
      throw new ConfigError({
        code: 'evaluation/figure',
        argument: 'figures',
        message: `The figure "${figure.name}" begins with ${JSON.stringify(figure.svg.slice(0, 20))}. A figure has a kebab-case name and an <svg> element.`,
      });
    }
  }
  const remarks: string[] = [];
  if (record.finished) remarks.push(`Running time: ${formatFigure(Math.round(record.seconds))} s.`);
  else remarks.push('The run is not complete: the figures below are what is on record so far.');
  if (record.resumes.length > 0) remarks.push(`The run was interrupted and resumed ${times(record.resumes.length)}.`);
  if (record.torn.length > 0) {
    remarks.push(
      `The record has ${record.torn.length} line${record.torn.length > 1 ? 's' : ''} cut short by a kill (line ${record.torn.map(({ line }) => line).join(', ')}); what they would have said was measured again.`,
    );
  }
  return {
    title: text.title,
    summary: text.summary,
    claims: record.claims,
    figures: text.figures ?? [],
    tables: text.tables ?? [],
    limits: text.limits ?? [],
    command: text.command,
    seed: record.start.seed,
    config: record.start.config,
    environment: flatten(record.resumes.at(-1)?.environment ?? record.start.environment),
    remarks,
  };
}

/** A number as reports print it: whole numbers in full, others with as many digits as matter. */
export function formatFigure(value: number): string {
  if (!Number.isFinite(value)) return 'n/a';
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  const size = Math.abs(value);
  if (size < 1e-3) return value.toExponential(1);
  return value.toFixed(size >= 100 ? 1 : size >= 0.1 ? 2 : 4);
}

/** An interval as reports print it. */
export function formatInterval(interval: readonly [number, number] | null): string {
  return interval === null ? '' : `${formatFigure(interval[0])} to ${formatFigure(interval[1])}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** Nested settings as a list of label and value. */
function flatten(value: Json, path = ''): Array<readonly [string, string]> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([name, inner]) => flatten(inner, path === '' ? name : `${path}.${name}`));
  }
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  return text === '' ? [] : [[path, text]];
}

import { DataError } from '@perceptrons/tensor';
import type {
  Claim,
  ClaimEntry,
  MetricsEntry,
  RecordEntry,
  ResultEntry,
  ResumeEntry,
  StartEntry,
} from './record-entry';

/** What a record file says. */
export interface ExperimentRecord {
  start: StartEntry;
  /** Measured values in the order written. A resumed run repeats the steps after its checkpoint: see {@link latestMetrics}. */
  metrics: MetricsEntry[];
  /** Finished parts by name. */
  results: Map<string, ResultEntry['value']>;
  claims: Claim[];
  resumes: ResumeEntry[];
  /** Whether the last line says so. */
  finished: boolean;
  /** Time spent running, without the pauses between an interruption and its resume. */
  seconds: number;
  /** Lines that a killed run left incomplete; they hold nothing and are skipped. */
  torn: Array<{ line: number; text: string }>;
}

/**
 * Reads a record from its JSON lines. A line cut short by a kill is skipped and reported in `torn`: the last line, or
 * one that is followed by the mark of a resumed run. Any other damage is an error.
 *
 * @param text the whole file.
 * @throws DataError if the first line is not the start of a record, or a line inside is damaged.
 */
export function readRecord(text: string): ExperimentRecord {
  const torn: ExperimentRecord['torn'] = [];
  const lines = text.split('\n');
  const entries: RecordEntry[] = [];
  let damaged: { line: number; text: string } | undefined;
  for (let index = 0; index < lines.length; index++) {
    if (lines[index].trim() === '') continue;
    const entry = parseEntry(lines[index]);
    if (damaged !== undefined) {
      if (entry?.kind !== 'resume') throw damagedLine(damaged);
      torn.push(damaged);
      damaged = undefined;
    }
    if (entry === undefined) damaged = { line: index + 1, text: lines[index] };
    else entries.push(entry);
  }
  if (damaged !== undefined) torn.push(damaged);
  const start = entries[0];
  if (start?.kind !== 'start') {
    throw new DataError({
      code: 'evaluation/not-a-record',
      argument: 'text',
      message: `The first line of the record is ${JSON.stringify(lines[0].slice(0, 80))}. A record begins with a line of kind "start"; is this a record.jsonl file?`,
    });
  }
  if (start.version !== 1) {
    throw new DataError({
      code: 'evaluation/record-version',
      argument: 'text',
      message: `The record has version ${String(start.version)}. This release reads version 1; use the release that wrote the file.`,
    });
  }
  const ofKind = <K extends RecordEntry['kind']>(kind: K) =>
    entries.filter((entry): entry is Extract<RecordEntry, { kind: K }> => entry.kind === kind);
  return {
    start,
    metrics: ofKind('metrics'),
    results: new Map(ofKind('result').map((entry) => [entry.part, entry.value])),
    claims: latestClaims(ofKind('claim')),
    resumes: ofKind('resume'),
    finished: entries[entries.length - 1].kind === 'finish',
    seconds: runningSeconds(entries),
    torn,
  };
}

function runningSeconds(entries: readonly RecordEntry[]): number {
  let milliseconds = 0;
  for (let index = 1; index < entries.length; index++) {
    if (entries[index].kind !== 'resume') milliseconds += Math.max(0, entries[index].time - entries[index - 1].time);
  }
  return milliseconds / 1000;
}

/**
 * Drops metrics that a resumed run measured again: of lines that agree in the given names, the last one stays, at the
 * place of the first.
 *
 * @param names what identifies a measurement, for example ['run', 'step'].
 */
export function latestMetrics(metrics: readonly MetricsEntry[], names: readonly string[]): MetricsEntry[] {
  const latest = new Map<string, MetricsEntry>();
  for (const entry of metrics) latest.set(JSON.stringify(names.map((name) => entry.values[name] ?? null)), entry);
  return [...latest.values()];
}

function latestClaims(entries: ClaimEntry[]): Claim[] {
  const byText = new Map(
    entries.map(({ claim, value, interval, expected, holds }) => [claim, { claim, value, interval, expected, holds }]),
  );
  return [...byText.values()];
}

const kinds = new Set(['start', 'resume', 'metrics', 'result', 'claim', 'finish']);

function parseEntry(line: string): RecordEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
    return typeof kind === 'string' && kinds.has(kind) ? (value as RecordEntry) : undefined;
  } catch {
    return undefined;
  }
}

function damagedLine({ line, text }: { line: number; text: string }): DataError {
  return new DataError({
    code: 'evaluation/damaged-record',
    argument: 'text',
    message: `Line ${line} of the record is damaged: ${JSON.stringify(text.slice(0, 80))}. Only a line cut short by a kill (the last one, or one before a resume) can be skipped; restore the file or start over.`,
  });
}

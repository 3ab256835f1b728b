import type { ByteStore } from '@perceptrons/data';
import { DataError } from '@perceptrons/tensor';
import { type ExperimentRecord, readRecord } from './read-record';
import type { Claim, Json, MetricsEntry, RecordEntry } from './record-entry';

/** Settings of {@link experimentRecord}. */
export interface ExperimentRecordOptions {
  /** Where the lines go. */
  store: ByteStore;
  /** Name of the record in the store, for example `record.jsonl`. */
  name: string;
  /** Everything that decides the result, except the seed. Compared when a record is resumed. */
  config: Json;
  /** Whole number from which all randomness of the run follows. */
  seed: number;
  /** Backend, versions, machine: what may change speed and the last digits, but not the result. */
  environment: Json;
  /** Continue a record that is there already; default false, which refuses to write over one. */
  resume?: boolean;
}

/** Writes one run's record, line by line. Every method returns once the line is in the store. */
export interface RecordWriter {
  /** What was on file before this run took over; undefined for a new record. */
  readonly earlier: ExperimentRecord | undefined;
  /** Appends measured values. Numbers must be finite. */
  log(values: MetricsEntry['values']): Promise<void>;
  /** Appends the result of a finished part, which a resumed run finds in `earlier.results`. */
  result(part: string, value: Json): Promise<void>;
  /** Appends a checked claim. */
  claim(claim: Claim): Promise<void>;
  /** Appends the line that marks the record complete. */
  finish(): Promise<void>;
}

/**
 * Opens a record of a run: JSON lines that are only ever appended, so that a killed run loses at most its last line.
 *
 * @throws DataError if a record is there and `resume` is not set, if it was made with another config or seed, or if a
 * value cannot be written as JSON.
 */
export async function experimentRecord(options: ExperimentRecordOptions): Promise<RecordWriter> {
  const { store, name, config, seed, environment, resume = false } = options;
  const bytes = await store.read(name);
  const text = bytes === undefined ? '' : new TextDecoder().decode(bytes);
  let earlier: ExperimentRecord | undefined;
  let queue: Promise<void> = Promise.resolve();
  const append = async (entry: RecordEntry, before = ''): Promise<void> => {
    const line = `${before}${encode(entry)}\n`;
    const written = queue.then(() => store.append(name, line));
    queue = written.catch(() => {});
    await written;
  };

  // A start line that was itself cut short holds nothing: the record begins anew below it.
  if (hasStart(text)) {
    if (!resume) {
      throw new DataError({
        code: 'evaluation/record-exists',
        argument: 'name',
        message: `The store already holds a record named "${name}". Pass { resume: true } to continue it, or remove it first.`,
      });
    }
    earlier = readRecord(text);
    checkSameRun(earlier, { name, config, seed });
    await append({ kind: 'resume', environment, time: Date.now() }, text.endsWith('\n') ? '' : '\n');
  } else {
    if (bytes !== undefined) await store.remove(name);
    await append({ kind: 'start', version: 1, name, config, seed, environment, time: Date.now() });
  }

  return {
    earlier,
    log: (values) => append({ kind: 'metrics', values, time: Date.now() }),
    result: (part, value) => append({ kind: 'result', part, value, time: Date.now() }),
    claim: ({ claim, value, interval, expected, holds }) =>
      append({ kind: 'claim', claim, value, interval, expected, holds, time: Date.now() }),
    finish: () => append({ kind: 'finish', time: Date.now() }),
  };
}

/** Whether the text holds at least one whole line, which can only be the start line. */
function hasStart(text: string): boolean {
  return text.includes('\n');
}

function checkSameRun(earlier: ExperimentRecord, now: { name: string; config: Json; seed: number }): void {
  const { start } = earlier;
  const differences = [
    ...(start.seed === now.seed ? [] : [`seed ${start.seed} on file, ${now.seed} now`]),
    ...configDifferences(start.config, now.config, 'config'),
  ];
  if (differences.length > 0) {
    throw new DataError({
      code: 'evaluation/other-run',
      argument: 'config',
      message: `The record "${now.name}" belongs to another run: ${differences.join('; ')}. Resume with the same settings, or write to another place.`,
    });
  }
}

/** Paths at which two settings differ, in words. */
function configDifferences(before: Json, now: Json, path: string): string[] {
  if (isObject(before) && isObject(now)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
    return names.flatMap((name) => configDifferences(before[name] ?? null, now[name] ?? null, `${path}.${name}`));
  }
  const [left, right] = [JSON.stringify(before), JSON.stringify(now)];
  return left === right ? [] : [`${path} ${left} on file, ${right} now`];
}

function isObject(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON of one entry. Refuses numbers that JSON would silently turn into null. */
function encode(entry: RecordEntry): string {
  return JSON.stringify(entry, (name, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new DataError({
        code: 'evaluation/not-finite',
        argument: name,
        message: `The value "${name}" of a record is ${value}. JSON has no such number; write finite numbers, or leave the value out.`,
      });
    }
    return value;
  });
}

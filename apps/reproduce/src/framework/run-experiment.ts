import path from 'node:path';
import type { ByteStore } from '@perceptrons/data';
import { fileStore } from '@perceptrons/data/node';
import {
  type Claim,
  type ExperimentRecord,
  experimentRecord,
  type Json,
  type RecordWriter,
  readRecord,
} from '@perceptrons/evaluation';
import { ConfigError } from '@perceptrons/tensor';
import { Cancelled } from './cancelled';
import type { Experiment, Outcome } from './experiment';
import type { Preset } from './preset';
import type { Progress } from './progress';
import { writeResultFiles } from './result-files';
import { createRunContext } from './run-context';

/** Name of the record in a result folder. */
const recordName = 'record.jsonl';

/** Settings of {@link runExperiment}. */
export interface RunOptions {
  experiment: Experiment;
  preset: Preset;
  seed: number;
  /** Result folder. */
  directory: string;
  dataDirectory: string;
  /** Backend, versions and machine, for the record. */
  environment: Json;
  /** Continue what the folder holds. */
  resume?: boolean;
  /** Throw away an unfinished run. */
  restart?: boolean;
  signal: AbortSignal;
  progress: Progress;
  /** The command that repeats this run. */
  command: string;
}

/** What a run leaves; `claims` and the rest are what `--json` prints. */
export interface RunResult {
  experiment: string;
  preset: Preset;
  seed: number;
  claims: Claim[];
  /** Paths of the files written. */
  files: string[];
}

/**
 * Runs an experiment into its folder: record first, then report, figures and tables.
 *
 * @throws ConfigError if the folder holds an unfinished run and neither `resume` nor `restart` is set; DataError if it
 *   holds a run with other settings; Cancelled if the signal stopped the run.
 */
export async function runExperiment(options: RunOptions): Promise<RunResult> {
  const { experiment, preset, seed, directory, dataDirectory, signal, progress, command } = options;
  const store = fileStore(directory);
  const earlier = await earlierRun(store, options);
  if (earlier === undefined) await removeOldFiles(store);
  const writer = earlier?.finished ? undefined : await openRecord(store, options);
  const context = createRunContext({
    preset,
    seed,
    signal,
    dataDirectory,
    store,
    earlier: writer?.earlier ?? earlier,
    recorder: writer ?? readOnly,
    progress,
  });
  const outcome = await experiment.run(preset, context);
  if (writer !== undefined) await finish(writer, outcome);
  const record = await storedRecord(store);
  if (record === undefined) throw new Cancelled();
  const names = await writeResultFiles({ store, experiment, preset, seed, record, outcome, command });
  const files = [recordName, ...names].map((name) => path.join(directory, name));
  return { experiment: experiment.name, preset, seed, claims: outcome.claims, files };
}

/** The run in the folder that is to be continued or shown; undefined to begin anew. */
async function earlierRun(store: ByteStore, options: RunOptions): Promise<ExperimentRecord | undefined> {
  const { resume = false, restart = false, directory, progress } = options;
  const record = await storedRecord(store);
  if (record === undefined) {
    if (resume) progress.message('There is nothing to resume; starting from the beginning.');
    return undefined;
  }
  if (resume) {
    if (record.finished) progress.message('The run on record is complete; writing its report again.');
    else progress.message(`Resuming: ${record.results.size} parts are on record.`);
    return record;
  }
  if (!record.finished && !restart) {
    throw new ConfigError({
      code: 'reproduce/unfinished-run',
      message: `${directory} holds an unfinished run with ${record.results.size} complete parts. Pass --resume to continue it, --restart to throw it away, or --out with another folder.`,
    });
  }
  return undefined;
}

async function storedRecord(store: ByteStore): Promise<ExperimentRecord | undefined> {
  const bytes = await store.read(recordName);
  const text = bytes === undefined ? '' : new TextDecoder().decode(bytes);
  // Without one whole line nothing was recorded yet.
  return text.includes('\n') ? readRecord(text) : undefined;
}

function openRecord(store: ByteStore, options: RunOptions): Promise<RecordWriter> {
  const { experiment, preset, seed, environment, resume } = options;
  const config = { experiment: experiment.name, preset, settings: experiment.settings(preset) };
  return experimentRecord({ store, name: recordName, config, seed, environment, resume });
}

async function finish(writer: RecordWriter, outcome: Outcome): Promise<void> {
  for (const claim of outcome.claims) await writer.claim(claim);
  await writer.finish();
}

/** Removes what a run writes, and nothing else that may lie in the folder. */
async function removeOldFiles(store: ByteStore): Promise<void> {
  const ours = /^(record\.jsonl|summary\.json|metrics\.csv|report\.(md|html)|figures\/.*\.svg|checkpoints\/.*)$/;
  for (const name of await store.list()) if (ours.test(name)) await store.remove(name);
}

/** A finished record is not written to again. */
const readOnly = {
  async log() {},
  async result() {},
};

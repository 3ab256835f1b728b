// What an experiment may ask of its run. The point is `part`: work that is recorded when it is done, so that a run that
// was stopped or killed goes on where it was.
import type { ByteStore } from '@perceptrons/data';
import { type ExperimentRecord, type Json, latestMetrics, type MetricsEntry } from '@perceptrons/evaluation';
import { Cancelled } from './cancelled';
import type { Preset } from './preset';
import type { PartProgress, Progress } from './progress';

/** A piece of work that is recorded once it is complete, for example the training of one model with one seed. */
export interface PartContext {
  /** Name of the part, for example `mixer-seed1`. */
  readonly name: string;
  readonly signal: AbortSignal;
  /** Where an unfinished part keeps its state; removed when the part is complete. */
  readonly checkpoint: { readonly store: ByteStore; readonly name: string };
  /** Appends measured values to the record, marked with the part and what identifies them (a step or an epoch). */
  log(values: MetricsEntry['values']): Promise<void>;
  /** All values logged for this part so far, also before an interruption; of repeated ones the last. */
  logged(): ReadonlyArray<MetricsEntry['values']>;
  progress(event: PartProgress): void;
}

/** What an experiment gets. */
export interface RunContext {
  readonly preset: Preset;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Folder for converted data sets. */
  readonly dataDirectory: string;
  /** Announces all parts, in order. `group` joins parts that take about as long (one model, several seeds). */
  plan(parts: ReadonlyArray<{ name: string; group: string }>): void;
  /** Runs a part, or returns what an earlier run recorded for it. */
  part<Value extends Json>(name: string, work: (part: PartContext) => Promise<Value>): Promise<Value>;
  /** Says something to whoever watches. */
  message(text: string): void;
}

/** The writing side of a record; absent when a finished run is only shown again. */
export interface PartRecorder {
  log(values: MetricsEntry['values']): Promise<void>;
  result(part: string, value: Json): Promise<void>;
}

/** What {@link createRunContext} needs. */
export interface RunContextOptions {
  preset: Preset;
  seed: number;
  signal: AbortSignal;
  dataDirectory: string;
  store: ByteStore;
  earlier?: ExperimentRecord;
  recorder: PartRecorder;
  progress: Progress;
}

/** Joins record, checkpoints and progress into the context of one run. */
export function createRunContext(options: RunContextOptions): RunContext {
  const { preset, seed, signal, dataDirectory, store, earlier, recorder, progress } = options;
  return {
    preset,
    seed,
    signal,
    dataDirectory,
    plan: (parts) => progress.plan(parts),
    message: (text) => progress.message(text),
    async part<Value extends Json>(name: string, work: (part: PartContext) => Promise<Value>): Promise<Value> {
      const recorded = earlier?.results.get(name);
      if (recorded !== undefined) {
        progress.skipPart(name);
        return recorded as Value;
      }
      if (signal.aborted) throw new Cancelled();
      progress.startPart(name);
      const checkpoint = { store, name: `checkpoints/${name}` };
      const entries = (earlier?.metrics ?? []).filter((entry) => entry.values.part === name);
      const value = await work({
        name,
        signal,
        checkpoint,
        async log(values) {
          const marked = { part: name, ...values };
          entries.push({ kind: 'metrics', values: marked, time: Date.now() });
          await recorder.log(marked);
        },
        logged: () => latestMetrics(entries, identifyingNames).map((entry) => entry.values),
        progress: (event) => progress.update(event),
      });
      await recorder.result(name, value);
      for (const left of await store.list(checkpoint.name)) await store.remove(left);
      progress.endPart(name);
      return value;
    },
  };
}

/** The values that tell one measurement of a part from another. */
export const identifyingNames = ['part', 'kind', 'epoch', 'step'] as const;

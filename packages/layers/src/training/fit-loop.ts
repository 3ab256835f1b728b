// The loop that `fit` and `fitDataset` share: epochs, batches, callbacks, history.
import * as tf from '@tensorflow/tfjs';
import type { Compiled } from './compiled-model';
import type { FitCallbacks, Logs } from './fit-callbacks';
import type { ForwardPass } from './forward-pass';
import { type ModelBatch, measureOn } from './model-measures';
import { ScalarReader } from './scalar-reader';
import { yieldToEventLoop } from './yield-to-event-loop';

/** A batch and what to do when it has been used. */
export interface LoopBatch extends ModelBatch {
  release(): void;
}

/** Where the batches of an epoch come from; a promise only where one is needed. */
export type NextBatch = () => LoopBatch | undefined | Promise<LoopBatch | undefined>;

export interface FitLoop {
  model: tf.LayersModel;
  compiled: Compiled;
  callbacks: FitCallbacks;
  /** Names of the numbers that `step` returns. */
  labels: string[];
  /** What callback objects receive in `setParams`. */
  parameters: object;
  initialEpoch: number;
  epochs: number;
  signal?: AbortSignal;
  step(batch: ModelBatch): tf.Scalar[];
  startEpoch(epoch: number): NextBatch | Promise<NextBatch>;
  /** The numbers of the validation, in the order of the labels. */
  validate?(): Promise<number[]>;
}

/** Batches whose numbers stay on the device at most. */
const mostWaiting = 128;

/** Milliseconds of measuring between two turns of the event loop. */
const turn = 12;

/** Means of rows of numbers, each row weighted with the examples of its batch. */
export class RowMeans {
  private readonly sums: number[] = [];
  private examples = 0;

  add(row: number[], size: number): void {
    row.forEach((value, i) => {
      this.sums[i] = (this.sums[i] ?? 0) + value * size;
    });
    this.examples += size;
  }

  values(): number[] {
    return this.sums.map((sum) => sum / this.examples);
  }
}

/** Names numbers; names beyond the numbers are left out. */
export function named(labels: string[], values: number[], prefix = ''): Logs {
  return Object.fromEntries(values.map((value, i) => [`${prefix}${labels[i]}`, value]));
}

/** Runs the loop and returns the history. */
export async function fitLoop(loop: FitLoop): Promise<tf.History> {
  const { model, compiled, callbacks, epochs, signal } = loop;
  const stopped = () => compiled.stopTraining_ || signal?.aborted === true;
  compiled.history = callbacks.history;
  await callbacks.trainBegin(model, loop.parameters);
  compiled.stopTraining_ = false;
  for (let epoch = loop.initialEpoch; epoch < epochs && !stopped(); epoch++) {
    await callbacks.epochBegin(epoch);
    const means = await runEpoch(loop, epoch, stopped);
    const logs = named(loop.labels, means.values());
    if (loop.validate !== undefined && !stopped())
      Object.assign(logs, named(loop.labels, await loop.validate(), 'val_'));
    await callbacks.epochEnd(epoch, logs);
  }
  await callbacks.trainEnd();
  return callbacks.history;
}

async function runEpoch(loop: FitLoop, epoch: number, stopped: () => boolean): Promise<RowMeans> {
  const { callbacks } = loop;
  const means = new RowMeans();
  const reader = new ScalarReader();
  const sizes: number[] = [];
  /** Reads what waits on the device; returns the numbers of the newest batch. */
  const read = async (): Promise<number[]> => {
    const rows = await reader.read();
    rows.forEach((row, i) => {
      means.add(row, sizes[i]);
    });
    sizes.length = 0;
    return rows[rows.length - 1] ?? [];
  };
  const { watchesBatchBegin, watchesBatchEnd, watchesYield } = callbacks;
  const started = loop.startEpoch(epoch);
  const next = started instanceof Promise ? await started : started;
  try {
    for (let index = 0; !stopped(); index++) {
      const pulled = next();
      const batch = pulled instanceof Promise ? await pulled : pulled;
      if (batch === undefined) break;
      const { size } = batch;
      try {
        if (watchesBatchBegin) await callbacks.batchBegin(index, { batch: index, size });
        reader.add(loop.step(batch));
        sizes.push(size);
      } finally {
        batch.release();
      }
      const due = callbacks.turnIsDue;
      if (watchesBatchEnd || (due && watchesYield) || reader.count >= mostWaiting) {
        const logs = { batch: index, size, ...named(loop.labels, await read()) };
        if (watchesBatchEnd) await callbacks.batchEnd(index, logs);
        if (due) await callbacks.giveTurn(index, logs);
      } else if (due) {
        await callbacks.giveTurn(index, { batch: index, size });
      }
    }
    await read();
  } finally {
    reader.discard();
  }
  return means;
}

/** Measures batches without training: means of the loss without penalties, and of the metrics. */
export async function measureBatches(
  compiled: Compiled,
  pass: ForwardPass,
  next: NextBatch,
  most = Number.POSITIVE_INFINITY,
): Promise<number[]> {
  const measure = measureOn(compiled, pass);
  const means = new RowMeans();
  let rested = performance.now();
  for (let index = 0; index < most; index++) {
    const batch = await next();
    if (batch === undefined) break;
    let values: tf.Scalar[] = [];
    try {
      values = measure(batch);
      means.add(await Promise.all(values.map(async (value) => (await value.data())[0])), batch.size);
    } finally {
      batch.release();
      tf.dispose(values);
    }
    if (performance.now() - rested > turn) {
      await yieldToEventLoop();
      rested = performance.now();
    }
  }
  return means.values();
}

// What the caller and its workers say to each other. Numbers of a step lie in shared memory; messages only start and end it.
import type { InitOptions } from '../init/init-options';
import type { OptimizerState } from './optimizer-state';

/** One input of a batch in shared memory, all rows of it. */
export interface SharedInput {
  readonly name: string;
  readonly dtype: 'float32' | 'int32' | 'bool';
  /** The first axis is that of the rows. */
  readonly shape: readonly number[];
  readonly buffer: ArrayBufferLike;
}

/** Places of the numbers of a group of workers in one shared buffer, in bytes. */
export interface NumberLayout {
  readonly sizes: readonly number[];
  readonly shards: number;
  readonly workers: number;
  /** For each variable the worker that updates it. */
  readonly owners: readonly number[];
}

export type ToWorker =
  | {
      readonly kind: 'start';
      readonly index: number;
      readonly workers: number;
      readonly shards: number;
      readonly timeout: number;
      readonly init: InitOptions;
      readonly config: unknown;
    }
  /** Undefined where memory cannot be shared: the only worker makes its own. */
  | { readonly kind: 'memory'; readonly buffer: ArrayBufferLike | undefined; readonly layout: NumberLayout }
  | {
      readonly kind: 'step';
      /** Number of the attempt, from 1. */
      readonly turn: number;
      readonly inputs: readonly SharedInput[];
      readonly progress: boolean;
    }
  | { readonly kind: 'read' }
  | { readonly kind: 'write'; readonly values: ReadonlyArray<Float32Array | undefined> }
  | { readonly kind: 'readOptimizer' }
  /** The state of the variables that this worker updates, the values of all, and the number of finished steps. */
  | {
      readonly kind: 'restore';
      readonly step: number;
      readonly optimizer: OptimizerState;
      readonly values: ReadonlyArray<Float32Array | undefined>;
    }
  | { readonly kind: 'end' };

/** An error that goes from one thread to another. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
}

export type FromWorker =
  | {
      readonly kind: 'ready';
      readonly variables: ReadonlyArray<{ readonly name: string; readonly shape: number[] }>;
      readonly backend: string;
      readonly warnings: readonly string[];
    }
  | { readonly kind: 'done' }
  | { readonly kind: 'stepped'; readonly loss: number; readonly stopped: boolean }
  | { readonly kind: 'shard'; readonly shard: number }
  | { readonly kind: 'values'; readonly values: Float32Array[] }
  | { readonly kind: 'optimizer'; readonly optimizer: OptimizerState }
  | { readonly kind: 'failed'; readonly error: SentError; readonly fatal: boolean };

/** An error as plain data: a structured copy loses what classes of our own add. */
export function sendError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  const { code } = error as { code?: unknown };
  return { name, message, stack, ...(typeof code === 'string' ? { code } : {}) };
}

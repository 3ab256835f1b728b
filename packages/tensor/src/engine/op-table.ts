// The table of all ops defined so far, in every package: the engine registers from it, the generated op test walks it.
import type * as tf from '@tensorflow/tfjs';
import type { OpInputs, OpSpec } from './op-spec';

/** An op with its types erased, for tables. */
export type AnyOpSpec = OpSpec<OpInputs, object, tf.Tensor | tf.Tensor[]>;

const table = new Map<string, AnyOpSpec>();
const listeners = new Set<(spec: AnyOpSpec) => void>();

/** Adds an op; a later definition of the same name takes its place. */
export function addToTable(spec: AnyOpSpec): void {
  table.set(spec.name, spec);
  for (const listener of listeners) listener(spec);
}

/** Calls `listener` for every op known and every op defined later, until the returned function is called. */
export function onDefinedOp(listener: (spec: AnyOpSpec) => void): () => void {
  for (const spec of table.values()) listener(spec);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** All ops defined so far, in order of definition. Each carries its reference, kernels, gradient and test data. */
export function definedOps(): ReadonlyArray<AnyOpSpec> {
  return [...table.values()];
}

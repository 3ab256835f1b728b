// The table of all ops defined so far, in every package: the engine registers from it, the generated op test walks it.
import type * as tf from '@tensorflow/tfjs';
import type { OpInputs, OpSpec } from './op-spec';

/** An op with its types erased, for tables. */
export type AnyOpSpec = OpSpec<OpInputs, object, tf.Tensor | tf.Tensor[]>;

/** An op of the table: its description, and `run`, which picks kernel or reference as a call of the op does. */
export interface DefinedOp extends AnyOpSpec {
  run(inputs: OpInputs, attributes: object): tf.Tensor | tf.Tensor[];
}

const table = new Map<string, DefinedOp>();
const listeners = new Set<(op: DefinedOp) => void>();

/** Adds an op; a later definition of the same name takes its place. */
export function addToTable(op: DefinedOp): void {
  table.set(op.name, op);
  for (const listener of listeners) listener(op);
}

/** Calls `listener` for every op known and every op defined later, until the returned function is called. */
export function onDefinedOp(listener: (op: DefinedOp) => void): () => void {
  for (const op of table.values()) listener(op);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** All ops defined so far, in order of definition. Each carries its reference, kernels and gradient. */
export function definedOps(): ReadonlyArray<DefinedOp> {
  return [...table.values()];
}

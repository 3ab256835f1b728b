import * as tf from '@tensorflow/tfjs';
import type { KernelInputs } from '../../backends/wasm-kernel';
import type { AttentionInputs } from './reference';

/** Sizes of a stack of heads. */
export interface AttentionSizes {
  /** All leading axes together. */
  heads: number;
  queries: number;
  keys: number;
  depth: number;
  valueDepth: number;
}

export function attentionSizes({ q, k, v }: KernelInputs<AttentionInputs>): AttentionSizes {
  const [queries, depth] = q.shape.slice(-2);
  const [keys, valueDepth] = v.shape.slice(-2);
  return { heads: tf.util.sizeFromShape(k.shape.slice(0, -2)), queries, keys, depth, valueDepth };
}

/** Which part of a mask a head reads: item (head / repeat) % count, with strides in elements. */
export interface MaskLayout {
  repeat: number;
  count: number;
  size: number;
  row: number;
  column: number;
}

/**
 * The layout of a mask that broadcasts against the scores, or undefined where the kernels cannot follow it: the leading
 * axes that it repeats must come before or after all those that it has.
 */
export function maskLayout({ q, k, mask }: KernelInputs<AttentionInputs>): MaskLayout | undefined {
  if (mask === undefined) return { repeat: 1, count: 1, size: 0, row: 0, column: 0 };
  const full = [...q.shape.slice(0, -1), k.shape[k.shape.length - 2]];
  const shape = [...new Array<number>(full.length - mask.shape.length).fill(1), ...mask.shape];
  const [rows, columns] = shape.splice(-2);
  const batch = full.slice(0, -2);
  const isRepeated = (axis: number): boolean => shape[axis] !== batch[axis];
  let first = 0;
  while (first < batch.length && isRepeated(first)) first++;
  let end = batch.length;
  while (end > first && isRepeated(end - 1)) end--;
  for (let axis = first; axis < end; axis++) if (isRepeated(axis)) return undefined;
  return {
    repeat: Math.max(1, tf.util.sizeFromShape(batch.slice(end))),
    count: Math.max(1, tf.util.sizeFromShape(batch.slice(first, end))),
    size: rows * columns,
    row: rows === 1 ? 0 : columns,
    column: columns === 1 ? 0 : 1,
  };
}

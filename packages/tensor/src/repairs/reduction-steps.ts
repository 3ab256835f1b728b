// A reduction along any axes as steps that each reduce the middle of [outer, count, inner].
import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../backends/wasm-heap';

/** [outer, count, inner] of one step. */
export type ReductionStep = [outer: number, count: number, inner: number];

function product(shape: readonly number[], begin: number, end: number): number {
  let result = 1;
  for (let axis = begin; axis < end; axis++) result *= shape[axis];
  return result;
}

/** The steps, last axes first. Axes of length 1 take none; neighbours go together. */
export function reductionSteps(shape: readonly number[], axes: readonly number[]): ReductionStep[] {
  const end = axes[0] + axes.length;
  if (axes.length > 0 && axes.every((axis, index) => axis === axes[0] + index)) {
    return [[product(shape, 0, axes[0]), product(shape, axes[0], end), product(shape, end, shape.length)]];
  }
  const runs: Array<{ reduced: boolean; length: number }> = [];
  shape.forEach((length, axis) => {
    const reduced = axes.includes(axis);
    const last = runs.at(-1);
    if (length === 1) return;
    if (last?.reduced === reduced) last.length *= length;
    else runs.push({ reduced, length });
  });
  const steps: ReductionStep[] = [];
  let inner = 1;
  for (let index = runs.length - 1; index >= 0; index--) {
    const { reduced, length } = runs[index];
    const outer = runs.slice(0, index).reduce((size, run) => size * run.length, 1);
    if (reduced) steps.push([outer, length, inner]);
    else inner *= length;
  }
  return steps;
}

/** The shape after a reduction along `axes`. */
export function reducedShape(shape: number[], axes: number[], keepDims: boolean): number[] {
  const rest = shape.filter((_, index) => !axes.includes(index));
  return keepDims ? tf.backend_util.expandShapeToKeepDim(rest, axes) : rest;
}

/** Runs the steps one after the other; `kernel` reads and writes tensors of the type of x. */
export function reduceInSteps(
  heap: WasmHeap,
  x: tf.TensorInfo,
  shape: number[],
  steps: readonly ReductionStep[],
  kernel: (step: ReductionStep, from: tf.TensorInfo, to: tf.TensorInfo) => void,
): tf.TensorInfo {
  if (steps.length === 0) return heap.share(x, shape);
  let current = x;
  steps.forEach((step, index) => {
    const next = heap.output(index === steps.length - 1 ? shape : [step[0] * step[2]], x.dtype);
    kernel(step, current, next);
    if (current !== x) heap.release(current);
    current = next;
  });
  return current;
}

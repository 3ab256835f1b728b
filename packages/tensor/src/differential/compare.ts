// Says in words where one outcome differs from another.
import type { Outcome, ReadTensor } from './run-case';

/** Equal numbers, NaN and the sign of zero included, or equal to a relative error of the largest finite value. */
function sameNumber(actual: number, expected: number, allowed: number): boolean {
  if (Object.is(actual, expected)) return true;
  if (Number.isNaN(actual) || Number.isNaN(expected)) return false;
  if (expected === 0 && actual === 0) return true;
  return Math.abs(actual - expected) <= allowed && Number.isFinite(actual) === Number.isFinite(expected);
}

/** First difference between two lists of numbers, or undefined. */
export function firstDifference(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): string | undefined {
  if (actual.length !== expected.length) return `${actual.length} values instead of ${expected.length}`;
  let largest = 0.1;
  for (let i = 0; i < expected.length; i++) {
    const size = Math.abs(expected[i]);
    if (size < 1e30 && size > largest) largest = size;
  }
  for (let i = 0; i < expected.length; i++) {
    // Enormous values are judged each for itself, the others by the largest of them.
    const scale = Math.abs(expected[i]) >= 1e30 ? Math.abs(expected[i]) : largest;
    if (!sameNumber(actual[i], expected[i], tolerance * scale))
      return `element ${i}: ${actual[i]} instead of ${expected[i]}`;
  }
  return undefined;
}

function differenceOfTensors(actual: ReadTensor, expected: ReadTensor, tolerance: number): string | undefined {
  if (`${actual.shape}` !== `${expected.shape}`) return `shape [${actual.shape}] instead of [${expected.shape}]`;
  if (actual.dtype !== expected.dtype) return `type ${actual.dtype} instead of ${expected.dtype}`;
  if (expected.dtype === 'string') {
    return `${actual.values}` === `${expected.values}`
      ? undefined
      : `"${actual.values}" instead of "${expected.values}"`;
  }
  const allowed = expected.dtype === 'float32' ? tolerance : 0;
  return firstDifference(actual.values as ArrayLike<number>, expected.values as ArrayLike<number>, allowed);
}

type Results = Outcome['outputs'];

function differenceOfResults(actual: Results, expected: Results, tolerance: number): string | undefined {
  // What the oracle cannot do, others may.
  if ('error' in expected) return undefined;
  if ('error' in actual) return `throws: ${actual.error}`;
  if (actual.length !== expected.length) return `${actual.length} tensors instead of ${expected.length}`;
  for (const [index, tensor] of expected.entries()) {
    const difference = differenceOfTensors(actual[index], tensor, tolerance);
    if (difference !== undefined) return `tensor ${index}, ${difference}`;
  }
  return undefined;
}

/** All that is wrong with an outcome, each in a line; empty when it is right. */
export function differences(actual: Outcome, expected: Outcome, tolerance: number): string[] {
  const found: string[] = [];
  const forward = differenceOfResults(actual.outputs, expected.outputs, tolerance);
  if (forward !== undefined) found.push(`result: ${forward}`);
  if (expected.gradients !== undefined) {
    const backward = differenceOfResults(actual.gradients!, expected.gradients, 10 * tolerance);
    if (backward !== undefined) found.push(`gradient: ${backward}`);
  }
  // TensorFlow.js leaves tensors behind when a gradient throws.
  if (expected.gradients !== undefined && 'error' in expected.gradients) return found;
  if (actual.tensorsLeft !== 0) found.push(`${actual.tensorsLeft} tensors left behind`);
  if (actual.buffersLeft !== 0) found.push(`${actual.buffersLeft} buffers left behind`);
  return found;
}

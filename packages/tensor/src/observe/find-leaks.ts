import * as tf from '@tensorflow/tfjs';
import { followLayers, type Place } from './layer-places';
import { alignedTable, bytesText } from './tables';
import { watchEngine } from './watch-engine';

/** Tensors left behind that were made at one place in the code by one kernel. */
export interface Leak extends Place {
  /** Kernel that made them; "data" for tensors made from values, such as `tf.tensor` does. */
  readonly kernel: string;
  /** The first line of the stack outside of TensorFlow.js and this package. */
  readonly where: string;
  /** The tensors themselves, to look at or to dispose. */
  readonly tensors: tf.Tensor[];
  readonly bytes: number;
}

/** What `findLeaks` found. */
export interface LeakReport<Result> {
  /** What the function returned. Its tensors are yours and no leak. */
  readonly result: Result;
  /** Most bytes first; empty when nothing was left behind. */
  readonly leaks: Leak[];
  /** Values left on the backend that no tensor refers to: a kernel did not free what it made. */
  readonly lostBuffers: number;
  /** One line per leak. */
  toString(): string;
}

interface Birth extends Place {
  tensor: tf.Tensor;
  kernel: string;
  where: string;
}

/**
 * Runs a function and names what made each tensor that it left behind: kernel, layer and line.
 *
 * Variables that it created count too; dispose the model first if it should not show. Looking up lines of the stack makes
 * the function many times slower.
 *
 * @param run What to examine; may be asynchronous.
 * @throws what `run` throws.
 */
export async function findLeaks<Result>(run: () => Result | Promise<Result>): Promise<LeakReport<Result>> {
  const births = new Map<number, Birth>();
  const kernels: string[] = [];
  const places = followLayers();
  const stopWatching = watchEngine({
    kernel(name, _inputs, compute) {
      kernels.push(name);
      try {
        return compute();
      } finally {
        kernels.pop();
      }
    },
    created(tensor) {
      const kernel = kernels[kernels.length - 1] ?? 'data';
      births.set(tensor.id, { ...places.current(), tensor, kernel, where: callerLine() });
    },
    disposed: (tensor) => void births.delete(tensor.id),
  });
  const lostBefore = unreferencedValues();
  try {
    const result = await run();
    for (const { id } of tensorsIn(result)) births.delete(id);
    const leaks = groupBirths([...births.values()]);
    const lostBuffers = Math.max(0, unreferencedValues() - lostBefore);
    return { result, leaks, lostBuffers, toString: () => leakText(leaks, lostBuffers) };
  } finally {
    stopWatching();
    places.stop();
  }
}

/** Values on the backend that no tensor refers to. */
function unreferencedValues(): number {
  return tf.engine().backend.numDataIds() - tf.memory().numDataBuffers;
}

/** The tensors in nested arrays and objects. */
function tensorsIn(result: unknown, seen = new Set<unknown>()): tf.Tensor[] {
  if (result instanceof tf.Tensor) return [result];
  if (typeof result !== 'object' || result === null || ArrayBuffer.isView(result) || seen.has(result)) return [];
  seen.add(result);
  return Object.values(result).flatMap((value) => tensorsIn(value, seen));
}

function groupBirths(births: readonly Birth[]): Leak[] {
  const groups = new Map<string, Birth[]>();
  for (const birth of births) {
    const key = JSON.stringify([birth.kernel, birth.layer, birth.phase, birth.where]);
    groups.set(key, [...(groups.get(key) ?? []), birth]);
  }
  const leaks = [...groups.values()].map((group): Leak => {
    const tensors = group.map(({ tensor }) => tensor);
    const { kernel, layer, phase, where } = group[0];
    const bytes = tensors.reduce((sum, { size, dtype }) => sum + size * tf.util.bytesPerElement(dtype), 0);
    return { kernel, layer, phase, where, tensors, bytes };
  });
  return leaks.sort((a, b) => b.bytes - a.bytes);
}

// TensorFlow.js, this package (src while it is developed, dist once it is installed), and Node itself.
const foreignLine =
  /[\\/]@?tensorflow[\\/]|[\\/]tfjs|[\\/]tensor[\\/](?:src|dist)[\\/](?!.*\.test\.)|node:internal|<anonymous>\)?$/;

/** The line that led here, as the engine writes it. */
function callerLine(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 60;
  const lines = (new Error().stack ?? '').split('\n').slice(1);
  Error.stackTraceLimit = limit;
  const own = lines.find((line) => !foreignLine.test(line)) ?? lines[lines.length - 1] ?? '';
  return own.trim().replace(/^at /, '');
}

function leakText(leaks: readonly Leak[], lostBuffers: number): string {
  const lost = lostBuffers > 0 ? `\n${lostBuffers} values on the backend belong to no tensor.` : '';
  if (leaks.length === 0) return `No tensor was left behind.${lost}`;
  const rows = leaks.map(({ kernel, layer, phase, where, tensors, bytes }) => [
    kernel,
    layer === '' ? '-' : layer,
    phase,
    String(tensors.length),
    `[${tensors[0].shape}]`,
    bytesText(bytes),
    where,
  ]);
  return `${alignedTable(['made by', 'layer', 'phase', 'tensors', 'shape', 'bytes', 'at'], rows)}${lost}`;
}

// One dispatch for all variables. Gradients and new weights are copied together and apart, which takes no programs; weights
// and states stay together in an arena from one step to the next.
import type * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend, WebgpuTensorData } from '../../backends/webgpu-kernel';
import { Arena, ArenaSlice, sliceOf } from '../../webgpu/arena-slice';
import { bufferOf, copyValues } from '../../webgpu/copies';
import { float, integers } from '../../webgpu/flat-program';
import { runManyOutputs, webgpuOutput } from '../../webgpu/many-outputs';
import { webgpuSum } from '../../webgpu/sum-program';
import { type StepVariant, squareTerm, stepProgram, stepThreads } from './step-program';
import type { VariableRow } from './variable-row';
import type { OptimizerRule, StepOptions } from './wasm';

/** Rows that share an arena, with their places in it. */
interface Chunk {
  rows: VariableRow[];
  begins: number[];
  elements: number;
}

/** The data that an arena holds of a weight, as long as the weight has not got other data since. */
const weightsIn = new WeakMap<Arena, object[]>();

/** Values that one array may hold on this device. */
function longestArray({ device: { limits } }: WebgpuBackend): number {
  return Math.floor(Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize) / 4);
}

function chunksOf(rows: readonly VariableRow[], longest: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (const row of rows) {
    let chunk = chunks[chunks.length - 1];
    if (chunk === undefined || chunk.elements + row.weight.size > longest) {
      chunk = { rows: [], begins: [], elements: 0 };
      chunks.push(chunk);
    }
    chunk.rows.push(row);
    chunk.begins.push(chunk.elements);
    chunk.elements += row.weight.size;
  }
  return chunks;
}

/** False for textures and for buffers of the application that cannot be copied. */
function isCopyable({ resource }: WebgpuTensorData): boolean {
  return resource == null || (typeof resource.size === 'number' && (resource.usage & 0x4) !== 0);
}

function copiesWork(backend: WebgpuBackend, tensor: tf.TensorInfo): boolean {
  return sliceOf(backend, tensor) !== undefined || isCopyable(backend.tensorMap.get(tensor.dataId));
}

/** Gives a variable a tensor that was made for it. */
function assign(backend: WebgpuBackend, variable: tf.Variable, info: tf.TensorInfo): void {
  // A variable reads shape, dtype and data of what it is given, and counts one more reference; ours goes.
  variable.assign(info as tf.Tensor);
  backend.disposeData(info.dataId);
}

/** The arena that holds the states of exactly these rows, if there is one. */
function existingArena(backend: WebgpuBackend, { rows, begins }: Chunk): Arena | undefined {
  const arena = rows[0].states.length > 0 ? sliceOf(backend, rows[0].states[0])?.arena : undefined;
  if (arena === undefined || weightsIn.get(arena)?.length !== rows.length) return undefined;
  const fits = rows.every(({ states }, index) =>
    states.every((state, number) => {
      const slice = sliceOf(backend, state);
      return slice?.arena === arena && slice.array === number + 1 && slice.begin === begins[index];
    }),
  );
  return fits ? arena : undefined;
}

/** The states of an arena are about to change: whoever shares them keeps the values of now. */
function prepareStates(backend: WebgpuBackend, arena: Arena, { rows }: Chunk): void {
  for (const { states } of rows) {
    for (const state of states) {
      const slice = sliceOf(backend, state)!;
      if (slice.isShared) {
        const fresh = new ArenaSlice(arena, slice.array, slice.begin, state.shape);
        slice.detach();
        assign(backend, state, fresh.info);
      } else slice.invalidate();
    }
  }
}

/** A new arena with the states of these rows. */
function newArena(backend: WebgpuBackend, { rows, begins, elements }: Chunk): Arena {
  const count = rows[0].states.length + 1;
  const arrays = Array.from({ length: count }, () => webgpuOutput(backend, [elements]));
  const arena = new Arena(backend, arrays);
  rows.forEach(({ states }, index) => {
    states.forEach((state, number) => {
      const slice = sliceOf(backend, state);
      const from = slice?.place ?? { buffer: bufferOf(backend, state), begin: 0 };
      const to = { buffer: bufferOf(backend, arrays[number + 1]), begin: begins[index] };
      copyValues(backend, from, to, state.size);
      assign(backend, state, new ArenaSlice(arena, number + 1, begins[index], state.shape).info);
    });
  });
  weightsIn.set(arena, []);
  return arena;
}

/** Gradients side by side. */
function gather(backend: WebgpuBackend, { rows, begins, elements }: Chunk): tf.TensorInfo {
  const all = webgpuOutput(backend, [elements]);
  const buffer = bufferOf(backend, all);
  rows.forEach(({ gradient }, index) => {
    copyValues(
      backend,
      { buffer: bufferOf(backend, gradient), begin: 0 },
      { buffer, begin: begins[index] },
      gradient.size,
    );
  });
  return all;
}

/** Sums of the squares of each array of gradients. */
function squaresOf(backend: WebgpuBackend, gradients: readonly tf.TensorInfo[]): tf.TensorInfo {
  const squares = webgpuOutput(backend, [gradients.length]);
  gradients.forEach((array, begin) => {
    const sum = webgpuSum(backend, [array], { outer: 1, kept: 1, inner: array.shape[0] }, squareTerm);
    copyValues(backend, { buffer: bufferOf(backend, sum), begin: 0 }, { buffer: bufferOf(backend, squares), begin }, 1);
    backend.disposeData(sum.dataId);
  });
  return squares;
}

/** First places and factors of the rows, where they differ. */
function factorTables(backend: WebgpuBackend, { rows, begins }: Chunk): tf.TensorInfo[] {
  const factors = Float32Array.from(rows.flatMap((row) => row.factors!));
  return [
    backend.makeTensorInfo([rows.length], 'int32', Int32Array.from(begins)),
    backend.makeTensorInfo([factors.length], 'float32', factors),
  ];
}

interface ChunkStep extends Required<Omit<StepOptions, 'inPlace'>> {
  rule: OptimizerRule;
  gradients: tf.TensorInfo;
  squares: tf.TensorInfo | undefined;
}

function stepChunk(
  backend: WebgpuBackend,
  chunk: Chunk,
  { rule, gradients, squares, settings, maxNorm }: ChunkStep,
): void {
  const { rows, begins, elements } = chunk;
  const known = existingArena(backend, chunk);
  if (known !== undefined) prepareStates(backend, known, chunk);
  const arena = known ?? newArena(backend, chunk);
  // Rules without states have nothing that keeps the arena: it is of one step.
  arena.hold();
  const held = weightsIn.get(arena)!;
  const [weights] = arena.arrays;
  const together = bufferOf(backend, weights);
  rows.forEach(({ weight }, index) => {
    if (weight.dataId === held[index]) return;
    copyValues(
      backend,
      { buffer: bufferOf(backend, weight), begin: 0 },
      { buffer: together, begin: begins[index] },
      weight.size,
    );
  });
  const [first] = rows;
  const factorsByRow = rows.some(({ factors }) => factors?.some((value, place) => value !== first.factors?.[place]));
  const tables = factorsByRow ? factorTables(backend, chunk) : [];
  const variant: StepVariant = { rule, states: first.states.length, factorsByRow, clipped: squares !== undefined };
  const numbers = Array.from({ length: 8 }, (_, index) => settings[index] ?? 0);
  runManyOutputs(
    backend,
    stepProgram(variant),
    [gradients, ...tables, ...(squares ? [squares] : [])],
    arena.arrays,
    Math.ceil(elements / stepThreads),
    [
      { type: 'float32', data: numbers.slice(0, 4) },
      { type: 'float32', data: numbers.slice(4) },
      { type: 'float32', data: [...(first.factors ?? [0, 0])] },
      integers(elements),
      integers(rows.length),
      integers(squares?.shape[0] ?? 0),
      float(maxNorm),
    ],
  );
  for (const { dataId } of tables) backend.disposeData(dataId);
  rows.forEach(({ weight }, index) => {
    // New data: clones, tapes and whoever keeps something by the old data stay right.
    const info = webgpuOutput(backend, weight.shape);
    copyValues(
      backend,
      { buffer: together, begin: begins[index] },
      { buffer: bufferOf(backend, info), begin: 0 },
      weight.size,
    );
    assign(backend, weight, info);
    held[index] = info.dataId;
  });
  arena.release();
}

/**
 * Updates all variables in one dispatch, or in one per array where they are too large for the device. Weights get new
 * data; states that others share stay as they are for them.
 *
 * @returns false, with nothing changed, where a variable is too large for an array or cannot be copied.
 */
export function webgpuOptimizerStep(
  backend: WebgpuBackend,
  rule: OptimizerRule,
  all: readonly VariableRow[],
  { settings, maxNorm = 0 }: Omit<StepOptions, 'inPlace'>,
): boolean {
  const longest = longestArray(backend);
  const rows = all.filter(({ weight }) => weight.size > 0);
  const fits = rows.every(
    ({ weight, gradient, states }) =>
      weight.size <= longest && [weight, gradient, ...states].every((tensor) => copiesWork(backend, tensor)),
  );
  if (!fits) return false;
  const chunks = chunksOf(rows, longest);
  const gradients = chunks.map((chunk) => gather(backend, chunk));
  const squares = maxNorm > 0 && chunks.length > 0 ? squaresOf(backend, gradients) : undefined;
  chunks.forEach((chunk, index) => {
    stepChunk(backend, chunk, { rule, gradients: gradients[index], squares, settings, maxNorm });
  });
  for (const { dataId } of [...gradients, ...(squares ? [squares] : [])]) backend.disposeData(dataId);
  return true;
}

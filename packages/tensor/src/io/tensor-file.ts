// What all files of tensors have in common: they are opened without their tensors, which are read one by one.
import type { WeightArray } from './weight-array';

/** How far the reading of a file has come. */
export interface ReadProgress {
  /** The tensor read last. */
  readonly name: string;
  /** Bytes of the tensors read so far, as stored. */
  readonly loadedBytes: number;
  /** Bytes of all tensors, as stored. */
  readonly totalBytes: number;
}

/** Options of reading many tensors. */
export interface ReadTensorsOptions {
  /** Stops before the next request, and stops the request that runs; its reason is thrown. */
  signal?: AbortSignal;
  /** Called after each tensor. */
  onProgress?(progress: ReadProgress): void;
}

/** A file, or a set of files, whose tensors are read when asked for: it may be larger than the memory. */
export interface TensorFile {
  /** Names of all tensors, in the order of the file. */
  readonly names: string[];
  /** Reads one tensor. @throws DataError `tensor/weight-name` when there is no such tensor. */
  read(name: string, options?: { signal?: AbortSignal }): Promise<WeightArray>;
  /** Reads all tensors, one at a time, in the order in which they lie in the file. */
  tensors(options?: ReadTensorsOptions): AsyncGenerator<[name: string, weight: WeightArray], void, undefined>;
  /** Closes the sources that were opened for this file. */
  close(): Promise<void>;
}

/** Reads tensors one after the other, with progress. */
export async function* readInOrder(
  sizes: ReadonlyArray<readonly [name: string, bytes: number]>,
  read: TensorFile['read'],
  { signal, onProgress }: ReadTensorsOptions = {},
): AsyncGenerator<[string, WeightArray], void, undefined> {
  const totalBytes = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
  let loadedBytes = 0;
  for (const [name, bytes] of sizes) {
    signal?.throwIfAborted();
    const weight = await read(name, { signal });
    loadedBytes += bytes;
    onProgress?.({ name, loadedBytes, totalBytes });
    yield [name, weight];
  }
}

/** Reads all tensors of a file into a map. */
export async function readAllTensors(
  file: TensorFile,
  options?: ReadTensorsOptions,
): Promise<Map<string, WeightArray>> {
  const result = new Map<string, WeightArray>();
  for await (const [name, weight] of file.tensors(options)) result.set(name, weight);
  return result;
}

import { DataError } from '../errors/perceptrons-error';
import { openSafetensors, type ReadSafetensorsOptions, type SafetensorsFile, unknownName } from './read-safetensors';
import type { Source } from './source';
import { parseStrictJson } from './strict-json';
import { type ReadTensorsOptions, readInOrder, type TensorFile } from './tensor-file';

/** A checkpoint that is spread over several safetensors files. Names come in the order of the index. */
export interface ShardedSafetensors extends TensorFile {
  /** Names of the files, in the order of the index. */
  readonly files: string[];
  /** Opens every file that is not open yet, and compares its tensors with the index. @throws DataError as `read`. */
  check(): Promise<void>;
}

/**
 * Opens a sharded checkpoint from the text of its `*.index.json`. No file is opened before a tensor of it is asked for.
 *
 * A file is closed by `close`; `tensors` goes through the files one after the other and reads each tensor once.
 *
 * @param index Text of the index, an object with `weight_map`: tensor name -> file name.
 * @param openFile Gives the source of a file name of the index. File names that leave the folder are refused.
 * @throws DataError `tensor/safetensors-index` for another kind of index, and later for a file without a tensor that the
 *   index promises.
 */
export function openShardedSafetensors(
  index: string,
  openFile: (fileName: string) => Source | Promise<Source>,
  options: ReadSafetensorsOptions = {},
): ShardedSafetensors {
  const places = parseIndex(index);
  const fileNames = [...new Set(places.values())];
  const files = new Map<string, Promise<SafetensorsFile>>();

  function open(fileName: string): Promise<SafetensorsFile> {
    let file = files.get(fileName);
    if (!file) {
      file = openShard(fileName);
      files.set(fileName, file);
      // A failed fetch may succeed later: do not remember it.
      file.catch(() => files.delete(fileName));
    }
    return file;
  }

  async function openShard(fileName: string): Promise<SafetensorsFile> {
    const source = await openFile(fileName);
    const file = await openSafetensors(source, options);
    for (const [name, place] of places) {
      if (place !== fileName || file.entries.has(name)) continue;
      await source.close?.();
      throw indexError(`it promises the tensor ${JSON.stringify(name)} in ${fileName}, which has no such tensor`);
    }
    return file;
  }

  async function read(name: string, readOptions?: { signal?: AbortSignal }) {
    const fileName = places.get(name);
    if (fileName === undefined) throw unknownName(name, places.keys());
    return (await open(fileName)).read(name, readOptions);
  }

  async function* tensors(readOptions: ReadTensorsOptions = {}) {
    const sizes: [string, number][] = [];
    for (const fileName of fileNames) {
      readOptions.signal?.throwIfAborted();
      const { entries } = await open(fileName);
      const ordered = [...entries].sort(([, a], [, b]) => a.start - b.start);
      for (const [name, { start, end }] of ordered) {
        if (places.get(name) === fileName) sizes.push([name, end - start]);
      }
    }
    yield* readInOrder(sizes, read, readOptions);
  }

  return {
    names: [...places.keys()],
    files: fileNames,
    read,
    tensors,
    async check() {
      for (const fileName of fileNames) await open(fileName);
    },
    async close() {
      const opened = await Promise.allSettled(files.values());
      files.clear();
      for (const file of opened) if (file.status === 'fulfilled') await file.value.close();
    },
  };
}

function parseIndex(index: string): Map<string, string> {
  let problem = 'it has no object weight_map';
  try {
    const parsed = parseStrictJson(index);
    const map = parsed instanceof Map ? parsed.get('weight_map') : undefined;
    if (map instanceof Map) {
      const wrong = [...map.values()].find((file) => typeof file !== 'string' || /^$|[/\\]|^\.\.?$/.test(file));
      if (wrong === undefined) return map as Map<string, string>;
      problem = `${JSON.stringify(wrong)} is not a plain file name`;
    }
  } catch (cause) {
    problem = `it is not JSON (${(cause as Error).message})`;
  }
  throw indexError(problem);
}

function indexError(problem: string): DataError {
  return new DataError({
    code: 'tensor/safetensors-index',
    argument: 'index',
    message: `Not a right safetensors index: ${problem}. Pass the text of model.safetensors.index.json, and its own files.`,
  });
}

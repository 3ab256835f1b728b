import { DataError } from '../errors/perceptrons-error';
import { openSafetensors, type ReadSafetensorsOptions, type SafetensorsFile, unknownName } from './read-safetensors';
import type { Source } from './source';
import { parseStrictJson } from './strict-json';
import type { WeightArray } from './weight-array';

/** A checkpoint that is spread over several safetensors files. */
export interface ShardedSafetensors {
  /** Names of all tensors, in the order of the index. */
  readonly names: string[];
  /** Reads one tensor; its file is opened on first use. @throws DataError for an unknown name or a damaged file. */
  read(name: string): Promise<WeightArray>;
}

/**
 * Opens a sharded checkpoint from the text of its `*.index.json`.
 *
 * @param index Text of the index, an object with `weight_map`: tensor name -> file name.
 * @param openFile Gives the source of a file name of the index. File names that leave the folder are refused.
 * @throws DataError `tensor/safetensors-index` for another kind of index.
 */
export function openShardedSafetensors(
  index: string,
  openFile: (fileName: string) => Source | Promise<Source>,
  options: ReadSafetensorsOptions = {},
): ShardedSafetensors {
  const places = parseIndex(index);
  const files = new Map<string, Promise<SafetensorsFile>>();
  return {
    names: [...places.keys()],
    async read(name) {
      const fileName = places.get(name);
      if (fileName === undefined) throw unknownName(name, places.keys());
      let file = files.get(fileName);
      if (!file) {
        file = Promise.resolve(openFile(fileName)).then((source) => openSafetensors(source, options));
        files.set(fileName, file);
        // A failed fetch may succeed later: do not remember it.
        file.catch(() => files.delete(fileName));
      }
      return (await file).read(name);
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
  throw new DataError({
    code: 'tensor/safetensors-index',
    argument: 'index',
    message: `Not a safetensors index: ${problem}. Pass the text of model.safetensors.index.json.`,
  });
}

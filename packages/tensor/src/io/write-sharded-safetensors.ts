import { ConfigError } from '../errors/perceptrons-error';
import { checkWeightArray, type NamedWeights, namedEntries, type WeightArray } from './weight-array';
import { writeSafetensors } from './write-safetensors';

/** One file of a sharded checkpoint; its bytes are made when asked for, so that one file at a time is in memory. */
export interface ShardFile {
  readonly fileName: string;
  /** Names of its tensors. */
  readonly names: string[];
  bytes(): Uint8Array;
}

/** Options of `writeShardedSafetensors`. */
export interface WriteShardedOptions {
  /** Largest sum of the sizes of the tensors in one file, in bytes. A larger tensor gets a file of its own. Default 5e9. */
  maximumFileBytes?: number;
  /** Start of the file names. Default 'model'. */
  name?: string;
  /** Texts for `__metadata__` of every file. */
  metadata?: Readonly<Record<string, string>>;
}

/**
 * Spreads tensors over several safetensors files, in the order given, and writes the index over them.
 *
 * @returns `files`, and `index`, the text of `<name>.safetensors.index.json`; undefined when one file holds everything.
 * @throws DataError as `writeSafetensors`; ConfigError `tensor/maximum-file-bytes` for a limit that is not positive.
 * Source: names and index as huggingface_hub's `split_state_dict_into_shards` has them.
 */
export function writeShardedSafetensors(
  weights: NamedWeights,
  { maximumFileBytes = 5e9, name = 'model', metadata }: WriteShardedOptions = {},
): { index: string | undefined; indexFileName: string; files: ShardFile[] } {
  if (!(maximumFileBytes > 0)) {
    throw new ConfigError({
      code: 'tensor/maximum-file-bytes',
      argument: 'maximumFileBytes',
      message: `maximumFileBytes must be a positive number of bytes, it is ${maximumFileBytes}.`,
    });
  }
  const shards: [string, WeightArray][][] = [[]];
  let filled = 0;
  let total = 0;
  for (const [key, weight] of namedEntries(weights)) {
    checkWeightArray(key, weight);
    const bytes = weight.data.byteLength;
    if (filled > 0 && filled + bytes > maximumFileBytes) {
      shards.push([]);
      filled = 0;
    }
    shards[shards.length - 1].push([key, weight]);
    filled += bytes;
    total += bytes;
  }
  const number = (value: number) => String(value).padStart(5, '0');
  const files = shards.map((entries, i) => ({
    fileName:
      shards.length === 1 ? `${name}.safetensors` : `${name}-${number(i + 1)}-of-${number(shards.length)}.safetensors`,
    names: entries.map(([key]) => key),
    bytes: () => writeSafetensors(new Map(entries), { metadata }),
  }));
  const indexFileName = `${name}.safetensors.index.json`;
  if (files.length === 1) return { index: undefined, indexFileName, files };
  // Written by hand: an object of JavaScript would put names that are numbers first, and lose "__proto__".
  const places = files.flatMap(({ fileName, names }) =>
    names.map((key) => `    ${JSON.stringify(key)}: ${JSON.stringify(fileName)}`),
  );
  const index = `{\n  "metadata": {\n    "total_size": ${total}\n  },\n  "weight_map": {\n${places.join(',\n')}\n  }\n}\n`;
  return { index, indexFileName, files };
}

import { DataError } from '../errors/perceptrons-error';
import { decodeElements } from './element-types';
import { headerLength, parseHeader, type SafetensorsEntry, type SafetensorsHeader } from './safetensors-header';
import { asBytes, readExactly, type Source } from './source';
import { readInOrder, type TensorFile } from './tensor-file';
import type { WeightArray } from './weight-array';

/** Options of the safetensors readers. */
export interface ReadSafetensorsOptions {
  /** Read 8-bit floats (F8_E4M3, F8_E5M2) as float32. Default false: they are an error. */
  float8?: boolean;
}

/** An open safetensors file whose tensors are read one by one. */
export interface SafetensorsFile extends SafetensorsHeader, TensorFile {}

/**
 * Reads all tensors of a safetensors file.
 *
 * F64, F16 and BF16 become float32, all integers become int32, BOOL becomes bool.
 *
 * @param bytes The whole file; not kept.
 * @returns Tensors by name, in the order of the header.
 * @throws DataError `tensor/safetensors` for a damaged file, `tensor/pickle` for a PyTorch file, `tensor/integer-range`
 *   for an integer that int32 cannot hold, `tensor/float8` for 8-bit floats unless asked for.
 * Source: the format description of huggingface/safetensors.
 */
export function readSafetensors(
  bytes: Uint8Array | ArrayBuffer,
  options: ReadSafetensorsOptions = {},
): Map<string, WeightArray> {
  const content = asBytes(bytes);
  const { entries } = readSafetensorsHeader(content);
  const result = new Map<string, WeightArray>();
  for (const [name, entry] of entries) {
    result.set(name, decodeEntry(name, entry, content.subarray(entry.start, entry.end), options));
  }
  return result;
}

/**
 * Reads only the header of a safetensors file: names, dtypes, shapes, places, metadata.
 *
 * @param bytes The whole file.
 * @throws DataError as `readSafetensors`.
 */
export function readSafetensorsHeader(bytes: Uint8Array | ArrayBuffer): SafetensorsHeader {
  const content = asBytes(bytes);
  const length = headerLength(content.subarray(0, 8), content.length);
  return parseHeader(content.subarray(8, 8 + length), content.length);
}

/**
 * Opens a safetensors file by reading its header; tensors are fetched when asked for.
 *
 * @param source The file: `bytesSource`, `blobSource`, `urlSource`, or `fileSource` of `@perceptrons/tensor/node`.
 * @throws DataError as `readSafetensors`, and `tensor/source` when a range comes back incomplete.
 */
export async function openSafetensors(source: Source, options: ReadSafetensorsOptions = {}): Promise<SafetensorsFile> {
  const start = await readExactly(source, 0, Math.min(8, source.size));
  const length = headerLength(start, source.size);
  const header = parseHeader(await readExactly(source, 8, 8 + length), source.size);
  const { entries } = header;
  const read: TensorFile['read'] = async (name, { signal } = {}) => {
    const entry = entries.get(name);
    if (!entry) throw unknownName(name, entries.keys());
    return decodeEntry(name, entry, await readExactly(source, entry.start, entry.end, signal), options);
  };
  return {
    ...header,
    names: [...entries.keys()],
    read,
    tensors: (readOptions) => readInOrder(placesInOrder(entries), read, readOptions),
    close: async () => source.close?.(),
  };
}

/** Names and sizes in the order in which the tensors lie in the file. */
function placesInOrder(entries: ReadonlyMap<string, SafetensorsEntry>): [string, number][] {
  const ordered = [...entries].sort(([, a], [, b]) => a.start - b.start);
  return ordered.map(([name, { start, end }]) => [name, end - start]);
}

function decodeEntry(
  name: string,
  entry: SafetensorsEntry,
  bytes: Uint8Array,
  { float8 = false }: ReadSafetensorsOptions,
): WeightArray {
  if (entry.type.startsWith('F8') && !float8) {
    throw new DataError({
      code: 'tensor/float8',
      argument: name,
      message: `The tensor "${name}" has the dtype ${entry.type}. 8-bit floats are only read when asked for, since they usually need scale factors stored elsewhere; pass { float8: true } to read them as they are.`,
    });
  }
  return decodeElements(name, entry.type, [...entry.shape], bytes);
}

/** The error of a name that a file does not have. */
export function unknownName(name: string, names: Iterable<string>): DataError {
  const known = [...names];
  const listed = known.slice(0, 8).join(', ') + (known.length > 8 ? `, and ${known.length - 8} more` : '');
  return new DataError({
    code: 'tensor/weight-name',
    argument: 'name',
    message: `The file has no tensor "${name}". It has ${known.length === 0 ? 'none at all' : listed}.`,
  });
}

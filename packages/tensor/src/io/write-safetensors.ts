import { DataError } from '../errors/perceptrons-error';
import { encodeElements } from './element-types';
import { checkWeightArray, type NamedWeights, namedEntries, type WeightArray } from './weight-array';

// The reference writer puts types with larger rank first, so that every tensor is aligned to its element size.
const fileTypes: Record<WeightArray['dtype'], { type: string; rank: number }> = {
  float32: { type: 'F32', rank: 2 },
  int32: { type: 'I32', rank: 1 },
  bool: { type: 'BOOL', rank: 0 },
};

/**
 * Writes a safetensors file, byte for byte as the reference writer does: float32 tensors first, then int32, then bool,
 * by name within a type, and a header padded with spaces to a multiple of eight.
 *
 * @param weights Tensors by name.
 * @param options Settings.
 * @param options.metadata Texts for `__metadata__`; files for PyTorch tools often carry `{ format: 'pt' }`.
 * @throws DataError `tensor/weight-array` for a malformed tensor, `tensor/weight-name` for a name that cannot be written.
 */
export function writeSafetensors(
  weights: NamedWeights,
  { metadata }: { metadata?: Readonly<Record<string, string>> } = {},
): Uint8Array {
  const entries = namedEntries(weights).map(([name, weight]) => {
    checkName(name);
    checkWeightArray(name, weight);
    return { name, weight, nameBytes: new TextEncoder().encode(name), ...fileTypes[weight.dtype] };
  });
  entries.sort((a, b) => b.rank - a.rank || compareBytes(a.nameBytes, b.nameBytes));
  const fields = metadata ? [`"__metadata__":${JSON.stringify(metadata)}`] : [];
  let end = 0;
  for (const { name, weight, type } of entries) {
    const begin = end;
    end += weight.data.byteLength;
    const description = { dtype: type, shape: weight.shape, data_offsets: [begin, end] };
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(description)}`);
  }
  const header = new TextEncoder().encode(`{${fields.join(',')}}`);
  const headerSize = Math.ceil(header.length / 8) * 8;
  const file = new Uint8Array(8 + headerSize + end).fill(0x20, 8, 8 + headerSize);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerSize), true);
  file.set(header, 8);
  let position = 8 + headerSize;
  for (const { weight } of entries) {
    file.set(encodeElements(weight), position);
    position += weight.data.byteLength;
  }
  return file;
}

function checkName(name: string): void {
  if (name !== '__metadata__' && !/\p{Surrogate}/u.test(name)) return;
  throw new DataError({
    code: 'tensor/weight-name',
    argument: 'weights',
    message: `A tensor cannot be named ${JSON.stringify(name)} in a safetensors file: __metadata__ is reserved, and names must be well-formed Unicode. Rename it.`,
  });
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a[i] !== b[i]) return a[i] - b[i];
  }
  return a.length - b.length;
}

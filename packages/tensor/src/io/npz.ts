import { ConfigError, DataError } from '../errors/perceptrons-error';
import { crc32 } from './crc32';
import { readNpy, writeNpy } from './npy';
import { bytesSource } from './source';
import { type NamedWeights, namedEntries, type WeightArray } from './weight-array';
import { readZipDirectory } from './zip-directory';
import { expandZipEntry } from './zip-entry';

/** Options of `readNpz`. */
export interface ReadNpzOptions {
  /** Largest sum of the expanded sizes, in bytes. Default 2^31. */
  maximumBytes?: number;
}

function zipError(problem: string): DataError {
  return new DataError({
    code: 'tensor/npz',
    argument: 'bytes',
    message: `Cannot read the npz archive: ${problem}. Accepted are archives as numpy.savez and numpy.savez_compressed write them.`,
  });
}

/**
 * Reads all arrays of an npz archive, stored or compressed, with ZIP64.
 *
 * Nothing is allocated on the word of the archive alone: a compressed entry may claim at most the 1032-fold of its size,
 * the limit of the deflate format, and all entries together at most `maximumBytes`.
 *
 * @param bytes The whole archive; not kept.
 * @returns Arrays by name, without the ending `.npy`, in the order of the archive.
 * @throws DataError `tensor/npz` for a damaged archive, `tensor/npy` for a damaged array in it, `tensor/integer-range`.
 */
export async function readNpz(
  bytes: Uint8Array | ArrayBuffer,
  { maximumBytes = 2 ** 31 }: ReadNpzOptions = {},
): Promise<Map<string, WeightArray>> {
  const content = bytesSource(bytes);
  const entries = await readZipDirectory(content, zipError);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > maximumBytes) {
    throw zipError(
      `it expands to ${total} bytes, more than the ${maximumBytes} allowed; raise maximumBytes if you trust it`,
    );
  }
  const result = new Map<string, WeightArray>();
  for (const entry of entries) {
    if (!entry.name.endsWith('.npy')) throw zipError(`the entry "${entry.name}" is not an .npy file`);
    const name = entry.name.slice(0, -'.npy'.length);
    if (result.has(name)) throw zipError(`it has two entries "${entry.name}"`);
    result.set(name, readNpy(await expandZipEntry(content, entry, zipError), { name }));
  }
  return result;
}

// 1 January 1980, the first date a ZIP entry can have: the same arrays always give the same archive.
const firstDate = 0x0021;

/**
 * Writes an npz archive with stored (uncompressed) entries.
 *
 * @param arrays Arrays by name; `.npy` is added to each name.
 * @throws DataError `tensor/weight-array` for a malformed array, ConfigError `tensor/npz-size` beyond the limits of a plain
 *   ZIP archive: 65534 arrays, 4 GiB.
 */
export function writeNpz(arrays: NamedWeights): Uint8Array {
  const files = namedEntries(arrays).map(([name, weight]) => ({
    name: new TextEncoder().encode(`${name}.npy`),
    content: writeNpy(weight),
  }));
  const directorySize = files.reduce((sum, { name }) => sum + 46 + name.length, 0);
  const directoryStart = files.reduce((sum, { name, content }) => sum + 30 + name.length + content.length, 0);
  const size = directoryStart + directorySize + 22;
  if (files.length > 0xfffe || size >= 0xffffffff || files.some(({ name }) => name.length > 0xffff)) {
    throw new ConfigError({
      code: 'tensor/npz-size',
      argument: 'arrays',
      message: `An npz archive of ${files.length} arrays and ${size} bytes does not fit the plain ZIP format: 65534 arrays, 4 GiB and names of 65535 bytes are the limits. Write several archives, or use io.writeSafetensors.`,
    });
  }
  const archive = new Uint8Array(size);
  const view = new DataView(archive.buffer);
  let position = 0;
  let entry = directoryStart;
  for (const { name, content } of files) {
    view.setUint32(entry, 0x02014b50, true);
    view.setUint16(entry + 4, 20, true);
    view.setUint32(entry + 42, position, true);
    archive.set(name, entry + 46);
    view.setUint32(position, 0x04034b50, true);
    archive.set(name, position + 30);
    // From "version needed" to "extra length" the two headers hold the same fields.
    for (const start of [entry + 6, position + 4]) {
      view.setUint16(start, 20, true);
      view.setUint16(start + 2, 0x0800, true); // Names are UTF-8.
      view.setUint16(start + 8, firstDate, true);
      view.setUint32(start + 10, crc32(content), true);
      view.setUint32(start + 14, content.length, true);
      view.setUint32(start + 18, content.length, true);
      view.setUint16(start + 22, name.length, true);
    }
    archive.set(content, position + 30 + name.length);
    position += 30 + name.length + content.length;
    entry += 46 + name.length;
  }
  view.setUint32(entry, 0x06054b50, true);
  view.setUint16(entry + 8, files.length, true);
  view.setUint16(entry + 10, files.length, true);
  view.setUint32(entry + 12, directorySize, true);
  view.setUint32(entry + 16, directoryStart, true);
  return archive;
}

import { crc32 } from './crc32';
import { inflateRaw } from './inflate';
import type { Source } from './source';
import { readZipData, type ZipComplaint, type ZipEntry } from './zip-directory';

// A deflate block of 258 bytes per two bits, rounded up, plus the smallest stream.
const maximumRatio = 1032;

/**
 * Reads one whole file of an archive, expands it and compares its checksum.
 *
 * @returns its content; a view of the archive when that lies in memory and the file is stored.
 * @throws the complaint when sizes, deflate stream or CRC-32 are wrong.
 */
export async function expandZipEntry(
  source: Source,
  entry: ZipEntry,
  complain: ZipComplaint,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { name, method, crc, compressedSize, size } = entry;
  if (method === 0 ? size !== compressedSize : size > compressedSize * maximumRatio) {
    throw complain(`the entry "${name}" claims ${size} bytes from ${compressedSize}`);
  }
  const data = await readZipData(source, entry, complain, { signal });
  const expanded = method === 0 ? data : await inflateRaw(data, size);
  if (typeof expanded === 'string') throw complain(`the entry "${name}" is damaged: ${expanded}`);
  if (crc32(expanded) !== crc) throw complain(`the entry "${name}" does not match its CRC-32 checksum`);
  return expanded;
}

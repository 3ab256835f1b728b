import { DataError } from '@perceptrons/tensor';

/** Largest result of `gunzip` where the caller sets no limit: 1 GiB. */
export const defaultMaximumBytes = 2 ** 30;

/** True for bytes that start like a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks gzip bytes with the platform's `DecompressionStream` (browsers, Node 18 and later).
 *
 * Memory grows with what has been unpacked, never with what a header promises.
 *
 * @param limit Called with the first unpacked bytes and again as more arrive; returns the largest acceptable total, or
 *   undefined while the bytes do not tell. Lets a reader stop a file that unpacks to more than its own header says.
 * @throws DataError `data/gzip` for damaged bytes, `data/too-large` past the limit.
 */
export async function gunzip(bytes: Uint8Array, name: string, limits: UnpackLimits = {}): Promise<Uint8Array> {
  return unpack(bytes, 'gzip', name, limits);
}

/** Bounds of an unpacked result. */
export interface UnpackLimits {
  /** Default 1 GiB. */
  maximumBytes?: number;
  /** See `gunzip`. */
  limit?: (start: Uint8Array) => number | undefined;
}

/**
 * As `gunzip`, for `'deflate'` too: zlib data, with its two-byte header and checksum.
 *
 * @throws DataError `data/gzip` or `data/deflate` for damaged bytes, `data/too-large` past the limit.
 */
export async function unpack(
  bytes: Uint8Array,
  format: 'gzip' | 'deflate',
  name: string,
  { maximumBytes = defaultMaximumBytes, limit }: UnpackLimits = {},
): Promise<Uint8Array> {
  const reader = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream(format)).getReader();
  const chunks: Uint8Array[] = [];
  let total = 0;
  let largest = maximumBytes;
  let known = limit === undefined;
  for (;;) {
    const chunk = await nextChunk(reader, format, name, bytes.length, total);
    if (chunk === undefined) break;
    chunks.push(chunk);
    total += chunk.length;
    if (!known && limit) {
      const told = limit(chunks.length === 1 ? chunk : concatenate(chunks, total));
      if (told !== undefined) {
        known = true;
        largest = Math.min(largest, told);
      }
    }
    if (total > largest) {
      await reader.cancel();
      throw new DataError({
        code: 'data/too-large',
        message: `${name}: the file unpacks to more than ${largest} bytes. Expected at most that; the file is damaged or not what its name says.`,
      });
    }
  }
  return concatenate(chunks, total);
}

async function nextChunk(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  format: string,
  name: string,
  packed: number,
  unpacked: number,
): Promise<Uint8Array | undefined> {
  try {
    return (await reader.read()).value;
  } catch (cause) {
    throw new DataError({
      code: `data/${format}`,
      cause,
      message: `${name}: the ${format} data (${packed} bytes) is damaged or cut off after ${unpacked} unpacked bytes. Fetch or build the file again.`,
    });
  }
}

/** Packs bytes as gzip. */
export async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function concatenate(chunks: Uint8Array[], total: number): Uint8Array {
  const result = new Uint8Array(total);
  let offset = 0;
  for (const chunk of chunks) {
    result.set(chunk, offset);
    offset += chunk.length;
  }
  return result;
}

import { DataError } from '../errors/perceptrons-error';

/** A file that is read in pieces: a local file, a Blob, an address that answers range requests. */
export interface Source {
  /** Length of the file in bytes. */
  readonly size: number;
  /** Reads the bytes from `start` up to, not including, `end`. The signal stops a request that runs. */
  read(start: number, end: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** Gives back what the source holds open, for example a file handle. */
  close?(): Promise<void>;
}

/** The bytes of a file, whichever way they came. */
export function asBytes(bytes: Uint8Array | ArrayBuffer): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
  throw new DataError({
    code: 'tensor/bytes',
    argument: 'bytes',
    message: `The file is ${bytes === null ? 'null' : `of type ${typeof bytes}`}. Pass its content as a Uint8Array or an ArrayBuffer.`,
  });
}

/** A source over bytes in memory. */
export function bytesSource(bytes: Uint8Array | ArrayBuffer): Source {
  const content = asBytes(bytes);
  return { size: content.length, read: async (start, end) => content.subarray(start, end) };
}

/** A source over a Blob or File; only the pieces that are asked for are read. */
export function blobSource(blob: Blob): Source {
  return {
    size: blob.size,
    read: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
  };
}

/**
 * Reads a piece and checks that it is complete.
 *
 * @throws DataError `tensor/source` when the source returns fewer or more bytes.
 */
export async function readExactly(
  source: Source,
  start: number,
  end: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const bytes = await source.read(start, end, signal);
  if (bytes.length !== end - start) {
    throw new DataError({
      code: 'tensor/source',
      argument: 'source',
      message: `The source returned ${bytes.length} bytes for the range ${start} to ${end}. It must return exactly ${end - start}; the file may have been cut off, or the server may ignore range requests.`,
    });
  }
  return bytes;
}

import { DataError } from '@perceptrons/tensor';
import { defaultMaximumBytes, gunzip, isGzip } from './gzip';

/** Element types of the IDX format. */
export type IdxDataType = 'uint8' | 'int8' | 'int16' | 'int32' | 'float32' | 'float64';

/** Typed array that holds one of the IDX element types. */
export type IdxData = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** An n-dimensional array of an IDX file, row-major. */
export interface IdxArray {
  shape: number[];
  dtype: IdxDataType;
  data: IdxData;
}

const kinds = {
  uint8: { code: 0x08, bytes: 1, array: Uint8Array },
  int8: { code: 0x09, bytes: 1, array: Int8Array },
  int16: { code: 0x0b, bytes: 2, array: Int16Array },
  int32: { code: 0x0c, bytes: 4, array: Int32Array },
  float32: { code: 0x0d, bytes: 4, array: Float32Array },
  float64: { code: 0x0e, bytes: 8, array: Float64Array },
} as const;

/** More dimensions than any real file has; a larger number means that the file is not IDX. */
const maximumRank = 8;

interface Header {
  shape: number[];
  dtype: IdxDataType;
  headerBytes: number;
  totalBytes: number;
}

/**
 * Reads an IDX file, the format of the original MNIST files: two zero bytes, a type byte, the rank, big-endian 32-bit
 * sizes, then the elements row-major, big-endian. Gzip is recognised by its first bytes, not by the name.
 *
 * @param bytes The file.
 * @param options Settings.
 * @param options.name File name for messages. Default `IDX file`.
 * @param options.maximumBytes Refuses files that hold more. Default 1 GiB.
 * @returns Shape, element type and values; `uint8` values share the memory of an uncompressed file.
 * @throws DataError `data/idx-header` for anything but an IDX header, `data/idx-length` if the file is cut off or has
 *   bytes after its last element, `data/too-large`, `data/gzip`.
 * Source: "The MNIST database of handwritten digits", section "The IDX file format".
 */
export async function readIdx(
  bytes: Uint8Array | ArrayBuffer,
  { name = 'IDX file', maximumBytes = defaultMaximumBytes }: { name?: string; maximumBytes?: number } = {},
): Promise<IdxArray> {
  let file = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  if (isGzip(file)) {
    // One byte more than the header promises may pass, so that the length check below can name both numbers.
    const limit = (start: Uint8Array) => {
      const header = parseHeader(start, name, maximumBytes);
      return header && header.totalBytes + 1;
    };
    file = await gunzip(file, name, { maximumBytes: maximumBytes + 1, limit });
  }
  const header = parseHeader(file, name, maximumBytes);
  if (!header) throw headerError(name, `it ends after ${file.length} bytes, inside the header`);
  if (file.length !== header.totalBytes) {
    throw new DataError({
      code: 'data/idx-length',
      message: `${name}: the header announces ${header.dtype} [${header.shape}], ${header.totalBytes} bytes with the header, but the file has ${file.length}. It is cut off or damaged; fetch or build it again.`,
    });
  }
  return { shape: header.shape, dtype: header.dtype, data: elements(file, header) };
}

/**
 * Writes an IDX file. Pass the result through a gzip step if you need it small; `readIdx` reads both.
 *
 * @throws DataError `data/idx-header` if the shape does not fit the data or the format.
 */
export function writeIdx({ shape, dtype, data }: IdxArray): Uint8Array {
  const kind = kinds[dtype];
  const count = shape.reduce((product, size) => product * size, 1);
  const fits = shape.every((size) => Number.isInteger(size) && size >= 0 && size < 2 ** 32);
  if (!kind || shape.length < 1 || shape.length > maximumRank || !fits || count !== data.length) {
    throw headerError(
      'IDX array',
      `shape [${shape}] with ${data.length} elements of ${String(dtype)} cannot be written`,
    );
  }
  const headerBytes = 4 + 4 * shape.length;
  const file = new Uint8Array(headerBytes + count * kind.bytes);
  const view = new DataView(file.buffer);
  file[2] = kind.code;
  file[3] = shape.length;
  shape.forEach((size, i) => {
    view.setUint32(4 + 4 * i, size);
  });
  const body = file.subarray(headerBytes);
  body.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  swapBytes(body, kind.bytes);
  return file;
}

/** Undefined while the bytes end before the header does. */
function parseHeader(file: Uint8Array, name: string, maximumBytes: number): Header | undefined {
  if (file.length < 4) return undefined;
  const dtype = (Object.keys(kinds) as IdxDataType[]).find((key) => kinds[key].code === file[2]);
  const rank = file[3];
  if (file[0] !== 0 || file[1] !== 0 || dtype === undefined || rank < 1 || rank > maximumRank) {
    const start = Array.from(file.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw headerError(name, `it starts with ${start}`);
  }
  const headerBytes = 4 + 4 * rank;
  if (file.length < headerBytes) return undefined;
  const view = new DataView(file.buffer, file.byteOffset, headerBytes);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const totalBytes = headerBytes + shape.reduce((product, size) => product * size, kinds[dtype].bytes);
  if (totalBytes > maximumBytes) {
    throw new DataError({
      code: 'data/too-large',
      message: `${name}: the header announces ${dtype} [${shape}], ${totalBytes} bytes, more than the accepted ${maximumBytes}. If the file is right, pass a larger maximumBytes.`,
    });
  }
  return { shape, dtype, headerBytes, totalBytes };
}

function headerError(name: string, problem: string): DataError {
  return new DataError({
    code: 'data/idx-header',
    message: `${name} is not an IDX file: ${problem}. Expected 00 00, a type byte (08 uint8, 09 int8, 0b int16, 0c int32, 0d float32, 0e float64), a rank from 1 to ${maximumRank} and the sizes; gzip is accepted.`,
  });
}

function elements(file: Uint8Array, { dtype, headerBytes }: Header): IdxData {
  if (dtype === 'uint8') return file.subarray(headerBytes);
  const body = file.slice(headerBytes);
  swapBytes(body, kinds[dtype].bytes);
  return new kinds[dtype].array(body.buffer);
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Turns big-endian elements into the machine's order and back. */
function swapBytes(bytes: Uint8Array, elementBytes: number): void {
  if (!littleEndian || elementBytes === 1) return;
  for (let i = 0; i < bytes.length; i += elementBytes) bytes.subarray(i, i + elementBytes).reverse();
}

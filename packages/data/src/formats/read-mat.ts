// MATLAB files of versions 5, 6 and 7.
import { DataError } from '@perceptrons/tensor';
import { defaultMaximumBytes, unpack } from './gzip';
import { elementType, formatError, type MatBytes, MatElements } from './mat-bytes';
import { readMatrix } from './mat-matrix';
import type { MatValue } from './mat-value';

const headerBytes = 128;
const hdf5Signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Reads a MATLAB file of version 5, 6 or 7 (`save` without `-v7.3`), compressed or not, of either byte order.
 *
 * Numbers come as float64 in column-major order. Sparse arrays, objects and function handles are listed as
 * `{ kind: 'unsupported' }`, so that the other variables of their file can be read.
 *
 * @param bytes The file.
 * @param options Settings.
 * @param options.name File name for messages. Default `MAT file`.
 * @param options.maximumBytes Refuses files that unpack to more. Default 1 GiB.
 * @returns The variables by name, in the order of the file.
 * @throws DataError `data/mat-version` for version 7.3 (HDF5) and version 4, `data/mat-format` for anything that is not such a
 *   file, `data/mat-length` if it is cut off, `data/mat-range` for 64-bit integers beyond 2^53, `data/deflate`,
 *   `data/too-large`.
 * Source: MathWorks, "MAT-File Format", level 5.
 */
export async function readMat(
  bytes: Uint8Array | ArrayBuffer,
  { name = 'MAT file', maximumBytes = defaultMaximumBytes }: { name?: string; maximumBytes?: number } = {},
): Promise<Map<string, MatValue>> {
  const file = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  const littleEndian = checkHeader(file, name);
  const source = (part: Uint8Array): MatBytes => ({
    view: new DataView(part.buffer, part.byteOffset, part.byteLength),
    littleEndian,
    place: name,
  });
  const variables = new Map<string, MatValue>();
  const elements = new MatElements(source(file.subarray(headerBytes)));
  let budget = maximumBytes;
  while (elements.left > 0) {
    let { type, bytes: content } = elements.next('a variable');
    if (type === elementType.compressed) {
      const packed = new Uint8Array(content.view.buffer, content.view.byteOffset, content.view.byteLength);
      const unpacked = await unpack(packed, 'deflate', name, {
        maximumBytes: budget,
        limit: (start) => announcedBytes(start, littleEndian),
      });
      budget -= unpacked.length;
      ({ type, bytes: content } = new MatElements(source(unpacked)).next('a compressed variable'));
    }
    if (type !== elementType.matrix)
      throw formatError(name, `an element has type ${type}, expected a variable (14 or 15)`);
    const { name: variable, value } = readMatrix(content);
    // The element without a name holds data of MATLAB's own for objects.
    if (variable !== '') variables.set(variable, value);
  }
  return variables;
}

/** Size that the tag of a compressed variable promises; undefined while it is incomplete. */
function announcedBytes(start: Uint8Array, littleEndian: boolean): number | undefined {
  if (start.length < 8) return undefined;
  return 8 + new DataView(start.buffer, start.byteOffset, 8).getUint32(4, littleEndian);
}

/** True for little-endian files. */
function checkHeader(file: Uint8Array, name: string): boolean {
  const isHdf5 = (offset: number) => hdf5Signature.every((byte, index) => file[offset + index] === byte);
  if (isHdf5(0) || isHdf5(512)) {
    throw versionError(name, 'version 7.3 (HDF5)');
  }
  const mark = String.fromCharCode(...file.subarray(126, headerBytes));
  if (mark === 'IM' || mark === 'MI') return mark === 'IM';
  // Version 4 has no header: its first word, a type below 5000, holds a zero byte, which text never does.
  if (file.subarray(0, 4).includes(0)) throw versionError(name, 'not version 5 to 7, perhaps version 4');
  if (file.length < headerBytes) {
    throw formatError(name, `it has ${file.length} bytes, less than the header of ${headerBytes}`);
  }
  throw formatError(name, `bytes 126 and 127 are ${file[126]} and ${file[127]}, expected the letters IM or MI`);
}

function versionError(name: string, version: string): DataError {
  return new DataError({
    code: 'data/mat-version',
    message: `${name} is a MATLAB file of another version: ${version}. Load it in MATLAB or Octave and save it again with save('file.mat', '-v7'), or in Python with scipy.io.savemat.`,
  });
}

import { DataError } from '@perceptrons/tensor';

/** Texts of an npy file. */
export interface NpyStrings {
  /** Sizes of the array. */
  shape: number[];
  /** All texts, row by row, without the NUL characters that fill them up. */
  values: string[];
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/**
 * Reads an npy file of texts: dtype `<U..` (UTF-32, little endian) or `|S..` (bytes), in C order.
 *
 * @param name Name of the file for errors.
 * @throws DataError `graph/npy` for a damaged file or another kind of array.
 * Source: the format description in numpy.lib.format.
 */
export function readNpyStrings(bytes: Uint8Array, name = 'the npy file'): NpyStrings {
  if (bytes.length < 12 || magic.some((byte, i) => bytes[i] !== byte)) {
    throw damaged(name, `it begins with bytes ${[...bytes.subarray(0, 6)].join(' ')} instead of ${magic.join(' ')}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const textStart = bytes[6] === 1 ? 10 : 12;
  const start = textStart + (bytes[6] === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start > bytes.length) throw damaged(name, `its header ends at byte ${start} of ${bytes.length}`);
  const header = new TextDecoder('latin1').decode(bytes.subarray(textStart, start));
  const descr = /'descr': *'([^']*)'/.exec(header)?.[1];
  const [, kind, digits] = /^(<U|\|S)(\d+)$/.exec(descr ?? '') ?? [];
  const sizes = /'shape': *\(([\d, ]*)\)/.exec(header)?.[1];
  if (kind === undefined || sizes === undefined || !/'fortran_order': *False/.test(header)) {
    throw damaged(name, `its header is ${header.trim()}`);
  }
  const shape = (sizes.match(/\d+/g) ?? []).map(Number);
  const length = Number(digits);
  const unit = kind === '<U' ? 4 : 1;
  const count = shape.reduce((product, size) => product * size, 1);
  if (bytes.length - start !== count * length * unit) {
    throw damaged(
      name,
      `${count} texts of ${length} characters take ${count * length * unit} bytes, the file has ${bytes.length - start}`,
    );
  }
  const values = Array.from({ length: count }, (_, index) => {
    const codes: number[] = [];
    for (let i = 0; i < length; i++) {
      const place = start + (index * length + i) * unit;
      codes.push(unit === 4 ? view.getUint32(place, true) : bytes[place]);
    }
    while (codes.at(-1) === 0) codes.pop();
    if (codes.some((code) => code > 0x10ffff)) throw damaged(name, `text ${index} holds a number that is no character`);
    return String.fromCodePoint(...codes);
  });
  return { shape, values };
}

function damaged(name: string, problem: string): DataError {
  return new DataError({
    code: 'graph/npy',
    message: `Cannot read ${name}: ${problem}. Accepted are arrays of texts of fixed width in C order (dtype <U or |S) as numpy.save writes them.`,
  });
}

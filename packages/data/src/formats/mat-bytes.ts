// Data elements of a MATLAB file: a tag with type and size, then bytes, padded to 8. Every read is checked against the end of
// what encloses it, so that a damaged size cannot lead outside of the file or to a large allocation.
import { DataError } from '@perceptrons/tensor';

/** Types of data elements. */
export const elementType = {
  int8: 1,
  uint8: 2,
  int16: 3,
  uint16: 4,
  int32: 5,
  uint32: 6,
  single: 7,
  double: 9,
  int64: 12,
  uint64: 13,
  matrix: 14,
  compressed: 15,
  utf8: 16,
  utf16: 17,
  utf32: 18,
} as const;

/** Bytes of one number of each numeric type. */
const numberBytes: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 2, 5: 4, 6: 4, 7: 4, 9: 8, 12: 8, 13: 8 };

/** A run of bytes in one byte order, with a place in the file for messages. */
export interface MatBytes {
  view: DataView;
  littleEndian: boolean;
  /** Where we are, for messages: file and variable. */
  place: string;
}

/** One element. */
export interface MatElement {
  type: number;
  bytes: MatBytes;
}

/** The elements of a run of bytes, one after the other. */
export class MatElements {
  private offset = 0;
  /** Where we are, for messages; grows more exact once the name of a variable is read. */
  place: string;

  constructor(private readonly source: MatBytes) {
    this.place = source.place;
  }

  get left(): number {
    return this.source.view.byteLength - this.offset;
  }

  /**
   * @param what What is expected here, for messages.
   * @throws DataError `data/mat-length` if the bytes end before the element does.
   */
  next(what: string): MatElement {
    const { place } = this;
    const { view, littleEndian } = this.source;
    if (this.left < 8) throw lengthError(place, what, 8, this.left);
    const word = view.getUint32(this.offset, littleEndian);
    const small = word >>> 16;
    if (small) {
      // The short form: size and type share one word, and the data fill the next.
      if (small > 4) throw formatError(place, `${what} has a short tag of ${small} bytes, at most 4 fit`);
      const bytes = this.part(this.offset + 4, small);
      this.offset += 8;
      return { type: word & 0xffff, bytes };
    }
    const size = view.getUint32(this.offset + 4, littleEndian);
    if (size > this.left - 8) throw lengthError(place, what, size, this.left - 8);
    const bytes = this.part(this.offset + 8, size);
    // Compressed elements are not padded; the padding of a last element may be missing.
    const padded = word === elementType.compressed ? size : Math.ceil(size / 8) * 8;
    this.offset = Math.min(view.byteLength, this.offset + 8 + padded);
    return { type: word, bytes };
  }

  private part(offset: number, size: number): MatBytes {
    const { view, littleEndian } = this.source;
    return { view: new DataView(view.buffer, view.byteOffset + offset, size), littleEndian, place: this.place };
  }
}

/**
 * The numbers of an element as float64, whatever type they are stored as.
 *
 * @throws DataError `data/mat-format` for a type that is not numeric, `data/mat-range` for a 64-bit integer beyond 2^53.
 */
export function numbersOf({ type, bytes }: MatElement, what: string): Float64Array {
  const { view, littleEndian, place } = bytes;
  const size = numberBytes[type];
  if (!size || view.byteLength % size !== 0) {
    throw formatError(
      place,
      `${what} has data of type ${type} in ${view.byteLength} bytes, expected whole numbers of them`,
    );
  }
  const read = readers[type];
  return Float64Array.from({ length: view.byteLength / size }, (_, index) => {
    const value = read(view, index * size, littleEndian);
    if (typeof value === 'number') return value;
    const number = Number(value);
    if (Number.isSafeInteger(number)) return number;
    throw new DataError({
      code: 'data/mat-range',
      message: `${place}: number ${index} of ${what} is ${value}, a 64-bit integer beyond +-(2^53 - 1). Save the variable as double, or in smaller units.`,
    });
  });
}

const readers: Record<number, (view: DataView, offset: number, little: boolean) => number | bigint> = {
  1: (view, offset) => view.getInt8(offset),
  2: (view, offset) => view.getUint8(offset),
  3: (view, offset, little) => view.getInt16(offset, little),
  4: (view, offset, little) => view.getUint16(offset, little),
  5: (view, offset, little) => view.getInt32(offset, little),
  6: (view, offset, little) => view.getUint32(offset, little),
  7: (view, offset, little) => view.getFloat32(offset, little),
  9: (view, offset, little) => view.getFloat64(offset, little),
  12: (view, offset, little) => view.getBigInt64(offset, little),
  13: (view, offset, little) => view.getBigUint64(offset, little),
};

/** The characters of an element; several types occur for the same text. */
export function textOf(element: MatElement, what: string): string {
  const { type, bytes } = element;
  const { view, littleEndian } = bytes;
  if (type === elementType.utf8) return new TextDecoder().decode(view);
  if (type === elementType.utf16) return new TextDecoder(littleEndian ? 'utf-16le' : 'utf-16be').decode(view);
  const codes = numbersOf(type === elementType.utf32 ? { type: elementType.uint32, bytes } : element, what);
  const text: string[] = [];
  for (const code of codes) {
    if (!(code >= 0 && code <= 0x10ffff)) throw formatError(bytes.place, `${what} has the character code ${code}`);
    text.push(String.fromCodePoint(code));
  }
  return text.join('');
}

/** The bytes are not what the format says. */
export function formatError(place: string, problem: string): DataError {
  return new DataError({
    code: 'data/mat-format',
    message: `${place}: ${problem}. The file is damaged, or not a MATLAB file of version 5 to 7; save it again with save('file.mat', '-v7').`,
  });
}

function lengthError(place: string, what: string, needed: number, left: number): DataError {
  return new DataError({
    code: 'data/mat-length',
    message: `${place}: ${what} needs ${needed} bytes, but only ${left} are left. The file is cut off or damaged; copy it again.`,
  });
}

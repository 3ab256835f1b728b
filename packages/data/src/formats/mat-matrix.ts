// Matrix elements of a MATLAB file: numbers, text, cells and structs.
import { elementType, formatError, type MatBytes, MatElements, numbersOf, textOf } from './mat-bytes';
import type { MatNumberClass, MatValue } from './mat-value';

/** Deeper than data of any experiment; a limit keeps a hostile file from exhausting the stack. */
const maximumDepth = 64;
/** Elements of a struct without fields, which take no bytes in the file. */
const maximumEmptyElements = 2 ** 20;
const maximumRank = 32;

const complexFlag = 0x0800;
const logicalFlag = 0x0200;

const numberClasses: Record<number, MatNumberClass> = {
  6: 'double',
  7: 'single',
  8: 'int8',
  9: 'uint8',
  10: 'int16',
  11: 'uint16',
  12: 'int32',
  13: 'uint32',
  14: 'int64',
  15: 'uint64',
};
const unsupportedClasses: Record<number, string> = {
  3: 'object',
  5: 'sparse',
  16: 'function handle',
  17: 'opaque object',
};

/**
 * Reads the content of a matrix element.
 *
 * @param bytes Content, without its tag; no bytes stand for an empty array.
 * @throws DataError `data/mat-format`, `data/mat-length`, `data/mat-range`.
 */
export function readMatrix(bytes: MatBytes, depth = 0): { name: string; value: MatValue } {
  const { place } = bytes;
  if (bytes.view.byteLength === 0) {
    return { name: '', value: { kind: 'numbers', class: 'double', shape: [0, 0], data: new Float64Array() } };
  }
  if (depth > maximumDepth) throw formatError(place, `values are nested more than ${maximumDepth} deep`);
  const elements = new MatElements(bytes);
  const flags = elements.next('the array flags');
  if (flags.type !== elementType.uint32 || flags.bytes.view.byteLength !== 8) {
    throw formatError(place, `the array flags have type ${flags.type} and ${flags.bytes.view.byteLength} bytes`);
  }
  const word = flags.bytes.view.getUint32(0, bytes.littleEndian);
  const code = word & 0xff;
  // Opaque objects have no sizes; their name follows the flags.
  if (code === 17) {
    return {
      name: textOf(elements.next('the name'), 'the name'),
      value: { kind: 'unsupported', class: 'opaque object' },
    };
  }
  const shape = readShape(elements, place);
  const name = textOf(elements.next('the name'), 'the name');
  if (name) elements.place = `${place}, variable ${name}`;
  const count = shape.reduce((product, size) => product * size, 1);
  if (code === 1) return { name, value: { kind: 'cell', shape, elements: readValues(elements, count, depth) } };
  if (code === 2) return { name, value: readStruct(elements, shape, count, depth) };
  if (code === 4) return { name, value: readText(elements, shape, count) };
  if (unsupportedClasses[code]) return { name, value: { kind: 'unsupported', class: unsupportedClasses[code] } };
  const numberClass = numberClasses[code];
  if (!numberClass) throw formatError(elements.place, `the array class ${code} does not exist`);
  const data = readNumbers(elements, 'the real part', count);
  return {
    name,
    value: {
      kind: 'numbers',
      class: word & logicalFlag ? 'logical' : numberClass,
      shape,
      data,
      ...(word & complexFlag && { imaginary: readNumbers(elements, 'the imaginary part', count) }),
    },
  };
}

function readShape(elements: MatElements, place: string): number[] {
  const shape = Array.from(numbersOf(elements.next('the sizes'), 'the sizes'));
  const whole = shape.every((size) => Number.isInteger(size) && size >= 0);
  if (!whole || shape.length < 2 || shape.length > maximumRank) {
    throw formatError(
      place,
      `the sizes are [${shape.slice(0, maximumRank)}], expected 2 to ${maximumRank} whole numbers`,
    );
  }
  return shape;
}

function readNumbers(elements: MatElements, what: string, count: number): Float64Array {
  // An empty array may end before its data.
  if (count === 0 && elements.left < 8) return new Float64Array();
  const data = numbersOf(elements.next(what), what);
  if (data.length !== count)
    throw formatError(elements.place, `${what} has ${data.length} numbers, the sizes say ${count}`);
  return data;
}

function readText(elements: MatElements, shape: number[], count: number): MatValue {
  if (count === 0) return { kind: 'text', shape, rows: [] };
  const text = textOf(elements.next('the text'), 'the text');
  // MATLAB itself writes blank text without its bytes at times.
  if (text === '') return { kind: 'text', shape, rows: [] };
  // MATLAB counts 16-bit units, other writers count characters.
  const units = text.length === count ? text.split('') : Array.from(text);
  if (units.length !== count)
    throw formatError(elements.place, `the text has ${units.length} characters, the sizes say ${count}`);
  const rows = Array.from({ length: shape[0] }, (_, row) => {
    const characters: string[] = [];
    for (let index = row; index < count; index += shape[0]) characters.push(units[index]);
    return characters.join('');
  });
  return { kind: 'text', shape, rows };
}

function readStruct(elements: MatElements, shape: number[], count: number, depth: number): MatValue {
  const [length] = numbersOf(elements.next('the length of field names'), 'the length of field names');
  const names = textOf(elements.next('the field names'), 'the field names');
  if (!(length > 0) || names.length % length !== 0) {
    throw formatError(
      elements.place,
      `${names.length} characters of field names do not divide into names of ${length}`,
    );
  }
  const fields = Array.from(
    { length: names.length / length },
    (_, index) => names.slice(index * length, (index + 1) * length).split('\0', 1)[0],
  );
  if (fields.length === 0 && count > maximumEmptyElements) {
    throw formatError(elements.place, `a struct without fields has ${count} elements`);
  }
  const values = readValues(elements, count * fields.length, depth, fields);
  return {
    kind: 'struct',
    shape,
    fields,
    elements: Array.from(
      { length: count },
      (_, index) => new Map(fields.map((field, place) => [field, values[index * fields.length + place]])),
    ),
  };
}

/** Matrices one after the other, for cells and for fields. */
function readValues(elements: MatElements, count: number, depth: number, fields?: string[]): MatValue[] {
  // Every value has a tag of 8 bytes, which bounds the count before anything is allocated.
  if (count * 8 > elements.left) {
    throw formatError(elements.place, `${count} values cannot be in the ${elements.left} bytes that are left`);
  }
  return Array.from({ length: count }, (_, index) => {
    const what = fields
      ? `element ${Math.floor(index / fields.length)}, field ${fields[index % fields.length]}`
      : `cell ${index}`;
    const { type, bytes } = elements.next(what);
    if (type !== elementType.matrix)
      throw formatError(elements.place, `${what} has type ${type}, expected a matrix (14)`);
    return readMatrix({ ...bytes, place: `${elements.place}, ${what}` }, depth + 1).value;
  });
}

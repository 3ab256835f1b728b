import { DataError } from '../errors/perceptrons-error';
import type { ElementType } from './element-types';
import { shapeSize } from './weight-array';

/** The preamble of an npy file. */
export interface NpyHeader {
  readonly type: ElementType;
  readonly bigEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: number[];
  /** First byte of the data. */
  readonly start: number;
}

/** The error of a damaged or unsupported npy file. */
export function npyError(problem: string): DataError {
  return new DataError({
    code: 'tensor/npy',
    argument: 'bytes',
    message: `Cannot read the npy file: ${problem}. Accepted are arrays of numbers or booleans as numpy.save writes them.`,
  });
}

const elementTypes: Record<string, ElementType> = {
  f2: 'F16',
  f4: 'F32',
  f8: 'F64',
  i1: 'I8',
  i2: 'I16',
  i4: 'I32',
  i8: 'I64',
  u1: 'U8',
  u2: 'U16',
  u4: 'U32',
  u8: 'U64',
  b1: 'BOOL',
};

/**
 * Parses the preamble of an npy file, versions 1 to 3.
 *
 * @throws DataError `tensor/npy`.
 */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader {
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  if (bytes.length < 12 || magic.some((byte, i) => bytes[i] !== byte)) throw npyError('it lacks the npy magic bytes');
  const version = bytes[6];
  if (version < 1 || version > 3) throw npyError(`its version is ${version}.${bytes[7]}, known are 1 to 3`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const textStart = version === 1 ? 10 : 12;
  const start = textStart + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start > bytes.length) throw npyError(`its header ends at byte ${start} of ${bytes.length}`);
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(textStart, start));
  const fields = parsePythonDictionary(text);
  const descr = fields.get('descr');
  const fortranOrder = fields.get('fortran_order');
  const shape = fields.get('shape');
  if (fields.size !== 3 || typeof fortranOrder !== 'boolean' || !Array.isArray(shape)) {
    throw npyError(`its header has the fields ${[...fields.keys()].join(', ')} instead of descr, fortran_order, shape`);
  }
  const [, order, code] = /^([<>|=])([a-z]\d+)$/.exec(String(descr)) ?? [];
  const type = code === undefined ? undefined : elementTypes[code];
  if (type === undefined || order === '=' || (order === '|' && !code.endsWith('1'))) {
    throw npyError(
      `its dtype is ${JSON.stringify(descr)}, readable are ${Object.keys(elementTypes).join(', ')} after "<", ">" or "|" (no objects, texts, records or complex numbers)`,
    );
  }
  if (!Number.isSafeInteger(shapeSize(shape))) throw npyError(`its shape is (${shape.join(', ')})`);
  return { type, bigEndian: order === '>', fortranOrder, shape, start };
}

type Field = string | boolean | number[];

/**
 * Parses the dictionary literal of an npy header: texts in either quote, True, False, and tuples of non-negative integers,
 * which very old files write with a trailing L.
 */
function parsePythonDictionary(text: string): Map<string, Field> {
  const tokens = text.match(/'[^'\\]*'|"[^"\\]*"|True|False|\d+L?|[{}()[\]:,]|\S/g) ?? [];
  let position = 0;

  function expect(token: string): void {
    if (tokens[position] !== token) throw npyError(`its header has ${JSON.stringify(tokens[position])} for "${token}"`);
    position++;
  }

  function quoted(): string {
    const token = tokens[position++] ?? '';
    if (!/^['"].*['"]$/s.test(token)) throw npyError(`its header has ${JSON.stringify(token)} for a text`);
    return token.slice(1, -1);
  }

  function tuple(): number[] {
    expect('(');
    const sizes: number[] = [];
    while (tokens[position] !== ')') {
      const size = Number.parseInt(tokens[position++], 10);
      if (!Number.isSafeInteger(size)) throw npyError('its shape is not a tuple of integers');
      sizes.push(size);
      if (tokens[position] !== ')') expect(',');
    }
    position++;
    return sizes;
  }

  function value(): Field {
    if (tokens[position] === 'True' || tokens[position] === 'False') return tokens[position++] === 'True';
    if (tokens[position] === '(') return tuple();
    if (tokens[position] === '[') throw npyError('it holds records (a structured dtype)');
    return quoted();
  }

  const fields = new Map<string, Field>();
  expect('{');
  while (tokens[position] !== '}') {
    const name = quoted();
    if (fields.has(name)) throw npyError(`its header has the field ${JSON.stringify(name)} twice`);
    expect(':');
    fields.set(name, value());
    if (tokens[position] !== '}') expect(',');
  }
  position++;
  if (position < tokens.length) throw npyError('its header goes on after the dictionary');
  return fields;
}

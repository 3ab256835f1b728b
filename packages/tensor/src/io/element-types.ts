// Conversion of stored numbers to the dtypes of TensorFlow.js. Tables are built on first use.
import { DataError } from '../errors/perceptrons-error';
import type { WeightArray } from './weight-array';

/** Element types of weight files, by their safetensors names. */
export type ElementType =
  | 'F64'
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'I64'
  | 'I32'
  | 'I16'
  | 'I8'
  | 'U64'
  | 'U32'
  | 'U16'
  | 'U8'
  | 'BOOL'
  | 'F8_E4M3'
  | 'F8_E5M2';

/** Bytes per element. */
export const elementSizes: ReadonlyMap<string, number> = new Map<ElementType, number>([
  ['F64', 8],
  ['F32', 4],
  ['F16', 2],
  ['BF16', 2],
  ['I64', 8],
  ['I32', 4],
  ['I16', 2],
  ['I8', 1],
  ['U64', 8],
  ['U32', 4],
  ['U16', 2],
  ['U8', 1],
  ['BOOL', 1],
  ['F8_E4M3', 1],
  ['F8_E5M2', 1],
]);

const hostIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Converts stored elements.
 *
 * F64, F16, BF16 and F8 become float32 (F64 is rounded); all integers become int32; BOOL becomes bool, any byte but 0 as 1.
 *
 * @param name Name of the tensor, for the error.
 * @param bytes The elements, at any alignment; not kept.
 * @throws DataError `tensor/integer-range` when a 64-bit or unsigned 32-bit value does not fit into int32.
 */
export function decodeElements(
  name: string,
  type: ElementType,
  shape: number[],
  bytes: Uint8Array,
  { bigEndian = false }: { bigEndian?: boolean } = {},
): WeightArray {
  // The copy is aligned, and safe to swap and to hand out. Not `slice`: that of a Node Buffer does not copy.
  const copy = new Uint8Array(bytes);
  if (bigEndian === hostIsLittleEndian) swapBytes(copy, elementSizes.get(type)!);
  const buffer = copy.buffer as ArrayBuffer;
  switch (type) {
    case 'F32':
      return { dtype: 'float32', shape, data: new Float32Array(buffer) };
    case 'F64':
      return { dtype: 'float32', shape, data: Float32Array.from(new Float64Array(buffer)) };
    case 'F16':
      return { dtype: 'float32', shape, data: lookUp(new Uint16Array(buffer), halfTable()) };
    case 'BF16': {
      const patterns = Uint32Array.from(new Uint16Array(buffer), (pattern) => pattern << 16);
      return { dtype: 'float32', shape, data: new Float32Array(patterns.buffer) };
    }
    case 'F8_E4M3':
      return { dtype: 'float32', shape, data: lookUp(copy, smallFloatTable(4, 3, false)) };
    case 'F8_E5M2':
      return { dtype: 'float32', shape, data: lookUp(copy, smallFloatTable(5, 2, true)) };
    case 'I32':
      return { dtype: 'int32', shape, data: new Int32Array(buffer) };
    case 'I16':
      return { dtype: 'int32', shape, data: Int32Array.from(new Int16Array(buffer)) };
    case 'I8':
      return { dtype: 'int32', shape, data: Int32Array.from(new Int8Array(buffer)) };
    case 'U16':
      return { dtype: 'int32', shape, data: Int32Array.from(new Uint16Array(buffer)) };
    case 'U8':
      return { dtype: 'int32', shape, data: Int32Array.from(copy) };
    case 'U32':
      return { dtype: 'int32', shape, data: narrow(name, type, new Uint32Array(buffer)) };
    case 'I64':
      return { dtype: 'int32', shape, data: narrow(name, type, new BigInt64Array(buffer)) };
    case 'U64':
      return { dtype: 'int32', shape, data: narrow(name, type, new BigUint64Array(buffer)) };
    case 'BOOL':
      return { dtype: 'bool', shape, data: copy.map((value) => (value === 0 ? 0 : 1)) };
  }
}

function swapBytes(bytes: Uint8Array, size: number): void {
  if (size === 1) return;
  for (let start = 0; start < bytes.length; start += size) bytes.subarray(start, start + size).reverse();
}

function narrow(name: string, type: string, values: Uint32Array | BigInt64Array | BigUint64Array): Int32Array {
  const result = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    if (value > 0x7fffffff || value < -0x80000000) {
      throw new DataError({
        code: 'tensor/integer-range',
        argument: name,
        message: `The tensor "${name}" holds the ${type} value ${values[i]} at element ${i}. TensorFlow.js has 32-bit integers only, from -2147483648 to 2147483647; store the tensor as a float, or without that value.`,
      });
    }
    result[i] = value;
  }
  return result;
}

function lookUp(patterns: Uint8Array | Uint16Array, table: Float32Array): Float32Array {
  const result = new Float32Array(patterns.length);
  for (let i = 0; i < patterns.length; i++) result[i] = table[patterns[i]];
  return result;
}

let halves: Float32Array | undefined;

function halfTable(): Float32Array {
  halves ??= smallFloatTable(5, 10, true);
  return halves;
}

/**
 * Values of all bit patterns of a small float: sign, `exponentBits`, `fractionBits`, from the highest bit down.
 * Formats with infinities use the largest exponent for infinity and NaN as IEEE 754 does; E4M3 has no infinity and
 * keeps NaN for the pattern of ones.
 */
function smallFloatTable(exponentBits: number, fractionBits: number, hasInfinity: boolean): Float32Array {
  const half = 2 ** (exponentBits + fractionBits);
  const bias = 2 ** (exponentBits - 1) - 1;
  const table = new Float32Array(2 * half);
  for (let pattern = 0; pattern < half; pattern++) {
    const exponent = pattern >> fractionBits;
    const fraction = (pattern & (2 ** fractionBits - 1)) * 2 ** -fractionBits;
    let value = exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias);
    if (hasInfinity && exponent === 2 ** exponentBits - 1)
      value = fraction === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
    if (!hasInfinity && pattern === half - 1) value = Number.NaN;
    table[pattern] = value;
    table[half + pattern] = -value;
  }
  return table;
}

/** Bytes of a weight array as little-endian elements. */
export function encodeElements(weight: WeightArray): Uint8Array {
  const { buffer, byteOffset, byteLength } = weight.data;
  const bytes = new Uint8Array(buffer, byteOffset, byteLength).slice();
  if (!hostIsLittleEndian) swapBytes(bytes, weight.data.BYTES_PER_ELEMENT);
  return bytes;
}

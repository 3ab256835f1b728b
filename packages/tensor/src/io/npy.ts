import { decodeElements, elementSizes, encodeElements } from './element-types';
import { npyError, parseNpyHeader } from './npy-header';
import { asBytes } from './source';
import { transposeWeight } from './transpose-weight';
import { checkWeightArray, shapeSize, type WeightArray } from './weight-array';

/**
 * Reads an npy file. Floats become float32, integers int32, booleans bool; arrays in Fortran order are transposed to
 * row-major order.
 *
 * @param bytes The whole file; not kept.
 * @param options Settings.
 * @param options.name Name for error messages. Default 'array'.
 * @throws DataError `tensor/npy` for a damaged file or another kind of array, `tensor/integer-range` for an integer that
 *   int32 cannot hold.
 * Source: the format description in numpy.lib.format.
 */
export function readNpy(bytes: Uint8Array | ArrayBuffer, { name = 'array' }: { name?: string } = {}): WeightArray {
  const content = asBytes(bytes);
  const { type, bigEndian, fortranOrder, shape, start } = parseNpyHeader(content);
  const expected = shapeSize(shape) * elementSizes.get(type)!;
  if (content.length - start !== expected) {
    throw npyError(
      `an array of shape (${shape.join(', ')}) and dtype ${type} needs ${expected} bytes of data, the file has ${content.length - start}`,
    );
  }
  const order = fortranOrder ? [...shape].reverse() : shape;
  const weight = decodeElements(name, type, order, content.subarray(start), { bigEndian });
  return fortranOrder
    ? transposeWeight(
        weight,
        shape.map((_, i) => shape.length - 1 - i),
      )
    : weight;
}

const descriptions: Record<WeightArray['dtype'], string> = { float32: '<f4', int32: '<i4', bool: '|b1' };

// Room that numpy leaves for the first size to grow, so that a file can be appended to.
const growthDigits = 21;

/**
 * Writes an npy file of version 1, byte for byte as numpy does.
 *
 * @throws DataError `tensor/weight-array` for a malformed array.
 */
export function writeNpy(weight: WeightArray): Uint8Array {
  checkWeightArray('array', weight);
  const { shape } = weight;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  let text = `{'descr': '${descriptions[weight.dtype]}', 'fortran_order': False, 'shape': ${tuple}, }`;
  if (shape.length > 0) text += ' '.repeat(growthDigits - String(shape[0]).length);
  const padding = 64 - ((10 + text.length + 1) % 64);
  text += `${' '.repeat(padding)}\n`;
  if (text.length > 0xffff) throw npyError(`a shape with ${shape.length} sizes does not fit into its header`);
  const start = 10 + text.length;
  const file = new Uint8Array(start + weight.data.byteLength);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 0xff, text.length >> 8]);
  file.set(new TextEncoder().encode(text), 10);
  file.set(encodeElements(weight), start);
  return file;
}

import { DataError } from '../errors/perceptrons-error';
import { type ElementType, elementSizes } from './element-types';
import { type JsonValue, parseStrictJson } from './strict-json';
import { shapeSize } from './weight-array';

/** What a safetensors header says of one tensor. */
export interface SafetensorsEntry {
  /** Element type in the file. */
  readonly type: ElementType;
  readonly shape: number[];
  /** First byte of the data, counted from the start of the file. */
  readonly start: number;
  /** End of the data, counted from the start of the file. */
  readonly end: number;
}

/** The header of a safetensors file. */
export interface SafetensorsHeader {
  /** Tensors by name, in the order of the header. */
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
  /** The texts of `__metadata__`; empty where the file has none. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** Largest header that readers accept, the limit of the reference reader. */
const maximumHeaderBytes = 100_000_000;

/** The error of a damaged safetensors file. */
export function safetensorsError(problem: string, cause?: unknown): DataError {
  return new DataError({
    code: 'tensor/safetensors',
    argument: 'bytes',
    cause,
    message: `Not a valid safetensors file: ${problem}. Fetch or write the file again.`,
  });
}

/**
 * Length of the header in bytes, from the first eight bytes of the file.
 *
 * @param start The first eight bytes, or the whole file when it is shorter.
 * @throws DataError `tensor/safetensors`, or `tensor/pickle` for a PyTorch file.
 */
export function headerLength(start: Uint8Array, fileSize: number): number {
  const isZip = start[0] === 0x50 && start[1] === 0x4b && start[2] === 3 && start[3] === 4;
  const isPickle = start[0] === 0x80 && start[1] >= 2 && start[1] <= 5 && start[2] === 0x8a;
  if (isZip || isPickle) {
    throw new DataError({
      code: 'tensor/pickle',
      argument: 'bytes',
      message: `The file is ${isZip ? 'a ZIP archive, as torch.save and numpy.savez write them' : 'a Python pickle'}, not safetensors. Read .npz files with io.readNpz and PyTorch files with io.readTorch.`,
    });
  }
  if (fileSize < 8) throw safetensorsError(`the file has ${fileSize} bytes, fewer than the 8 of the header length`);
  const view = new DataView(start.buffer, start.byteOffset, 8);
  const length = view.getBigUint64(0, true);
  if (length > maximumHeaderBytes || 8 + Number(length) > fileSize) {
    throw safetensorsError(
      `its header claims ${length} bytes, the file has ${fileSize} and at most ${maximumHeaderBytes} are allowed`,
    );
  }
  return Number(length);
}

/**
 * Parses and checks a header: every range fits its dtype and shape, and the ranges cover the data without overlap or hole.
 *
 * @param header The header without the eight bytes of its length.
 * @throws DataError `tensor/safetensors`.
 */
export function parseHeader(header: Uint8Array, fileSize: number): SafetensorsHeader {
  if (header[0] !== 0x7b) throw safetensorsError('its header does not start with "{"');
  let parsed: JsonValue;
  try {
    parsed = parseStrictJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header));
  } catch (cause) {
    throw safetensorsError(`its header is not UTF-8 JSON (${(cause as Error).message})`, cause);
  }
  const metadata = new Map<string, string>();
  const entries = new Map<string, SafetensorsEntry>();
  for (const [name, value] of parsed as Map<string, JsonValue>) {
    if (name === '__metadata__') {
      if (!(value instanceof Map)) throw safetensorsError('its __metadata__ is not an object');
      for (const [key, text] of value) {
        if (typeof text !== 'string') throw safetensorsError(`the metadata ${JSON.stringify(key)} is not a text`);
        metadata.set(key, text);
      }
    } else {
      entries.set(name, parseEntry(name, value, 8 + header.length, fileSize));
    }
  }
  checkCoverage(entries, 8 + header.length, fileSize);
  return { entries, metadata };
}

const isSize = (value: JsonValue | undefined): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function parseEntry(name: string, value: JsonValue, dataStart: number, fileSize: number): SafetensorsEntry {
  const where = `the tensor ${JSON.stringify(name)}`;
  if (!(value instanceof Map)) throw safetensorsError(`${where} is not described by an object`);
  const type = value.get('dtype');
  const shape = value.get('shape');
  const offsets = value.get('data_offsets');
  const unknown = [...value.keys()].filter((key) => !['dtype', 'shape', 'data_offsets'].includes(key));
  if (unknown.length > 0) throw safetensorsError(`${where} has the unknown field ${JSON.stringify(unknown[0])}`);
  const size = typeof type === 'string' ? elementSizes.get(type) : undefined;
  if (size === undefined) {
    throw safetensorsError(
      `${where} has the dtype ${JSON.stringify(type)}, known are ${[...elementSizes.keys()].join(', ')}`,
    );
  }
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    throw safetensorsError(`the shape of ${where} is not a list of non-negative integers`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    throw safetensorsError(`the data_offsets of ${where} are not two non-negative integers`);
  }
  const [begin, end] = offsets as number[];
  if (begin > end || dataStart + end > fileSize) {
    throw safetensorsError(`${where} lies at ${begin} to ${end} in ${fileSize - dataStart} bytes of data`);
  }
  if (shapeSize(shape as number[]) * size !== end - begin) {
    throw safetensorsError(`${where} has shape [${shape}] and dtype ${type} but ${end - begin} bytes`);
  }
  return { type: type as ElementType, shape: shape as number[], start: dataStart + begin, end: dataStart + end };
}

function checkCoverage(entries: Map<string, SafetensorsEntry>, dataStart: number, fileSize: number): void {
  let covered = dataStart;
  const ordered = [...entries].sort(([, a], [, b]) => a.start - b.start || a.end - b.end);
  for (const [name, { start, end }] of ordered) {
    if (start !== covered) {
      const problem = start < covered ? 'overlaps another' : 'leaves a hole before it';
      throw safetensorsError(`the tensor ${JSON.stringify(name)} ${problem} (byte ${start - dataStart} of the data)`);
    }
    covered = end;
  }
  if (covered !== fileSize) throw safetensorsError(`${fileSize - covered} bytes at its end belong to no tensor`);
}

import { DataError } from '../errors/perceptrons-error';

/** One file of a ZIP archive, as the central directory describes it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflate. */
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** First byte of the compressed data in the archive. */
  readonly start: number;
}

/** The error of a damaged or unsupported archive. */
export function zipError(problem: string, argument = 'bytes'): DataError {
  return new DataError({
    code: 'tensor/npz',
    argument,
    message: `Cannot read the npz archive: ${problem}. Accepted are archives as numpy.savez and numpy.savez_compressed write them.`,
  });
}

const saturated = 0xffffffff;

/**
 * Reads the central directory of a ZIP archive, with the ZIP64 extension.
 *
 * Local headers are used only to find the data: writers that stream leave their sizes empty. Data of two entries may not
 * overlap, so the sum of the compressed sizes never exceeds the archive.
 *
 * @throws DataError `tensor/npz`.
 * Source: PKWARE APPNOTE.TXT 6.3, sections 4.3 and 4.5.
 */
export function readZipDirectory(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { count, start, end } = findDirectory(view);
  const entries: ZipEntry[] = [];
  let position = start;
  for (let i = 0; i < count; i++) {
    if (position + 46 > end || view.getUint32(position, true) !== 0x02014b50) {
      throw zipError(`entry ${i} of its directory is missing`);
    }
    const nameEnd = position + 46 + view.getUint16(position + 28, true);
    const extraEnd = nameEnd + view.getUint16(position + 30, true);
    const next = extraEnd + view.getUint16(position + 32, true);
    if (next > end) throw zipError(`entry ${i} of its directory is cut off`);
    const name = decodeName(bytes.subarray(position + 46, nameEnd));
    if (view.getUint16(position + 8, true) & 1) throw zipError(`the entry "${name}" is encrypted`);
    const method = view.getUint16(position + 10, true);
    if (method !== 0 && method !== 8) {
      throw zipError(`the entry "${name}" uses compression method ${method}, known are 0 (stored) and 8 (deflate)`);
    }
    const [size, compressedSize, header] = wideFields(view, name, position, nameEnd, extraEnd);
    const dataStart = findData(view, name, header, compressedSize, start);
    const crc = view.getUint32(position + 16, true);
    entries.push({ name, method, crc, compressedSize, size, start: dataStart });
    position = next;
  }
  checkOverlap(entries);
  return entries;
}

function decodeName(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw zipError('the name of an entry is not UTF-8');
  }
}

/** A 64-bit number that must point into the file. */
function getPlace(view: DataView, position: number): number {
  const value = view.getBigUint64(position, true);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(value);
}

function findDirectory(view: DataView): { count: number; start: number; end: number } {
  const size = view.byteLength;
  let position = size - 22;
  const earliest = Math.max(0, position - 0xffff);
  // The end record is followed by a comment of up to 65535 bytes that reaches exactly to the end of the file.
  const isEnd = () =>
    view.getUint32(position, true) === 0x06054b50 && position + 22 + view.getUint16(position + 20, true) === size;
  while (position >= earliest && !isEnd()) position--;
  if (position < earliest) throw zipError('it has no end record; the file may have been cut off');
  let disks = view.getUint16(position + 4, true) | view.getUint16(position + 6, true);
  let count = view.getUint16(position + 10, true);
  let length = view.getUint32(position + 12, true);
  let start = view.getUint32(position + 16, true);
  let end = position;
  const locator = position - 20;
  if (locator >= 0 && view.getUint32(locator, true) === 0x07064b50) {
    end = getPlace(view, locator + 8);
    if (end + 56 > locator || view.getUint32(end, true) !== 0x06064b50)
      throw zipError('its ZIP64 end record is missing');
    disks = view.getUint32(end + 16, true) | view.getUint32(end + 20, true);
    count = getPlace(view, end + 32);
    length = getPlace(view, end + 40);
    start = getPlace(view, end + 48);
  }
  if (disks !== 0) throw zipError('it is one part of a split archive');
  if (start + length > end) throw zipError(`its directory lies at ${start} with ${length} bytes, before byte ${end}`);
  if (count * 46 > length) throw zipError(`its directory of ${length} bytes cannot hold ${count} entries`);
  return { count, start, end: start + length };
}

/** Size, compressed size and place of the local header; from the ZIP64 field where the plain ones are saturated. */
function wideFields(
  view: DataView,
  name: string,
  position: number,
  extraStart: number,
  extraEnd: number,
): [number, number, number] {
  const plain = [24, 20, 42].map((offset) => view.getUint32(position + offset, true));
  if (!plain.includes(saturated)) return plain as [number, number, number];
  for (let field = extraStart; field + 4 <= extraEnd; ) {
    const fieldEnd = field + 4 + view.getUint16(field + 2, true);
    if (view.getUint16(field, true) === 1 && fieldEnd <= extraEnd) {
      let next = field + 4;
      return plain.map((value) => {
        if (value !== saturated) return value;
        if (next + 8 > fieldEnd) throw zipError(`the ZIP64 field of "${name}" is cut off`);
        next += 8;
        return getPlace(view, next - 8);
      }) as [number, number, number];
    }
    field = fieldEnd;
  }
  // A size of exactly 0xffffffff without a ZIP64 field is legal.
  return plain as [number, number, number];
}

function findData(view: DataView, name: string, header: number, compressedSize: number, directory: number): number {
  if (header + 30 > directory || view.getUint32(header, true) !== 0x04034b50) {
    throw zipError(`the local header of "${name}" is missing at byte ${header}`);
  }
  const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  if (start + compressedSize > directory) {
    throw zipError(
      `the data of "${name}" reaches to byte ${start + compressedSize}, past the directory at ${directory}`,
    );
  }
  return start;
}

function checkOverlap(entries: ZipEntry[]): void {
  const ordered = [...entries].sort((a, b) => a.start - b.start);
  for (let i = 1; i < ordered.length; i++) {
    const { name, start, compressedSize } = ordered[i - 1];
    if (start + compressedSize > ordered[i].start) {
      throw zipError(`the entries "${name}" and "${ordered[i].name}" overlap`);
    }
  }
}

import type { DataError } from '../errors/perceptrons-error';
import { readExactly, type Source } from './source';

/** One file of a ZIP archive, as the central directory describes it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflate. */
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Place of the local header, which precedes the data. */
  readonly header: number;
  /** Where the data of all entries ends and the directory begins. */
  readonly directory: number;
}

/** Makes the error of a damaged or unsupported archive, in the words of the format that lies in it. */
export type ZipComplaint = (problem: string) => DataError;

const saturated = 0xffffffff;

/**
 * Reads the central directory of a ZIP archive, with the ZIP64 extension: its end and the directory itself, nothing else.
 *
 * Data of two entries may not overlap, so the sum of the compressed sizes never exceeds the archive.
 *
 * @throws the complaint.
 * Source: PKWARE APPNOTE.TXT 6.3, sections 4.3 and 4.5.
 */
export async function readZipDirectory(source: Source, complain: ZipComplaint): Promise<ZipEntry[]> {
  const { count, start, end } = await findDirectory(source, complain);
  const bytes = await readExactly(source, start, end);
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  let position = 0;
  for (let i = 0; i < count; i++) {
    if (position + 46 > bytes.length || view.getUint32(position, true) !== 0x02014b50) {
      throw complain(`entry ${i} of its directory is missing`);
    }
    const nameEnd = position + 46 + view.getUint16(position + 28, true);
    const extraEnd = nameEnd + view.getUint16(position + 30, true);
    const next = extraEnd + view.getUint16(position + 32, true);
    if (next > bytes.length) throw complain(`entry ${i} of its directory is cut off`);
    const name = decodeName(bytes.subarray(position + 46, nameEnd), complain);
    if (view.getUint16(position + 8, true) & 1) throw complain(`the entry "${name}" is encrypted`);
    const method = view.getUint16(position + 10, true);
    if (method !== 0 && method !== 8) {
      throw complain(`the entry "${name}" uses compression method ${method}, known are 0 (stored) and 8 (deflate)`);
    }
    const places = wideFields(view, position, nameEnd, extraEnd);
    if (!places) throw complain(`the ZIP64 field of "${name}" is cut off`);
    const [size, compressedSize, header] = places;
    const crc = view.getUint32(position + 16, true);
    entries.push({ name, method, crc, compressedSize, size, header, directory: start });
    position = next;
  }
  checkOverlap(entries, complain);
  return entries;
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function decodeName(bytes: Uint8Array, complain: ZipComplaint): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw complain('the name of an entry is not UTF-8');
  }
}

/** A 64-bit number that must point into the file. */
function getPlace(view: DataView, position: number): number {
  const value = view.getBigUint64(position, true);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(value);
}

async function findDirectory(
  source: Source,
  complain: ZipComplaint,
): Promise<{ count: number; start: number; end: number }> {
  // The end record is followed by a comment of up to 65535 bytes that reaches exactly to the end of the file.
  const tailStart = Math.max(0, source.size - 22 - 0xffff - 20);
  const tail = viewOf(await readExactly(source, tailStart, source.size));
  const size = tail.byteLength;
  let position = size - 22;
  const isEnd = () =>
    tail.getUint32(position, true) === 0x06054b50 && position + 22 + tail.getUint16(position + 20, true) === size;
  while (position >= 0 && !isEnd()) position--;
  if (position < 0) throw complain('it has no end record; the file may have been cut off');
  let disks = tail.getUint16(position + 4, true) | tail.getUint16(position + 6, true);
  let count = tail.getUint16(position + 10, true);
  let length = tail.getUint32(position + 12, true);
  let start = tail.getUint32(position + 16, true);
  let end = tailStart + position;
  const locator = position - 20;
  if (locator >= 0 && tail.getUint32(locator, true) === 0x07064b50) {
    end = getPlace(tail, locator + 8);
    const wide = end + 56 > tailStart + locator ? undefined : viewOf(await readExactly(source, end, end + 56));
    if (wide?.getUint32(0, true) !== 0x06064b50) throw complain('its ZIP64 end record is missing');
    disks = wide.getUint32(16, true) | wide.getUint32(20, true);
    count = getPlace(wide, 32);
    length = getPlace(wide, 40);
    start = getPlace(wide, 48);
  }
  if (disks !== 0) throw complain('it is one part of a split archive');
  if (start + length > end) throw complain(`its directory lies at ${start} with ${length} bytes, before byte ${end}`);
  if (count * 46 > length) throw complain(`its directory of ${length} bytes cannot hold ${count} entries`);
  return { count, start, end: start + length };
}

/**
 * Size, compressed size and place of the local header; from the ZIP64 field where the plain ones are saturated.
 * Undefined when that field is cut off.
 */
function wideFields(
  view: DataView,
  position: number,
  extraStart: number,
  extraEnd: number,
): [number, number, number] | undefined {
  const plain = [24, 20, 42].map((offset) => view.getUint32(position + offset, true));
  if (!plain.includes(saturated)) return plain as [number, number, number];
  for (let field = extraStart; field + 4 <= extraEnd; ) {
    const fieldEnd = field + 4 + view.getUint16(field + 2, true);
    if (view.getUint16(field, true) === 1 && fieldEnd <= extraEnd) {
      let next = field + 4;
      if (next + 8 * plain.filter((value) => value === saturated).length > fieldEnd) return undefined;
      return plain.map((value) => {
        if (value !== saturated) return value;
        next += 8;
        return getPlace(view, next - 8);
      }) as [number, number, number];
    }
    field = fieldEnd;
  }
  // A size of exactly 0xffffffff without a ZIP64 field is legal.
  return plain as [number, number, number];
}

// The local header, a name and an extra field that aligns the data, in most archives.
const usualHeader = 30 + 128;

function checkOverlap(entries: ZipEntry[], complain: ZipComplaint): void {
  const ordered = [...entries].sort((a, b) => a.header - b.header);
  for (const [i, { name, header, compressedSize, directory }] of ordered.entries()) {
    const end = header + 30 + compressedSize;
    if (header + 30 > directory) throw complain(`the local header of "${name}" is missing at byte ${header}`);
    if (end > directory)
      throw complain(`the data of "${name}" reaches to byte ${end}, past the directory at ${directory}`);
    if (i + 1 < ordered.length && end > ordered[i + 1].header) {
      throw complain(`the entries "${name}" and "${ordered[i + 1].name}" overlap`);
    }
  }
}

/**
 * Reads a part of the data of an entry as it is stored, with its local header in the same request where that is likely.
 * Only the place of the data is taken from the local header: writers that stream leave its sizes empty.
 *
 * @param part `start` and `end`, counted from the start of the data; default all of it.
 * @throws the complaint.
 */
export async function readZipData(
  source: Source,
  { name, header, compressedSize, directory }: ZipEntry,
  complain: ZipComplaint,
  { start = 0, end = compressedSize, signal }: { start?: number; end?: number; signal?: AbortSignal } = {},
): Promise<Uint8Array> {
  const together = start < 2 ** 16;
  const guess = Math.min(directory, header + usualHeader + (together ? end : 0));
  const piece = await readExactly(source, header, guess, signal);
  const view = viewOf(piece);
  if (view.getUint32(0, true) !== 0x04034b50) {
    throw complain(`the local header of "${name}" is missing at byte ${header}`);
  }
  const skipped = 30 + view.getUint16(26, true) + view.getUint16(28, true);
  if (header + skipped + compressedSize > directory) {
    throw complain(
      `the data of "${name}" reaches to byte ${header + skipped + compressedSize}, past the directory at ${directory}`,
    );
  }
  if (skipped + end <= piece.length) return piece.subarray(skipped + start, skipped + end);
  return readExactly(source, header + skipped + start, header + skipped + end, signal);
}

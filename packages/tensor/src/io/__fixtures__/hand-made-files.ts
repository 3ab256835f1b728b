// Builders of damaged and unusual files for the tests of the readers.

/** A safetensors file from the text of its header and its data bytes. */
export function safetensorsFile(
  header: string | object,
  data: number[] = [],
  claimedLength?: number | bigint,
): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(claimedLength ?? text.length), true);
  file.set(text, 8);
  file.set(data, 8 + text.length);
  return file;
}

/** An npy file from the text of its header. */
export function npyFile(header: string, data: number[] = [], version = 1): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length = [text.length & 0xff, text.length >> 8, ...(version === 1 ? [] : [0, 0])];
  return Uint8Array.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, ...length, ...text, ...data]);
}

/** Little-endian bytes of a number. */
export function littleEndian(value: number | bigint, size: number): number[] {
  return Array.from({ length: size }, (_, i) => Number((BigInt(value) >> BigInt(8 * i)) & 0xffn));
}

/** Fields of one entry of a hand-made archive; those of the directory may lie. */
export interface HandMadeEntry {
  name: string;
  data: Uint8Array;
  crc: number;
  method?: number;
  flags?: number;
  size: number | bigint;
  compressedSize?: number | bigint;
  headerPlace?: number | bigint;
  /** Write sizes and place into a ZIP64 field, and 0xffffffff in their normal places. */
  wide?: boolean;
}

/** A ZIP archive with the given directory entries; `wide` adds ZIP64 end records. */
export function zipFile(
  entries: HandMadeEntry[],
  { wide = false, comment = '', count = entries.length } = {},
): Uint8Array {
  const body: number[] = [];
  const directory: number[] = [];
  for (const entry of entries) {
    const name = [...new TextEncoder().encode(entry.name)];
    const place = entry.headerPlace ?? body.length;
    const compressed = entry.compressedSize ?? entry.data.length;
    const shared = (small: boolean) => [
      ...littleEndian(20, 2),
      ...littleEndian(entry.flags ?? 0, 2),
      ...littleEndian(entry.method ?? 0, 2),
      ...littleEndian(0, 4),
      ...littleEndian(entry.crc, 4),
      ...littleEndian(small ? compressed : 0xffffffff, 4),
      ...littleEndian(small ? entry.size : 0xffffffff, 4),
      ...littleEndian(name.length, 2),
    ];
    const extra = entry.wide
      ? [1, 0, 24, 0, ...littleEndian(entry.size, 8), ...littleEndian(compressed, 8), ...littleEndian(place, 8)]
      : [];
    // Streaming writers leave local sizes empty: saturated here, without the extra field.
    body.push(0x50, 0x4b, 3, 4, ...shared(false), 0, 0, ...name, ...entry.data);
    directory.push(0x50, 0x4b, 1, 2, 20, 0, ...shared(!entry.wide), ...littleEndian(extra.length, 2));
    directory.push(...littleEndian(0, 10), ...littleEndian(entry.wide ? 0xffffffff : place, 4), ...name, ...extra);
  }
  const start = body.length;
  const end = start + directory.length;
  const text = [...new TextEncoder().encode(comment)];
  const wideRecords = [
    ...[0x50, 0x4b, 6, 6, ...littleEndian(44, 8), 45, 0, 45, 0, ...littleEndian(0, 8)],
    ...[count, count, directory.length, start].flatMap((value) => littleEndian(value, 8)),
    ...[0x50, 0x4b, 6, 7, ...littleEndian(0, 4), ...littleEndian(end, 8), ...littleEndian(1, 4)],
  ];
  const endRecord = [
    ...[0x50, 0x4b, 5, 6, 0, 0, 0, 0],
    ...littleEndian(wide ? 0xffff : count, 2),
    ...littleEndian(wide ? 0xffff : count, 2),
    ...littleEndian(wide ? 0xffffffff : directory.length, 4),
    ...littleEndian(wide ? 0xffffffff : start, 4),
    ...littleEndian(text.length, 2),
    ...text,
  ];
  return Uint8Array.from([...body, ...directory, ...(wide ? wideRecords : []), ...endRecord]);
}

// A zip archive without compression, enough to hand out two files as one.

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** CRC-32 as in zip and PNG. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Midnight of 1 January 1980, the first moment of the format: the same files give the same archive. */
const time = 0;
const date = 33;

function record(signature: number, name: Uint8Array, bytes: Uint8Array, crc: number, central?: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(central === undefined ? 30 : 46));
  const shift = central === undefined ? 0 : 2;
  view.setUint32(0, signature, true);
  view.setUint16(4, 20, true);
  if (central !== undefined) {
    view.setUint16(6, 20, true);
    view.setUint32(42, central, true);
  }
  view.setUint16(10 + shift, time, true);
  view.setUint16(12 + shift, date, true);
  view.setUint32(14 + shift, crc, true);
  view.setUint32(18 + shift, bytes.length, true);
  view.setUint32(22 + shift, bytes.length, true);
  view.setUint16(26 + shift, name.length, true);
  return new Uint8Array([...new Uint8Array(view.buffer), ...name]);
}

/** Packs files, by name, into one archive. */
export function zip(files: Record<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const encoded = new TextEncoder().encode(name);
    const crc = crc32(bytes);
    const local = record(0x04034b50, encoded, bytes, crc);
    directory.push(record(0x02014b50, encoded, bytes, crc, offset));
    parts.push(local, bytes);
    offset += local.length + bytes.length;
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, directory.length, true);
  end.setUint16(10, directory.length, true);
  end.setUint32(12, size, true);
  end.setUint32(16, offset, true);
  const archive = new Uint8Array(offset + size + 22);
  let at = 0;
  for (const part of [...parts, ...directory, new Uint8Array(end.buffer)]) {
    archive.set(part, at);
    at += part.length;
  }
  return archive;
}

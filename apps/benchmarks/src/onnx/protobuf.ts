// Just enough of the protocol buffer wire format to write a message: every field is a key (number and wire type) and a
// value. https://protobuf.dev/programming-guides/encoding/

const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;

/** Writes the fields of one message in order. */
export class MessageWriter {
  private readonly parts: Uint8Array[] = [];

  /** An unsigned or enum value, or a signed one from 0 on. @throws RangeError for values that are not safe integers from 0. */
  integer(field: number, value: number): this {
    return this.push(varint(field * 8 + VARINT), varint(value));
  }

  /** A 32-bit float. */
  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.push(varint(field * 8 + FIXED32), bytes);
  }

  bytes(field: number, value: Uint8Array): this {
    return this.push(varint(field * 8 + BYTES), varint(value.length), value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: MessageWriter): this {
    return this.bytes(field, value.finish());
  }

  finish(): Uint8Array {
    const result = new Uint8Array(this.parts.reduce((size, part) => size + part.length, 0));
    let offset = 0;
    for (const part of this.parts) {
      result.set(part, offset);
      offset += part.length;
    }
    return result;
  }

  private push(...parts: Uint8Array[]): this {
    this.parts.push(...parts);
    return this;
  }
}

/** Seven bits per byte, lowest first, the top bit set on all but the last. */
export function varint(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`a varint holds whole numbers from 0 to 2^53 - 1, got ${value}`);
  }
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Uint8Array.from([...bytes, rest]);
}

import { torchError } from './torch-error';

/** Reads the arguments of pickle opcodes: little-endian numbers and texts, with every bound checked. */
export class PickleReader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Place of the opcode read last, for errors. */
  get place(): number {
    return this.position - 1;
  }

  byte(): number {
    return this.view.getUint8(this.advance(1));
  }

  uint16(): number {
    return this.view.getUint16(this.advance(2), true);
  }

  int32(): number {
    return this.view.getInt32(this.advance(4), true);
  }

  uint32(): number {
    return this.view.getUint32(this.advance(4), true);
  }

  /** Protocol 2 writes floating-point numbers with the high byte first. */
  float64(): number {
    return this.view.getFloat64(this.advance(8), false);
  }

  text(length: number): string {
    const start = this.advance(length);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
        this.bytes.subarray(start, start + length),
      );
    } catch (cause) {
      throw torchError(`the text at byte ${start} of its pickle is not UTF-8`, cause);
    }
  }

  /** A text that ends at the next line feed. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.position);
    if (end < 0) throw torchError(`the line at byte ${this.position} of its pickle does not end`);
    const text = this.text(end - this.position);
    this.position++;
    return text;
  }

  /** A signed integer of any length; beyond 2^53 it is a bigint. */
  long(length: number): number | bigint {
    const start = this.advance(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.bytes[start + i]);
    if (length > 0) value = BigInt.asIntN(8 * length, value);
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }

  private advance(length: number): number {
    const start = this.position;
    if (start + length > this.bytes.length) {
      throw torchError(
        `its pickle ends at byte ${this.bytes.length}, in the middle of ${length} bytes that start at ${start}`,
      );
    }
    this.position += length;
    return start;
  }
}

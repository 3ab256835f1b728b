import { describe, expect, it } from 'vitest';
import { imageAt } from '../images/host-image';
import { readCifar10 } from './cifar10';

function record(label: number, red: number, green: number, blue: number): Uint8Array {
  const bytes = new Uint8Array(3073);
  bytes[0] = label;
  bytes.fill(red, 1, 1025).fill(green, 1025, 2049).fill(blue, 2049);
  bytes[1 + 33] = 200; // red of row 1, column 1
  return bytes;
}

const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

describe('readCifar10', () => {
  it('turns planes into channels and keeps the order of the batches', () => {
    const data = readCifar10([join(record(3, 1, 2, 3), record(9, 4, 5, 6)), record(0, 7, 8, 9)]);
    expect(data).toMatchObject({ count: 3, height: 32, width: 32, channels: 3 });
    expect([...data.labels].map((label) => data.classNames[label])).toEqual(['cat', 'truck', 'airplane']);
    expect([...imageAt(data, 1).data.subarray(0, 3)]).toEqual([4, 5, 6]);
    expect([...imageAt(data, 2).data.subarray(33 * 3, 33 * 3 + 3)]).toEqual([200, 8, 9]);
  });

  it('names a file that is not a whole number of records', () => {
    const read = () => readCifar10([record(0, 0, 0, 0), new Uint8Array(3074)], { names: ['a.bin', 'b.bin'] });
    expect(read).toThrow(/b.bin: 3074 bytes are not a whole number of CIFAR-10 records of 3073 bytes/);
    expect(() => readCifar10([new Uint8Array()])).toThrow(/batch 1: 0 bytes/);
  });

  it('names the record with an impossible label', () => {
    expect(() => readCifar10([join(record(1, 0, 0, 0), record(10, 0, 0, 0))])).toThrow(/record 1 has label 10/);
  });
});

import { describe, expect, it } from 'vitest';
import { MessageWriter, varint } from './protobuf';

describe('varint', () => {
  it('writes seven bits per byte, lowest first', () => {
    expect([...varint(0)]).toEqual([0]);
    expect([...varint(127)]).toEqual([127]);
    expect([...varint(300)]).toEqual([0xac, 0x02]); // the example of the protocol buffer documentation
    expect([...varint(2 ** 35)]).toEqual([0x80, 0x80, 0x80, 0x80, 0x80, 0x01]);
  });

  it('refuses what it cannot write', () => {
    expect(() => varint(-1)).toThrow('got -1');
    expect(() => varint(1.5)).toThrow('got 1.5');
  });
});

describe('MessageWriter', () => {
  it('writes keys, lengths and nested messages', () => {
    // Documentation: field 1 = 150 is 08 96 01, field 2 = "testing" is 12 07 ..., nested in field 3 is 1a 03 08 96 01.
    expect([...new MessageWriter().integer(1, 150).finish()]).toEqual([0x08, 0x96, 0x01]);
    expect([...new MessageWriter().text(2, 'testing').finish()]).toEqual([0x12, 7, ...Buffer.from('testing')]);
    const nested = new MessageWriter().message(3, new MessageWriter().integer(1, 150));
    expect([...nested.finish()]).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
    expect([...new MessageWriter().float(2, 1).finish()]).toEqual([0x15, 0, 0, 0x80, 0x3f]);
  });
});

import { describe, expect, it } from 'vitest';
import { SignatureTable } from './signature-table';

describe('SignatureTable', () => {
  it('numbers signatures by first appearance and ranks them in lexicographic order', () => {
    const table = new SignatureTable();
    const intern = (...values: number[]) => table.intern(Int32Array.from(values), values.length);
    expect([intern(2, 1), intern(1), intern(2, 1), intern(1, 5), intern(-1), intern()]).toEqual([0, 1, 0, 2, 3, 4]);
    expect([...table.ranks()]).toEqual([4, 2, 3, 1, 0]);
    expect(table.count).toBe(5);
  });

  it('keeps many signatures apart that share their hash or their place', () => {
    const table = new SignatureTable();
    const values = new Int32Array(3);
    const ids: number[] = [];
    for (let i = 0; i < 20_000; i++) {
      values.set([i % 7, i, -i]);
      ids.push(table.intern(values, 3));
    }
    expect(ids).toEqual(Array.from({ length: 20_000 }, (_, i) => i));
    values.set([19_999 % 7, 19_999, -19_999]);
    expect(table.intern(values, 3)).toBe(19_999);
    const ranks = table.ranks();
    const order = [...ids].sort((a, b) => (a % 7) - (b % 7) || a - b);
    expect(order.map((id) => ranks[id])).toEqual(ids);
  });

  it('ranks many signatures with negative and large numbers', () => {
    const table = new SignatureTable();
    const pairs = Array.from({ length: 17_000 }, (_, i) => [Math.imul(i % 100, 0x9e3779b1), Math.imul(i, 0x85ebca6b)]);
    for (const pair of pairs) table.intern(Int32Array.from(pair), 2);
    const ranks = table.ranks();
    const order = [...pairs.keys()].sort((a, b) => pairs[a][0] - pairs[b][0] || pairs[a][1] - pairs[b][1]);
    expect(order.every((id, place) => ranks[id] === place)).toBe(true);
  });
});

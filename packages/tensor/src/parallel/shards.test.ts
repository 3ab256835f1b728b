import { describe, expect, it } from 'vitest';
import { StepControl } from './barrier';
import { assignOwners, part, treeSum } from './shards';
import { SharedNumbers } from './shared-numbers';

describe('part', () => {
  it('covers everything once, in nearly equal parts', () => {
    for (const size of [0, 1, 3, 7, 64]) {
      for (const count of [1, 2, 3, 5]) {
        const parts = Array.from({ length: count }, (_, index) => part(index, count, size));
        expect([parts[0].start, parts[count - 1].end]).toEqual([0, size]);
        for (let i = 1; i < count; i++) expect(parts[i].start).toBe(parts[i - 1].end);
        const sizes = parts.map(({ start, end }) => end - start);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe('assignOwners', () => {
  it('balances the sizes', () => {
    expect(assignOwners([1, 10, 4, 6], 2)).toEqual([0, 0, 1, 1]);
    expect(assignOwners([5], 3)).toEqual([0]);
  });
});

describe('treeSum', () => {
  it('adds neighbours, in an order that depends on the number of values alone', () => {
    const join = (values: string[]) => treeSum(values, (a, b) => `(${a}${b})`);
    expect(join(['a'])).toBe('a');
    expect(join(['a', 'b', 'c', 'd', 'e'])).toBe('(((ab)(cd))e)');
  });
});

describe('SharedNumbers', () => {
  it('gives every variable of every shard a place of its own', () => {
    const layout = { sizes: [3, 17, 0, 1], shards: 2, workers: 2, owners: [0, 0, 0, 0] };
    const buffer = new ArrayBuffer(SharedNumbers.bytes(layout));
    const numbers = new SharedNumbers(buffer, layout);
    numbers.losses.fill(1);
    numbers.squares.fill(2);
    const views = layout.sizes.flatMap((_, i) => [
      numbers.parameter(i),
      numbers.gradient(0, i),
      numbers.gradient(1, i),
    ]);
    for (const [i, view] of views.entries()) view.fill(i + 3);
    expect([...numbers.losses, ...numbers.squares]).toEqual([1, 1, 2, 2, 2, 2]);
    for (const [i, view] of views.entries()) expect([...view]).toEqual(Array(view.length).fill(i + 3));
    expect(views.every(({ byteOffset }) => byteOffset % 64 === 0)).toBe(true);
  });
});

describe('StepControl', () => {
  it('lets the last one decide, and says who is behind', () => {
    const buffer = new SharedArrayBuffer(64);
    const one = new StepControl(buffer, 1);
    expect([one.stopping(0), one.wait(0, 0, 1, 10)]).toEqual([false, 'go']);
    one.stop(1);
    // The step after is another matter, and so is one that comes too late.
    expect([one.stopping(0), one.stopping(1), one.stopping(2), one.stopping(3)]).toEqual([false, true, false, false]);
    expect([1, 2].map((turn) => one.wait(0, turn, 1, 10))).toEqual(['stop', 'go']);
    one.stop(4);
    one.stop(3);
    expect([3, 4, 5, 6].map((turn) => one.wait(0, turn, 1, 10))).toEqual(['stop', 'stop', 'go', 'go']);
    const two = new StepControl(new SharedArrayBuffer(64), 2);
    expect(two.wait(1, 3, 1, 20)).toBe('timeout');
    expect([two.behind(3, 1), two.behind(3, 2)]).toEqual([[0], [0, 1]]);
    const gone = new StepControl(new SharedArrayBuffer(64), 2);
    gone.break();
    gone.stop(1);
    expect(gone.wait(1, 1, 1, 1000)).toBe('broken');
  });
});

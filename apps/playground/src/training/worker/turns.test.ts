import { describe, expect, it } from 'vitest';
import { Turns } from './turns';

/** A loop of some steps that writes down what it does, and waits in the middle of each. */
async function loop(turns: Turns, member: number, steps: number, seen: string[]): Promise<void> {
  await turns.begin(member);
  try {
    for (let step = 1; step <= steps; step++) {
      seen.push(`${member}:${step}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      seen.push(`${member}.`);
      await turns.next(member);
    }
  } finally {
    turns.leave(member);
  }
}

describe('Turns', () => {
  it('lets loops step one after the other, with a breath after every round', async () => {
    const seen: string[] = [];
    const turns = new Turns(2, async () => {
      seen.push('breath');
    });
    await Promise.all([loop(turns, 1, 2, seen), loop(turns, 0, 2, seen)]);
    expect(seen).toEqual(['0:1', '0.', '1:1', '1.', 'breath', '0:2', '0.', '1:2', '1.', 'breath']);
  });

  it('goes on with the others when a loop has ended', async () => {
    const seen: string[] = [];
    const turns = new Turns(2, async () => {});
    await Promise.all([loop(turns, 0, 1, seen), loop(turns, 1, 3, seen)]);
    expect(seen.filter((entry) => entry.startsWith('1:'))).toEqual(['1:1', '1:2', '1:3']);
  });

  it('passes an error of the breath to one loop and lets the other go on', async () => {
    const seen: string[] = [];
    let breaths = 0;
    const turns = new Turns(2, async () => {
      breaths++;
      if (breaths === 1) throw new Error('no air');
    });
    const ends = await Promise.allSettled([loop(turns, 0, 3, seen), loop(turns, 1, 3, seen)]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(seen.at(-1)).toBe('0.');
    expect(seen).toContain('0:3');
  });
});
